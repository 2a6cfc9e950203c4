import { nameRequest } from '../../../storage/name-request.ts';
import { formatStep } from '../../../wording/ids.ts';
import { formatTime } from '../../../wording/times.ts';
import { formatError } from '../../../wording/values.ts';
import { signLink } from '../../link/link.ts';
import { signedInReader } from '../../request/people.ts';
import type { DeskParts, OpenedLink } from '../desk-parts.ts';
import { en, type Words } from '../language/en.ts';
import { type Note, noteOf } from '../page/note.ts';
import { isDecidable } from '../why-not-here.ts';
import { findNewer, type Newer } from './find-newer.ts';
import { isAskedByName } from './signed-in-link.ts';

/** The newer request for a page. The page is useful without it, so an error only leaves it out. */
export async function newerForPage(parts: DeskParts, link: OpenedLink): Promise<Newer | undefined> {
  const { claims, stored, deadlines } = link;
  const { ledger, listOpenForPages: listOpen = ledger.listOpen } = parts;
  try {
    return pickShown(
      await findNewer({ read: ledger.read, listOpen }, claims.key, stored.request, deadlines.answer),
      link,
    );
  } catch (error) {
    parts.logger.warn('newer requests could not be read', { ...nameRequest(claims.key), error: formatError(error) });
    return undefined;
  }
}

/** While people can decide about a request, another one of the same deployment is a question of its own. */
function pickShown(newer: Newer | undefined, { stored, now }: OpenedLink): Newer | undefined {
  return newer?.isReplacement || !isDecidable(stored.request, now) ? newer : undefined;
}

/** Why nothing can be decided about an open request whose deployment was replaced. */
export function replacedNote(newer: Newer, link: OpenedLink): Note {
  return withNewer(noteOf('waiting', link.words.notes.replaced), newer, link);
}

/** A note that also leads to the newer request. */
export function withNewer(note: Note, newer: Newer | undefined, link: OpenedLink): Note {
  if (!newer) return note;
  const href = linkFor(newer, link);
  const { notes } = link.words;
  const where = href ? '' : ` ${notes.newerMail}`;
  const action = href ? { href, label: notes.newerLink } : undefined;
  return {
    ...note,
    text: `${note.text} ${formatNewer(link.words, newer, link.now)}.${where}`,
    action: action ?? note.action,
  };
}

/** `A newer request about shop was made at 14:20 UTC, for revision 9313423515462893900 at POST_TEST_TRAFFIC_SHIFT`. */
function formatNewer({ notes }: Words, { request }: Pick<Newer, 'request'>, now: Date): string {
  const { service, revisionId, stage, step } = request.subject;
  const at = formatTime(new Date(request.createdAt), now);
  return notes.newer(service, at, revisionId, `${stage}${formatStep(step)}`);
}

/**
 * The path of a link to the newer request, for somebody who has signed in and whom it asks by name. The link holds no secret: it shows nothing
 * before somebody whom the request asks has signed in. Undefined for everybody else, whose own mail has their link.
 */
function linkFor({ key, request }: Newer, link: OpenedLink): string | undefined {
  if (!isAskedByName(request, link)) return undefined;
  const expiresAt = new Date(Date.parse(request.deadline) + lateClickMs);
  return `/a/${signLink(link.keys, { key, reviewer: signedInReader, expiresAt })}`;
}

/** How long after the deadline such a link still opens a page that says what happened. */
const lateClickMs = 86_400_000;

/** For a program or a terminal. */
export function explainReplaced({ key, request }: Newer, now: Date): string {
  const said = formatNewer(en, { request }, now);
  return `${said}, by another deployment, so there is nothing left to decide about this one (greenlight open lists what is open; the newer request is ${key})`;
}
