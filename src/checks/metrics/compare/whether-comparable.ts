import type { Target } from '../../../hook/target.ts';
import type { Baseline } from '../config/metrics-config.ts';

/** Whether there is anything to compare at a stage and a step. */
export type Comparability = { is: 'yes' } | { is: 'not-here'; because: string } | { is: 'never'; because: string };

const yes: Comparability = { is: 'yes' };

/**
 * Before the first step of a linear or canary deployment green has no traffic yet, and after the last one blue has none: with `concurrent` these
 * two steps compare nothing, by design, if the same gate compares at the others. Where it would compare at none, it is refused: a gate that always
 * passes is worse than none.
 *
 * @param strategy - of the deployment; undefined if ECS names none
 */
export function whetherComparable(
  { stage, productionWeight: weight }: Pick<Target, 'stage' | 'productionWeight'>,
  strategy: string | undefined,
  baseline: Baseline,
): Comparability {
  const hasSteps = strategy === 'LINEAR' || strategy === 'CANARY';
  if (tooEarly.has(stage)) {
    return { is: 'never', because: `the new version has no traffic at ${stage}: attach the gate at a later stage` };
  }
  if (stage === 'PRE_PRODUCTION_TRAFFIC_SHIFT' && !hasSteps) {
    return {
      is: 'never',
      because: `at ${stage} of a deployment with the strategy ${strategy ?? 'unknown'} the new version has no production traffic: attach the gate at POST_PRODUCTION_TRAFFIC_SHIFT with "baseline": "before"`,
    };
  }
  if (stage === 'PRE_PRODUCTION_TRAFFIC_SHIFT' && weight === 0) {
    return { is: 'not-here', because: 'before the first step the new version has no production traffic' };
  }
  if (baseline === 'before') return yes;
  if (stage === 'POST_PRODUCTION_TRAFFIC_SHIFT' || (stage === 'PRODUCTION_TRAFFIC_SHIFT' && !hasSteps)) {
    return {
      is: 'never',
      because: `the old version has no traffic any more at ${stage}: set "baseline": "before", or attach the gate to the steps of a linear or canary deployment`,
    };
  }
  return stage === 'PRODUCTION_TRAFFIC_SHIFT' && weight === 100
    ? { is: 'not-here', because: 'after the last step the old version has no production traffic' }
    : yes;
}

const tooEarly = new Set(['RECONCILE_SERVICE', 'PRE_SCALE_UP', 'POST_SCALE_UP']);
