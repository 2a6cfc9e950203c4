import type { Notice } from '../../approval/notice/notifier.ts';
import { formatStep, formatStrategy, shortImage } from '../../wording/ids.ts';
import { oneLine } from '../../wording/lines.ts';
import { formatTime } from '../../wording/times.ts';
import type { Announcement } from '../news/announcement.ts';

/** Plain text for mail. The first five lines say it all. There is no personal link, because anybody who has one may vote with it. */
export function announcementMail(announcement: Announcement): Notice {
  const { event, deployment, headline, next, at, page } = announcement;
  const lines = [
    `${headline}.`,
    ...(next === undefined ? [] : [`Next:     ${next}.`]),
    `What:     ${announcement.release} on ${deployment.cluster}${formatGatePlace(announcement)}`,
    `When:     ${formatTime(new Date(at))}`,
    ...(page === undefined ? [] : [`Page:     ${page}`]),
    '',
    ...formatChanges(announcement),
    `Deployment  ${deployment.deploymentId}${announcement.strategy ? ` (${formatStrategy(announcement.strategy)})` : ''}`,
    `Revision    ${announcement.revisionId}`,
    `Account     ${deployment.account}, ${deployment.region}`,
  ];
  return {
    subject: mailSubject(announcement),
    body: `${lines.map((line) => cut(oneLine(line), maxLine)).join('\n')}\n`,
    attributes: announcementAttributes(event, deployment),
  };
}

/** What subscriptions can filter by. */
export function announcementAttributes(event: string, { cluster, service }: Announcement['deployment']) {
  return { event, cluster, service };
}

/** SNS takes one line of ASCII under 100 characters. */
export function mailSubject(announcement: Announcement): string {
  const text = `[${announcement.label}] ${formatWhat(announcement).replaceAll('…', '...')}`;
  const ascii = text.replace(/[^\x20-\x7e]/g, '?');
  return ascii.length > 99 ? `${ascii.slice(0, 96)}...` : ascii;
}

/** `retail-ui 1.42 (at 25 %) on prod-cluster`, so that a list of mails distinguishes the gates of a linear deployment. */
export function formatWhat({
  release,
  deployment,
  gate,
}: Pick<Announcement, 'release' | 'deployment' | 'gate'>): string {
  const share = formatStep(gate?.step).trim();
  return `${release}${share === '' ? '' : ` (${share})`} on ${deployment.cluster}`;
}

/** ` at POST_TEST_TRAFFIC_SHIFT at 25 %`; empty if it is about the whole deployment. */
export function formatGatePlace({ gate }: Pick<Announcement, 'gate'>): string {
  if (!gate) return '';
  return ` at ${gate.stage}${formatStep(gate.step)}${gate.name === undefined ? '' : ` (${gate.name})`}`;
}

const maxImages = 20;
const maxLine = 2000;

function cut(text: string, maxCharacters: number): string {
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters - 1).toWellFormed()}…` : text.toWellFormed();
}

function formatChanges({ images }: Announcement): string[] {
  const lines = images.slice(0, maxImages).map(({ container, before, after }) => {
    if (before === after) return `  ${container}  ${shortImage(after)} (unchanged)`;
    return `  ${container}  ${before ? shortImage(before) : 'new'} -> ${shortImage(after)}`;
  });
  return lines.length === 0 ? [] : ['What changes', ...lines, ''];
}
