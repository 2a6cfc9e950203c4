import type { DeploymentRef, Report } from '../../hook/report.ts';
import { untilAborted } from '../../hook/time-budget.ts';
import type { Reports } from '../../storage/reports.ts';
import { formatTime } from '../../wording/times.ts';
import { issueNonce } from '../link/nonce.ts';
import { explainNoApproval } from '../request/deployer/format-deployer.ts';
import { whyNoSelfApproval } from '../request/deployer/who-deployed.ts';
import { formatPeople } from '../request/people.ts';
import { hasVote, isApprovedAt, rulesBeyond } from '../request/progress.ts';
import type { ApprovalRequest } from '../request/request.ts';
import { requestVersion } from '../request/request-version.ts';
import { signInPath } from '../sign-in/paths.ts';
import type { DeskAnswer, DeskParts, OpenedLink } from './desk-parts.ts';
import { ownNote } from './own-note.ts';
import type { Account, Note } from './page.ts';
import { type RequestPage, renderRequestPage } from './request-page.ts';
import { isDecidable, needsSignIn, signInFirst, whyNotHere } from './why-not-here.ts';

/** Shows the request to the holder of a link. Changes nothing. */
export async function showRequest(parts: DeskParts, link: OpenedLink): Promise<DeskAnswer> {
  const { request } = link.stored;
  if (needsSignIn(parts, link)) return signInFirst(link, 200);
  const why = isDecidable(request, link.now) ? whyNotHere(parts, link) : undefined;
  if (why) {
    return { status: 200, page: await requestPage(parts, link, { note: why, form: 'none' }), did: 'showed a request' };
  }
  const note = ownNote(request, link.voter.by, link.now);
  return { status: 200, page: await requestPage(parts, link, { note }), did: 'showed a request' };
}

/** The request as it is now, with the form if this link can still decide. */
export async function requestPage(
  parts: DeskParts,
  link: OpenedLink,
  {
    note,
    refused,
    form,
  }: Pick<RequestPage, 'note' | 'refused'> & {
    form?: Omit<NonNullable<RequestPage['form']>, 'nonce' | 'canWithdraw' | 'noApproval'> | 'none';
  },
): Promise<string> {
  const { formOf, voter, keys, stored, now, deadlines } = link;
  const { request } = stored;
  const known = await readReports(parts.reports, request.subject, deadlines.answer);
  const canDecide = form !== 'none' && isDecidable(request, now);
  const version = requestVersion(request);
  const noApproval = whyNoSelfApproval(request, voter.by);
  const shown = canDecide
    ? {
        nonce: issueNonce(keys, { token: formOf, version, now }),
        canWithdraw: hasVote(request, voter.by),
        ...(noApproval && { noApproval: explainNoApproval(request, noApproval, now) }),
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
    account: accountOf(parts, link, note),
  });
}

/** A note with a button says what to do, so that nothing else offers the same. */
function accountOf(
  { signIn }: DeskParts,
  { token, voter, stored, now }: OpenedLink,
  note: Note | undefined,
): Account | undefined {
  if (voter.via === 'sign-in') return { name: formatPeople(voter.by) };
  if (!signIn || note?.action || !isDecidable(stored.request, now)) return undefined;
  return { beginsAt: signInPath(token), countsThenFor: rulesBeyond(stored.request, voter, 'sign-in') };
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
