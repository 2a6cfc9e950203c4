import type { Report } from '../../../hook/report.ts';
import { formatTime } from '../../../wording/times.ts';
import type { Subject } from '../../request/request.ts';
import type { Words } from '../language/en.ts';
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
 * One line about what ECS has done since the decision, of what was seen only; empty if nothing was.
 *
 * @param summary - `isAsked`: people have asked for a rollback. Default: false
 *
 * @example
 * formatProgressLine(words, summary, answered, now); // 'ECS got the answer at 13:52 UTC · 25 % seen at 13:55 UTC · baking until 14:08 UTC at the latest'
 */
export function formatProgressLine(
  { ecs }: Pick<Words, 'ecs'>,
  summary: (ProgressSummary & { isAsked?: boolean }) | undefined,
  answered: Date | undefined,
  now: Date,
): string {
  const parts = [
    ...(answered ? [ecs.answered(formatTime(answered, now))] : []),
    ...(summary?.steps ?? []).map(({ percent, seenAt }) => ecs.step(percent, formatTime(seenAt, now))),
    ...(summary ? formatState(ecs, summary, now) : []),
  ];
  return parts.join(' · ');
}

function formatState(ecs: Words['ecs'], summary: ProgressSummary & { isAsked?: boolean }, now: Date): string[] {
  const { state, at, isEndOfEcs, bakeUntil, cause, isAsked } = summary;
  if (state === 'shifting' || state === 'unknown') return [];
  if (state === 'baking') {
    return [bakeUntil && bakeUntil > now ? ecs.bakingUntil(formatTime(bakeUntil, now)) : ecs.baking];
  }
  const time = formatTime(at, now);
  // A cause says in words of its own what happened.
  const own = state === 'undone' && isAsked ? ecs.asAsked : ecs.state[state];
  const what = cause === undefined ? own : cause.replace(/\.$/, '');
  return [`${what} ${isEndOfEcs ? ecs.at(time) : ecs.seenAt(time)}`];
}
