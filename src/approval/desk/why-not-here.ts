import { formatTime } from '../../wording/times.ts';
import { isFresh, leastAssurance } from '../request/assurance.ts';
import { linkHolder, signedInReader } from '../request/people.ts';
import { groupsAsked, isInvited, isNamed, isProved, leastFor, waitsUntil } from '../request/progress.ts';
import type { ApprovalRequest } from '../request/request.ts';
import { isExcluded } from '../request/standing.ts';
import { termsOf } from '../request/terms.ts';
import { linkedPeople } from '../request/timing/deputies.ts';
import { formatMoment } from '../request/timing/format-deadline.ts';
import { signInPath } from '../sign-in/paths.ts';
import type { DeskAnswer, DeskParts, OpenedLink, Voter } from './desk-parts.ts';
import type { Words } from './language/en.ts';
import { renderMessage } from './page/frame.ts';
import { type Note, noteOf } from './page/note.ts';

type Opened = Pick<OpenedLink, 'token' | 'stored' | 'voter' | 'session' | 'now' | 'words'>;

/** Why somebody can read about an open request but not decide, and what they can do; undefined if they can decide. */
export function whyNotHere({ signIn }: Pick<DeskParts, 'signIn'>, link: Opened): Note | undefined {
  const { voter, token, now, words } = link;
  const { who, page } = words;
  const { request } = link.stored;
  const terms = termsOf(request);
  if (isExcluded(request, voter.by)) return noteOf('waiting', who.excluded);
  const from = waitsUntil(request, { ...voter, at: now.toISOString() });
  const notYet = from === undefined ? undefined : notYetNote(words, request, from);
  if (isNamed(request, voter) && isProved(request, voter)) {
    return voter.via === 'sign-in' && !mayVote(request, voter) ? notAskedNote(link) : notYet;
  }
  if (voter.via === 'sign-in') return isFresh(terms, voter) ? notAskedNote(link) : staleNote(link);
  if (notYet) return notYet;
  const wanted = isNamed(request, voter) ? leastFor(request, voter) : 'sign-in';
  if (wanted !== 'sign-in' || !signIn) {
    return isNamed(request, voter) && wanted !== 'link' ? noteOf('waiting', who.weak[wanted]) : undefined;
  }
  return noteOf('waiting', who.signIn, { href: signInPath(token), label: page.signIn });
}

/** Whether somebody is among those who are asked. */
export function mayVote(request: ApprovalRequest, voter: Voter): boolean {
  const { by, via } = voter;
  return via === 'sign-in' || via === 'slack'
    ? isInvited(request, by) && isNamed(request, voter)
    : isAsked(request, by);
}

export function isDecidable({ status, deadline }: ApprovalRequest, now: Date): boolean {
  return status === 'PENDING' && now.toISOString() < deadline;
}

/** Whether this link's reviewer may decide. */
export function isAsked(request: ApprovalRequest, reviewer: string): boolean {
  return request.reviewers.length > 0 ? linkedPeople(request).includes(reviewer) : reviewer === linkHolder;
}

/**
 * Whether nothing may be shown before somebody signs in: the link of a gate that counts only people who have signed in need not be a secret, and
 * may have been posted in a chat.
 */
export function needsSignIn({ signIn }: DeskParts, { claims, stored, voter }: OpenedLink): boolean {
  const isWanted = claims.reviewer === signedInReader || leastAssurance(termsOf(stored.request)) === 'sign-in';
  return signIn !== undefined && voter.via !== 'sign-in' && isWanted;
}

export function signInFirst({ token, words }: OpenedLink, status: 200 | 403): DeskAnswer {
  const did = status === 200 ? 'asked somebody to sign in' : 'refused a form without a sign-in';
  const action = { href: signInPath(token), label: words.page.signIn };
  return { status, page: renderMessage(words, words.signIn.toDecide(status === 403), action), did };
}

function notAskedNote({ stored, voter, session, token, now, words }: Opened): Note {
  const { who, page, say } = words;
  const groups = groupsAsked(stored.request);
  const said = who.notAmong(say.people(voter.by));
  if (groups.length === 0) return noteOf('waiting', [who.notAsked, `${said}. ${who.useOther}`]);
  const asked = who.groups(groups);
  const unknown = session?.groupsUnknown;
  if (unknown) return noteOf('waiting', who.groupsUnknown(unknown, asked));
  if (session?.groups.some((group) => groups.includes(group))) return noteOf('waiting', who.unconfirmed(asked));
  // Their session keeps only the groups that the request asks for from which they began to sign in.
  const action = isDecidable(stored.request, now) ? { href: signInPath(token), label: page.signInAgain } : undefined;
  return noteOf('waiting', [who.notAsked, `${said}${who.notInGroup(asked)} ${who.useOther}`], action);
}

function staleNote({ stored, session, token, now, words: { who, page } }: Opened): Note {
  const minutes = termsOf(stored.request).signInMaxAgeMinutes ?? 0;
  const at = session?.authenticatedAt;
  const why = at === undefined ? who.staleUnknown : who.staleSince(formatTime(new Date(at * 1000), now));
  const action = at === undefined ? undefined : { href: signInPath(token), label: page.signInAgain };
  const note = noteOf('waiting', why, action);
  return { ...note, text: `${who.stale(minutes)} ${note.text}` };
}

function notYetNote({ who }: Words, request: ApprovalRequest, from: string): Note {
  return noteOf('waiting', who.notYet(formatMoment(request, new Date(from))));
}
