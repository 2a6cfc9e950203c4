import type { Report } from '../../../hook/report.ts';
import { formatTime } from '../../../wording/times.ts';
import type { Subject } from '../../request/request.ts';
import type { ProgressSummary } from './summarize-progress.ts';

/**
 * When the hook gave ECS its answer: the time of the report with which it ended. Undefined for a pause, and if no report says so.
 */
export function answeredAt({ stage, step, gate }: Subject, reports: readonly Report[]): Date | undefined {
  const own = reports.findLast(
    (report) =>
      report.check === 'approval' &&
      report.stage === stage &&
      report.step === step &&
      report.gate === gate &&
      report.verdict !== 'wait' &&
      report.verdict !== 'error',
  );
  return own && new Date(own.at);
}

/**
 * One line about what ECS has done since the decision, of what was seen only.
 *
 * @example
 * formatProgressLine(summary, answered, now); // 'ECS got the answer at 13:52 UTC · 25 % seen at 13:55 UTC · baking until 14:08 UTC at the latest'
 */
export function formatProgressLine(
  summary: ProgressSummary | undefined,
  answered: Date | undefined,
  now: Date,
): string {
  const parts = [
    ...(answered ? [`ECS got the answer at ${formatTime(answered, now)}`] : []),
    ...(summary?.steps ?? []).map(({ percent, seenAt }) => `${percent} % seen at ${formatTime(seenAt, now)}`),
    ...(summary ? formatState(summary, now) : []),
  ];
  return parts.join(' · ');
}

function formatState({ state, at, isEndOfEcs, bakeUntil, cause }: ProgressSummary, now: Date): string[] {
  const when = isEndOfEcs ? `at ${formatTime(at, now)}` : `, seen at ${formatTime(at, now)}`;
  const said = cause === undefined ? undefined : cause.replace(/\.$/, '');
  switch (state) {
    case 'baking':
      return [bakeUntil && bakeUntil > now ? `baking until ${formatTime(bakeUntil, now)} at the latest` : 'baking'];
    case 'succeeded':
      return [join('finished', when)];
    case 'undoing':
      return [said ?? join('ECS is rolling back', when)];
    case 'undone':
      return [`${join('rolled back', when)}${said === undefined ? '' : `: ${said}`}`];
    case 'failed':
      return [`${join('failed', when)}${said === undefined ? '' : `: ${said}`}`];
    case 'stopping':
      return [said ?? join('ECS is stopping it', when)];
    case 'stopped':
      return [`${join('stopped', when)}${said === undefined ? '' : `: ${said}`}`];
    default:
      return [];
  }
}

function join(what: string, when: string): string {
  return when.startsWith(',') ? `${what}${when}` : `${what} ${when}`;
}
