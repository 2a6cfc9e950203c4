import { delaySeconds } from '../../hook/answer/delay.ts';
import { maxPauseTimeoutMinutes } from '../../service-hooks/limits.ts';
import { approvalCost, bridgeMonthCost, pauseCost } from './gate-cost.ts';
import type { StageTime } from './time-line.ts';

/** Typical, and at worst. */
type Range = { typical: number; worst: number };

/** What one way of asking people takes, for one question. */
export type Asking = {
  way: 'approval hook' | 'pause';
  /** How often ECS calls a function for it. */
  calls: Range;
  /** From a decision until ECS acts on it. */
  latencySeconds: Range;
  dollars: Range;
  /** Whether or not anybody is asked. */
  dollarsPerMonth: number;
  /** The longest that people can be given. */
  maxWaitMinutes: number;
};

/** One approval of the plan, as it is asked for by the hook and as it would be at a pause. */
export type AskingComparison = { name: string; isPause: boolean; answerMinutes: number; ways: readonly Asking[] };

/** The schema's limit of `deadlineMinutes`. */
const maxDeadlineMinutes = 1430;

/** What is not known from the configuration: from the desk through the queue to ECS, and how often the bridge checks its open pauses. */
const assumed = { pushSeconds: 1, sweepSeconds: 60 };

/**
 * Compares the two ways of asking people with the same settings.
 *
 * @param answerMinutes - how long people take
 */
export function compareAsking(stages: readonly StageTime[], answerMinutes: number): readonly AskingComparison[] {
  const asked = stages.flatMap((stage) => stage.hooks).filter(({ asking }) => asking !== undefined);
  const names = new Set<string>();
  return asked.flatMap(({ name, kind, asking }) => {
    if (!asking || names.has(name)) return [];
    names.add(name);
    const { deadlineMinutes, reviewers } = asking;
    const [typical, worst] = [Math.min(answerMinutes, deadlineMinutes), deadlineMinutes];
    return [
      {
        ...{ name, isPause: kind === 'pause', answerMinutes: typical },
        ways: [byPolling({ typical, worst }, { deadlineMinutes, reviewers }), byPause(reviewers)],
      },
    ];
  });
}

function byPolling(waits: Range, settings: { deadlineMinutes: number; reviewers: number }): Asking {
  // A Lambda hook cannot wait longer.
  const deadlineMinutes = Math.min(settings.deadlineMinutes, maxDeadlineMinutes);
  const cost = (minutes: number) => approvalCost(Math.min(minutes, deadlineMinutes), { ...settings, deadlineMinutes });
  const [typical, worst] = [cost(waits.typical), cost(waits.worst)];
  const delay = (minutes: number) => delaySeconds(minutes * 60);
  const longest = Math.max(...Array.from({ length: deadlineMinutes }, (_, minute) => delay(minute)));
  return {
    way: 'approval hook',
    calls: { typical: typical.calls, worst: worst.calls },
    // A decision comes anywhere between two calls.
    latencySeconds: { typical: delay(Math.min(waits.typical, deadlineMinutes)) / 2, worst: longest },
    dollars: { typical: typical.dollars, worst: worst.dollars },
    dollarsPerMonth: 0,
    maxWaitMinutes: maxDeadlineMinutes,
  };
}

function byPause(reviewers: number): Asking {
  const dollars = pauseCost(reviewers);
  return {
    way: 'pause',
    calls: { typical: 0, worst: 0 },
    latencySeconds: { typical: assumed.pushSeconds, worst: assumed.sweepSeconds },
    dollars: { typical: dollars, worst: dollars },
    dollarsPerMonth: bridgeMonthCost(),
    maxWaitMinutes: maxPauseTimeoutMinutes - 3,
  };
}
