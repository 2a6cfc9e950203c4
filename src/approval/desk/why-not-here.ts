import { type Assurance, leastAssurance } from '../request/assurance.ts';
import { formatPeople, linkHolder } from '../request/people.ts';
import { isInvited, isNamed, isProved, leastFor } from '../request/progress.ts';
import type { ApprovalRequest } from '../request/request.ts';
import { isExcluded } from '../request/standing.ts';
import { termsOf } from '../request/terms.ts';
import { signInPath } from '../sign-in/paths.ts';
import type { DeskAnswer, DeskParts, OpenedLink, Voter } from './desk-parts.ts';
import { renderMessage } from './page.ts';
import type { Note } from './request-page.ts';

/** Why somebody can read about an open request but not decide, and what they can do; undefined if they can decide. */
export function whyNotHere(
  { signIn }: Pick<DeskParts, 'signIn'>,
  request: ApprovalRequest,
  voter: Voter,
): Note | undefined {
  if (isExcluded(request, voter.by)) return excludedNote;
  if (voter.via === 'sign-in' && !mayVote(request, voter)) return notAskedNote(voter.by);
  if (isProved(request, voter) || !isNamed(request, voter)) return undefined;
  const wanted = leastFor(request, voter);
  return wanted === 'sign-in' && signIn ? signInNote : weakNotes[wanted];
}

/** Whether somebody is among those who are asked. */
export function mayVote(request: ApprovalRequest, voter: Voter): boolean {
  const { by, via } = voter;
  return via === 'sign-in' ? isInvited(request, by) && isNamed(request, voter) : isAsked(request, by);
}

/** Whether this link's reviewer may decide. */
export function isAsked({ reviewers }: ApprovalRequest, reviewer: string): boolean {
  return reviewers.length > 0 ? reviewers.includes(reviewer) : reviewer === linkHolder;
}

/**
 * Whether nothing may be shown before somebody signs in: the link of a gate that counts only people who have signed in need not be a secret, and
 * may have been posted in a chat.
 */
export function needsSignIn({ signIn }: DeskParts, { stored, voter }: OpenedLink): boolean {
  return signIn !== undefined && voter.via !== 'sign-in' && leastAssurance(termsOf(stored.request)) === 'sign-in';
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

function notAskedNote(by: string): Note {
  return {
    tone: 'waiting',
    title: 'You are not asked about this',
    text: `You are signed in as ${formatPeople(by)}, who is not among those who are asked. Sign out to use another account, or ask your platform team who decides.`,
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
  text: 'Your decision counts only after you have signed in. The button is at the top of this page.',
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
