import { minuteMs, plusMinutes } from '../../checks/metrics/watch-times.ts';
import type { BacktestStage, MinuteOfTraffic, PastCall } from './past-deployment.ts';

/** The fields of a deployment's configuration that say how its traffic moves, in ECS's names. */
export type TrafficPlan = {
  strategy?: string | undefined;
  linearConfiguration?: { stepPercent?: number | undefined; stepBakeTimeInMinutes?: number | undefined } | undefined;
  canaryConfiguration?:
    | { canaryPercent?: number | undefined; canaryBakeTimeInMinutes?: number | undefined }
    | undefined;
};

/**
 * When a gate would have been called, by the traffic of both target groups: ECS keeps no times of stages. The last step is the first minute after
 * which the old version got no request; the steps before it are as far apart as the configuration says. A deployment that ended before its last step
 * is counted from its first one: the minute in which green first got half of that step's share.
 *
 * @param traffic - every minute from the deployment's start to its end, oldest first
 * @param end - when the deployment's traffic ended
 */
export function findCalls(
  plan: TrafficPlan,
  stages: readonly BacktestStage[],
  traffic: readonly MinuteOfTraffic[],
  end: Date,
): readonly PastCall[] {
  const steps = stepsOf(plan);
  const calls: PastCall[] = [];
  for (const step of placeSteps(steps, traffic, end)) {
    if (stages.includes('PRODUCTION_TRAFFIC_SHIFT')) calls.push({ stage: 'PRODUCTION_TRAFFIC_SHIFT', ...step });
    if (step.step === 100 && stages.includes('POST_PRODUCTION_TRAFFIC_SHIFT'))
      calls.push({ stage: 'POST_PRODUCTION_TRAFFIC_SHIFT', ...step });
  }
  return calls;
}

type Steps = {
  /** Green's shares in percent; the last is 100. */
  shares: readonly number[];
  minutesApart: number;
};

/** ECS's defaults are 10 percent and 6 minutes for LINEAR, 5 percent and 10 minutes for CANARY. */
function stepsOf({ strategy, linearConfiguration, canaryConfiguration }: TrafficPlan): Steps {
  if (strategy === 'CANARY') {
    const { canaryPercent = 5, canaryBakeTimeInMinutes = 10 } = canaryConfiguration ?? {};
    return { shares: [canaryPercent, 100], minutesApart: canaryBakeTimeInMinutes };
  }
  if (strategy !== 'LINEAR') return { shares: [100], minutesApart: 0 };
  const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = linearConfiguration ?? {};
  const count = Math.ceil(100 / stepPercent);
  const shares = Array.from({ length: count }, (_, index) => Math.min(100, (index + 1) * stepPercent));
  return { shares, minutesApart: stepBakeTimeInMinutes };
}

function placeSteps({ shares, minutesApart }: Steps, traffic: readonly MinuteOfTraffic[], end: Date) {
  const shifted = whenShifted(traffic);
  const first =
    shifted === undefined
      ? whenFirstReached((shares[0] ?? 100) / 200, traffic)
      : plusMinutes(shifted, -(shares.length - 1) * minutesApart);
  if (first === undefined) return [];
  const starts = shares.map((step, index) => ({ step, since: plusMinutes(first, index * minutesApart) }));
  return starts
    .map(({ step, since }, index) => ({ step, since, until: earlier(starts[index + 1]?.since ?? end, end) }))
    .filter(({ step, since, until }) => since < until && (step < 100 || shifted !== undefined));
}

/** The first minute of those at the end in which only green had requests. */
function whenShifted(traffic: readonly MinuteOfTraffic[]): Date | undefined {
  const last = traffic.findLastIndex(({ blue }) => blue > 0);
  return traffic.slice(last + 1).find(({ green }) => green > 0)?.at;
}

function whenFirstReached(share: number, traffic: readonly MinuteOfTraffic[]): Date | undefined {
  return traffic.find(({ green, blue }) => green > 0 && green / (green + blue) >= share)?.at;
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}

/** Whole minutes from one moment to another. */
export function minutesBetween(from: Date, until: Date): readonly Date[] {
  const start = Math.ceil(from.getTime() / minuteMs);
  const count = Math.max(0, Math.floor(until.getTime() / minuteMs) - start);
  return Array.from({ length: count }, (_, index) => new Date((start + index) * minuteMs));
}
