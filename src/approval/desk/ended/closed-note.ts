import { formatTime } from '../../../wording/times.ts';
import { formatFailure } from '../../notice/mail.ts';
import { formatDecision, formatOutcome } from '../../request/format-decision.ts';
import { isApprovedAt } from '../../request/progress.ts';
import type { ApprovalRequest, Decision } from '../../request/request.ts';
import { confirmationOf } from '../../request/stale/confirmation.ts';
import type { Note } from '../page.ts';
import { isDecidable } from '../why-not-here.ts';

/** What happened to a request that can no longer be decided, and what to do now; undefined while people can decide. */
export function closedNote(request: ApprovalRequest, now: Date): Note | undefined {
  const { status, decision, deadline } = request;
  if (decision) return endNote(request, decision, now);
  if (status !== 'PENDING') return { tone: 'waiting', title: 'Decided by hand', text: formatHandFlip(request) };
  if (isDecidable(request, now)) return undefined;
  const isOpened = isApprovedAt(request, now.toISOString());
  const then = isOpened ? 'Greenlight approves it (onDeadline), and ECS gets that' : 'ECS gets that answer';
  const text = `The deadline passed at ${formatTime(new Date(deadline), now)} and nobody had decided. ${then} at its next call.`;
  return { tone: isOpened ? 'waiting' : 'failed', title: 'Too late to decide', text };
}

export function formatHandFlip({ status }: ApprovalRequest): string {
  return `Its status was set to ${status} in the bucket; Greenlight records that as the decision the next time it checks.`;
}

/** It does not say what ECS has done: only the outcome of a pause is recorded, and shown with the decision. */
function endNote(request: ApprovalRequest, decision: Decision, now: Date): Note {
  const said = `It was ${formatOutcome(decision, now)}.`;
  const failure = formatFailure(request.subject);
  const outdated = confirmationOf(request)?.outdated;
  switch (decision.status) {
    case 'APPROVED':
      return outdated === undefined
        ? { tone: 'passed', title: 'This is approved', text: `${said} ${seeConsole}` }
        : {
            tone: 'failed',
            title: 'This was approved, but the approval does not count',
            text: `${said} Then ${outdated}. So ${failure}; deploy again to be asked again.`,
          };
    case 'REJECTED':
      return { tone: 'failed', title: 'This is rejected', text: `${said} With that answer ${failure}.` };
    case 'EXPIRED':
      return {
        tone: 'failed',
        title: 'Nobody decided in time',
        text: `${said} With that answer ${failure}. To be asked again, deploy again.`,
      };
    case 'SUPERSEDED':
      return {
        tone: 'waiting',
        title: 'There is nothing left to decide',
        text: `This request was ${formatDecision(decision, now)}. It was not approved.`,
      };
  }
}

const seeConsole = 'The ECS console shows the outcome, under the service’s deployments.';
