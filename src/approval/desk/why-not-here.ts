import { formatTime } from '../../wording/times.ts';
import { type Assurance, isFresh, leastAssurance } from '../request/assurance.ts';
import { formatPeople, linkHolder, signedInReader } from '../request/people.ts';
import { groupsAsked, isInvited, isNamed, isProved, leastFor } from '../request/progress.ts';
import type { ApprovalRequest } from '../request/request.ts';
import { isExcluded } from '../request/standing.ts';
import { termsOf } from '../request/terms.ts';
import { decidesFrom, linkedPeople } from '../request/timing/deputies.ts';
import { formatMoment } from '../request/timing/format-deadline.ts';
import { signInPath } from '../sign-in/paths.ts';
import type { DeskAnswer, DeskParts, OpenedLink, Voter } from './desk-parts.ts';
import { type Note, renderMessage } from './page.ts';

type Opened = Pick<OpenedLink, 'token' | 'stored' | 'voter' | 'session' | 'now'>;

/** Why somebody can read about an open request but not decide, and what they can do; undefined if they can decide. */
export function whyNotHere({ signIn }: Pick<DeskParts, 'signIn'>, link: Opened): Note | undefined {
  const { voter, token, now } = link;
  const { request } = link.stored;
  const terms = termsOf(request);
  if (isExcluded(request, voter.by)) return excludedNote;
  const from = decidesFrom(request, voter.by);
  const notYet = from !== undefined && now.toISOString() < from ? notYetNote(request, from) : undefined;
  if (isNamed(request, voter) && isProved(request, voter)) {
    return voter.via === 'sign-in' && !mayVote(request, voter) ? notAskedNote(link) : notYet;
  }
  if (voter.via === 'sign-in') return isFresh(terms, voter) ? notAskedNote(link) : staleNote(link);
  if (notYet) return notYet;
  const wanted = isNamed(request, voter) ? leastFor(request, voter) : 'sign-in';
  if (wanted !== 'sign-in' || !signIn) return isNamed(request, voter) ? weakNotes[wanted] : undefined;
  return { ...signInNote, action: { href: signInPath(token), label: 'Sign in' } };
}

/** Whether somebody is among those who are asked. */
export function mayVote(request: ApprovalRequest, voter: Voter): boolean {
  const { by, via } = voter;
  return via === 'sign-in' ? isInvited(request, by) && isNamed(request, voter) : isAsked(request, by);
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

export function signInFirst({ token }: OpenedLink, status: 200 | 403): DeskAnswer {
  const did = status === 200 ? 'asked somebody to sign in' : 'refused a form of nobody who has signed in';
  const paragraphs = [
    ...(status === 403 ? ['You are no longer signed in, so nothing was recorded.'] : []),
    'Only people who have signed in can read this request and decide about it.',
  ];
  const action = { href: signInPath(token), label: 'Sign in' };
  return { status, page: renderMessage({ title: 'Sign in to decide', paragraphs, action }), did };
}

function notAskedNote({ stored, voter, session, token, now }: Opened): Note {
  const groups = groupsAsked(stored.request);
  const title = 'You are not asked about this';
  const who = `The account ${formatPeople(voter.by)} is not among those who are asked`;
  const other = 'Sign out to use another one, or ask your platform team who decides.';
  if (groups.length === 0) return { tone: 'waiting', title, text: `${who}. ${other}` };
  const asked = `${groups.length === 1 ? 'the group' : 'the groups'} ${groups.join(', ')}`;
  const unknown = session?.groupsUnknown;
  if (unknown) {
    const text = `The sign-in provider did not list all groups of your account (${unknownGroups[unknown]}), and ${asked} would have to be among them. Tell your platform team.`;
    return { tone: 'waiting', title: 'Your groups are not known here', text };
  }
  if (session?.groups.some((group) => groups.includes(group))) {
    const text = `Your account is in ${asked}, but the provider does not confirm its email address. Others are asked by email, so you might count twice. Tell your platform team.`;
    return { tone: 'waiting', title: 'Your account cannot decide', text };
  }
  // Their session keeps only the groups that the request asks for from which they began to sign in.
  const text = `${who}, and was not in ${asked} when you signed in. If it is now, sign in again. ${other}`;
  const action = isDecidable(stored.request, now) ? { href: signInPath(token), label: 'Sign in again' } : undefined;
  return { tone: 'waiting', title, text, action };
}

const unknownGroups = { 'too-many': 'it is in too many', unreadable: 'they have an unknown form' };

function staleNote({ stored, session, token, now }: Opened): Note {
  const minutes = termsOf(stored.request).signInMaxAgeMinutes ?? 0;
  const at = session?.authenticatedAt;
  const title = 'Sign in again to decide';
  const wanted = `Here a decision counts within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} of signing in at your sign-in provider.`;
  if (at === undefined) {
    const text = `${wanted} The provider did not say when you signed in there. Tell your platform team.`;
    return { tone: 'waiting', title: 'Your sign-in cannot decide', text };
  }
  const text = `${wanted} You signed in there at ${formatTime(new Date(at * 1000), now)}.`;
  return { tone: 'waiting', title, text, action: { href: signInPath(token), label: 'Sign in again' } };
}

function notYetNote(request: ApprovalRequest, from: string): Note {
  return {
    tone: 'waiting',
    title: 'You cannot decide yet',
    text: `You are a deputy: you can decide from ${formatMoment(request, new Date(from))}, if the others have not done so by then.`,
  };
}

const excludedNote: Note = {
  tone: 'waiting',
  title: 'You may not decide about this',
  text: 'The configuration of this gate names you among those who may not decide. Another reviewer has to decide.',
};

const signInNote: Note = {
  tone: 'waiting',
  title: 'Sign in to decide',
  text: 'Your decision counts only after you have signed in.',
};

const byCommand =
  'Decide with greenlight approve or reject, and the name of the service; your AWS identity needs the permission of the output DecideArn.';

const weakNotes: Readonly<Record<Assurance, Note | undefined>> = {
  link: undefined,
  mailbox: {
    tone: 'waiting',
    title: 'This link cannot decide',
    text: 'This gate counts only decisions with a link that was mailed to one person. Use the link in your own mail.',
  },
  'sign-in': {
    tone: 'waiting',
    title: 'Only people who have signed in can decide',
    text: `This gate counts no decision with a link alone. ${byCommand}`,
  },
  iam: {
    tone: 'waiting',
    title: 'Only an AWS identity can decide',
    text: `Your decision from this page would not count. ${byCommand}`,
  },
};

/** A forwarded link must not take back what its owner decided after they had signed in. */
export const strongerNote: Note = {
  tone: 'waiting',
  title: 'Your rejection cannot be taken back like this',
  text: 'You rejected this after you had signed in, or with an AWS identity. To change that, decide again in the same way.',
};
