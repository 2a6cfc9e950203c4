import { formatGateName } from '../../approval/notice/report-words.ts';
import { formatPeople } from '../../approval/request/people.ts';
import { countApprovals, countedApprovers, formatProgress, hasVote } from '../../approval/request/progress.ts';
import { requestVersion } from '../../approval/request/request-version.ts';
import { deputyTerms } from '../../approval/request/timing/deputies.ts';
import { formatDeadline } from '../../approval/request/timing/format-deadline.ts';
import { formatTimeLeft } from '../../wording/durations.ts';
import { formatError } from '../../wording/values.ts';
import { requestsAtOnce } from '../deployment/ledger.ts';
import type { LedgerParts } from '../deployment/read-gates.ts';
import type { GateRequest } from '../deployment/snapshot/snapshot.ts';

type OpenRequests = { requests: readonly OpenRequest[]; unknown: readonly string[] };

export type OpenRequest = GateRequest & { version: string };

/** Reads every open request, nearest deadline first. One read for each entry; an entry whose request is decided is skipped. */
export async function readOpenRequests(
  { ledger }: Pick<LedgerParts, 'ledger'>,
  signal: AbortSignal,
  isWanted: (key: string) => boolean = () => true,
): Promise<OpenRequests> {
  const keys = (await ledger.listOpen(signal)).filter(isWanted);
  const unknown: string[] = [];
  const requests: OpenRequest[] = [];
  for (let start = 0; start < keys.length; start += requestsAtOnce) {
    await Promise.all(
      keys.slice(start, start + requestsAtOnce).map(async (key) => {
        try {
          const stored = await ledger.read(key, signal);
          if (stored?.request.status === 'PENDING')
            requests.push({ key, request: stored.request, version: requestVersion(stored.request) });
        } catch (error) {
          unknown.push(`${key} cannot be read: ${formatError(error)}`);
        }
      }),
    );
  }
  const sorted = requests.toSorted(
    (left, right) => left.request.deadline.localeCompare(right.request.deadline) || left.key.localeCompare(right.key),
  );
  return { requests: sorted, unknown };
}

/** Whether this reviewer is asked, also as a deputy whose time has come, and has no vote that counts. A request without reviewers asks everybody. */
export function asks({ request }: GateRequest, reviewer: string, now: Date): boolean {
  const due = deputyTerms(request).filter(({ dueAt }) => dueAt <= now.toISOString());
  const reviewers = [...request.reviewers, ...due.flatMap(({ from }) => from)];
  const isAsked = reviewers.length === 0 || reviewers.some((one) => one.toLowerCase() === reviewer.toLowerCase());
  return isAsked && !hasVote(request, reviewer);
}

/** One row each: service, stage, until when, who approved so far. */
export function openRows(requests: readonly OpenRequest[], now: Date): readonly (readonly string[])[] {
  return requests.map(({ request }) => {
    const { subject } = request;
    const deadline = new Date(request.deadline);
    const seconds = (deadline.getTime() - now.getTime()) / 1000;
    const left = seconds > 0 ? `in ${formatTimeLeft(seconds)}` : `passed ${formatTimeLeft(-seconds)} ago`;
    const approvers = countedApprovers(request);
    const step = subject.step === undefined ? '' : `@${subject.step}`;
    const gate = formatGateName('approval', subject.gate);
    return [
      `${subject.cluster}/${subject.service}`,
      `${subject.stage}${step}${gate === undefined ? '' : `.${gate}`}`,
      `${formatDeadline(request, now)} (${left})`,
      `${formatCount(request)}${approvers.length > 0 ? ` (${formatPeople(approvers.join(', '))})` : ''}`,
    ];
  });
}

/** `1 of 2`, under the heading of a column, or each rule by name. */
function formatCount(request: GateRequest['request']): string {
  const { given, needed, rules } = countApprovals(request);
  return rules ? formatProgress(request) : `${given} of ${needed}`;
}

/** Aligns columns; the last one is not padded. */
export function alignRows(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_cell, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('   ')
      .trimEnd(),
  );
}
