import type { DeploymentRef, Report } from '../../hook/report.ts';
import { untilAborted } from '../../hook/time-budget.ts';
import type { Reports } from '../../storage/reports.ts';
import { formatTime } from '../../wording/times.ts';
import { issueNonce } from '../link/nonce.ts';
import { type Assurance, provesEnough } from '../request/assurance.ts';
import { linkHolder } from '../request/people.ts';
import { isApprovedAt } from '../request/progress.ts';
import type { ApprovalRequest, Vote } from '../request/request.ts';
import { requestVersion } from '../request/request-version.ts';
import { isExcluded } from '../request/standing.ts';
import { termsOf } from '../request/terms.ts';
import type { DeskAnswer, DeskParts, OpenedLink } from './desk-parts.ts';
import { ownNote } from './own-note.ts';
import { type Note, type RequestPage, renderRequestPage } from './request-page.ts';

/** Shows the request to the holder of a link. Changes nothing. */
export async function showRequest(parts: DeskParts, link: OpenedLink): Promise<DeskAnswer> {
  const { request } = link.stored;
  const why = isDecidable(request, link.now) ? whyNotHere(request, link.claims.reviewer) : undefined;
  if (why) {
    return { status: 200, page: await requestPage(parts, link, { note: why, form: 'none' }), did: 'showed a request' };
  }
  const note = ownNote(request, link.claims.reviewer, link.now);
  return { status: 200, page: await requestPage(parts, link, { note }), did: 'showed a request' };
}

/** Why somebody can read about an open request but not decide, and what they can do; undefined if they can decide. */
function whyNotHere(request: ApprovalRequest, by: string): Note | undefined {
  return isExcluded(request, by) ? excludedNote : whyTooWeak(request, { by });
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
  { reports }: DeskParts,
  { token, keys, stored, now, deadlines }: Omit<OpenedLink, 'claims'>,
  {
    note,
    refused,
    form,
  }: Pick<RequestPage, 'note' | 'refused'> & { form?: Omit<NonNullable<RequestPage['form']>, 'nonce'> | 'none' },
): Promise<string> {
  const { request } = stored;
  const known = await readReports(reports, request.subject, deadlines.answer);
  const canDecide = form !== 'none' && isDecidable(request, now);
  const version = requestVersion(request);
  const shown = canDecide
    ? { nonce: issueNonce(keys, { token, version, now }), ...(typeof form === 'object' && form) }
    : undefined;
  return renderRequestPage({
    request,
    reports: known,
    now,
    refused,
    note: note ?? closedNote(request, now),
    form: shown,
  });
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
