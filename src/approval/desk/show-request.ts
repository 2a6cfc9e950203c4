import type { DeploymentRef, Report } from '../../hook/report.ts';
import { untilAborted } from '../../hook/time-budget.ts';
import type { Reports } from '../../storage/reports.ts';
import { formatTime } from '../../wording/times.ts';
import { issueNonce } from '../link/nonce.ts';
import { type Assurance, provesEnough } from '../request/assurance.ts';
import { formatPeople, linkHolder } from '../request/people.ts';
import { hasVote, isApprovedAt, isInvited, isNamed } from '../request/progress.ts';
import type { ApprovalRequest, Vote } from '../request/request.ts';
import { requestVersion } from '../request/request-version.ts';
import { isExcluded } from '../request/standing.ts';
import { termsOf } from '../request/terms.ts';
import { signInPath } from '../sign-in/paths.ts';
import type { DeskAnswer, DeskParts, OpenedLink, Voter } from './desk-parts.ts';
import { ownNote } from './own-note.ts';
import { renderMessage } from './page.ts';
import { type Note, type RequestPage, renderRequestPage } from './request-page.ts';

/** Shows the request to the holder of a link. Changes nothing. */
export async function showRequest(parts: DeskParts, link: OpenedLink): Promise<DeskAnswer> {
  const { request } = link.stored;
  if (needsSignIn(parts, link)) return signInFirst(link, 200);
  const why = isDecidable(request, link.now) ? whyNotHere(request, link.voter) : undefined;
  if (why) {
    return { status: 200, page: await requestPage(parts, link, { note: why, form: 'none' }), did: 'showed a request' };
  }
  const note = ownNote(request, link.voter.by, link.now);
  return { status: 200, page: await requestPage(parts, link, { note }), did: 'showed a request' };
}

/** Why somebody can read about an open request but not decide, and what they can do; undefined if they can decide. */
export function whyNotHere(request: ApprovalRequest, voter: Voter): Note | undefined {
  if (isExcluded(request, voter.by)) return excludedNote;
  if (voter.via === 'sign-in' && !mayVote(request, voter)) return notAskedNote(voter.by);
  return whyTooWeak(request, voter);
}

/**
 * Whether nothing may be shown before somebody signs in: the link of a gate that counts only people who have signed in need not be a secret, and
 * may have been posted in a chat.
 */
export function needsSignIn({ signIn }: DeskParts, { stored, voter }: OpenedLink): boolean {
  return signIn !== undefined && voter.via !== 'sign-in' && termsOf(stored.request).assurance === 'sign-in';
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

/** What somebody has to do whose vote would prove less than the gate asks for. */
export function whyTooWeak(request: ApprovalRequest, voter: Pick<Vote, 'by' | 'via'>): Note | undefined {
  const { assurance = 'link' } = termsOf(request);
  return provesEnough(assurance, voter) ? undefined : weakNotes[assurance];
}

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
    text: `This gate counts no decision from this page. ${byCommand}`,
  },
};

/** The request as it is now, with the form if this link can still decide. */
export async function requestPage(
  { reports, signIn }: DeskParts,
  { token, formOf, voter, keys, stored, now, deadlines }: OpenedLink,
  {
    note,
    refused,
    form,
  }: Pick<RequestPage, 'note' | 'refused'> & {
    form?: Omit<NonNullable<RequestPage['form']>, 'nonce' | 'canWithdraw'> | 'none';
  },
): Promise<string> {
  const { request } = stored;
  const known = await readReports(reports, request.subject, deadlines.answer);
  const canDecide = form !== 'none' && isDecidable(request, now);
  const version = requestVersion(request);
  const shown = canDecide
    ? {
        nonce: issueNonce(keys, { token: formOf, version, now }),
        canWithdraw: hasVote(request, voter.by),
        ...(typeof form === 'object' && form),
      }
    : undefined;
  return renderRequestPage({
    request,
    reports: known,
    now,
    refused,
    note: note ?? closedNote(request, now),
    form: shown,
    account:
      voter.via === 'sign-in'
        ? { name: formatPeople(voter.by) }
        : signIn && canDecide
          ? { beginsAt: signInPath(token) }
          : undefined,
  });
}

/** Whether somebody is among those who are asked. */
export function mayVote(request: ApprovalRequest, { by, via }: Voter): boolean {
  return via === 'sign-in' ? isInvited(request, by) && isNamed(request, by) : isAsked(request, by);
}

/** Whether this link's reviewer may decide. */
export function isAsked({ reviewers }: ApprovalRequest, reviewer: string): boolean {
  return reviewers.length > 0 ? reviewers.includes(reviewer) : reviewer === linkHolder;
}

export function isDecidable({ status, deadline }: ApprovalRequest, now: Date): boolean {
  return status === 'PENDING' && now.toISOString() < deadline;
}

function closedNote(request: ApprovalRequest, now: Date): RequestPage['note'] {
  const { status, decision, deadline } = request;
  if (status === 'PENDING' && !isDecidable(request, now)) {
    const isOpened = isApprovedAt(request, now.toISOString());
    const then = isOpened ? 'Greenlight approves it (onDeadline), and ECS gets that' : 'ECS gets that answer';
    const text = `The deadline passed at ${formatTime(new Date(deadline), now)} and nobody had decided. ${then} at its next call.`;
    return { tone: isOpened ? 'waiting' : 'failed', title: 'Too late to decide', text };
  }
  if (status !== 'PENDING' && !decision) {
    return { tone: 'waiting', title: 'Decided by hand', text: formatHandFlip(request) };
  }
  return undefined;
}

export function formatHandFlip({ status }: ApprovalRequest): string {
  return `Its status was set to ${status} in the bucket; Greenlight records that as the decision the next time it checks.`;
}

/** The page is useful without them, and says that they are missing. */
async function readReports(
  reports: Pick<Reports, 'read'>,
  deployment: DeploymentRef,
  signal: AbortSignal,
): Promise<Report[] | undefined> {
  try {
    // No combined signal: the store would combine it again, and Node leaks about 400 bytes for each nested combined signal.
    return await untilAborted(reports.read(deployment, signal), AbortSignal.timeout(reportsMs));
  } catch {
    return undefined;
  }
}

const reportsMs = 3000;
