import { formatStep } from '../../wording/ids.ts';
import { versionsOf } from '../../wording/versions.ts';
import type { Subject } from '../request/request.ts';

/** SNS accepts only one line of ASCII under 100 characters. */
const maxSubject = 99;
const maxVersion = 24;
const maxService = 40;

/**
 * The subject of a mail about a deployment: the service and its new version, by the tag of its image or else the end of the revision's id, between
 * what is wanted and until when. A service's name may have 255 characters, and what comes after it must not be cut.
 *
 * @example formatMailSubject('[ACTION] Approve', subject, 'by 14:30 UTC') // '[ACTION] Approve retail-ui 1.42 (at 25 %) by 14:30 UTC'
 */
export function formatMailSubject(label: string, subject: Subject, end: string): string {
  const share = formatStep(subject.step).trim();
  const rest = [formatVersion(subject), ...(share ? [`(${share})`] : []), end].join(' ');
  const room = Math.min(maxService, maxSubject - label.length - rest.length - 2);
  return `${label} ${shorten(subject.service, room)} ${rest}`.replace(/[^\x20-\x7e]/g, '?').slice(0, maxSubject);
}

function formatVersion(subject: Subject): string {
  const { after } = versionsOf(subject);
  return after.startsWith('…') ? `revision ...${after.slice(1)}` : shorten(after, maxVersion);
}

function shorten(name: string, length: number): string {
  return name.length > length ? `${name.slice(0, length - 3)}...` : name;
}
