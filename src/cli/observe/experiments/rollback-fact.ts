import { formatDuration } from '../../../wording/durations.ts';
import type { RecorderCall, TrialRecord } from '../trial/recorded.ts';
import type { Fact } from './experiment.ts';
import { formatCount, formatShares, formatTrialEnd, isRollbackCall, wasRolledBack } from './seen.ts';

/**
 * What a rollback does: the hooks that it calls, its events, how it ends and how long it takes.
 *
 * @param beginning where it begins, and why: `at POST_SCALE_UP, because a hook answers FAILED`
 */
export function rollbackFact(beginning: string, recorded: TrialRecord): Fact {
  const question = `What does a rollback do that begins ${beginning}?`;
  if (!wasRolledBack(recorded)) {
    return { question, answer: 'the deployment did not roll back', evidence: [formatTrialEnd(recorded)] };
  }
  return {
    question,
    answer: [formatCalls(recorded), formatEvents(recorded), formatEnd(recorded), ...formatState(recorded)].join('; '),
    evidence: [formatStageBefore(recorded), formatTrialEnd(recorded)],
  };
}

/** The other deployment of a trial, as if it had been played alone. */
export function secondOf({ calls, events, second }: TrialRecord): TrialRecord {
  return { ...{ calls, events, acts: [], looks: [] }, ...second };
}

function formatCalls(recorded: TrialRecord): string {
  const calls = recorded.calls.filter((call) => isInRollback(call, recorded));
  const seen = calls.map(({ stage, test, production }) => {
    const share = stage === 'TEST_TRAFFIC_SHIFT' ? test : production;
    return `${stage} (green ${formatShares([share])})`;
  });
  return `calls ${[...new Set(seen)].join(', then ') || 'no hook'}`;
}

/** By the time, in case ECS calls hooks of more stages than those two, and by the weights, because both may have the same time. */
function isInRollback(call: RecorderCall, { end }: TrialRecord): boolean {
  return isRollbackCall(call) || call.atSeconds > (end?.rollbackAfterSeconds ?? Number.POSITIVE_INFINITY);
}

/** EventBridge knows whole seconds only, so the event that is as old as the rollback may look older. */
function formatEvents({ events, end }: TrialRecord): string {
  const start = Math.floor(end?.rollbackAfterSeconds ?? Number.POSITIVE_INFINITY);
  const names = events.filter(({ atSeconds }) => atSeconds >= start).map(({ name }) => name);
  return `sends ${[...new Set(names)].join(', ') || 'no event'}`;
}

function formatEnd({ end }: TrialRecord): string {
  const { status, afterSeconds = 0, rollbackAfterSeconds } = end ?? {};
  const took =
    rollbackAfterSeconds === undefined ? '' : ` after ${formatDuration(afterSeconds - rollbackAfterSeconds)}`;
  return `ends as ${status}${took}`;
}

function formatState({ looks }: TrialRecord): readonly string[] {
  const { listeners, requestedTasks } = looks.at(-1) ?? {};
  return [
    ...(listeners?.test === undefined ? [] : [`green then has ${listeners.test} % of the test listener`]),
    ...(listeners?.production === undefined ? [] : [`${listeners.production} % of the production listener`]),
    ...(requestedTasks ? [`${formatCount(requestedTasks.green, 'task')} of green requested`] : []),
  ];
}

function formatStageBefore({ calls, looks }: TrialRecord): string {
  const rejected = calls.find(({ answer }) => answer['hookStatus'] === 'FAILED');
  if (rejected) return `the hook at ${rejected.stage} answered FAILED`;
  const before = looks.findLast(({ status, stage }) => status === 'IN_PROGRESS' && stage !== undefined);
  return `the last stage seen before it was ${before?.stage ?? 'none'}`;
}
