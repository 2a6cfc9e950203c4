import type { Subject } from '../../approval/request.ts';

/**
 * A linear or canary deployment comes to these stages once for each step. Steps are told apart by the share of production traffic in the
 * event, which AWS documents for blue/green only; without it the approval of the first step would let all later ones pass.
 *
 * @returns why nobody can be asked here, with what to do instead; undefined where each step has a request of its own
 */
export function whyStepsMerge({
  strategy,
  stage,
  step,
}: Pick<Subject, 'strategy' | 'stage' | 'step'>): string | undefined {
  if (step !== undefined || !recurringStages.has(stage) || !steppedStrategies.has(strategy ?? '')) return undefined;
  return `the event tells no weights, so the steps of a ${strategy} deployment cannot be told apart at ${stage}, and one approval would stand for all of them; put the approval at POST_TEST_TRAFFIC_SHIFT, which comes once`;
}

const recurringStages: ReadonlySet<string> = new Set(['PRE_PRODUCTION_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT']);
const steppedStrategies: ReadonlySet<string> = new Set(['LINEAR', 'CANARY']);
