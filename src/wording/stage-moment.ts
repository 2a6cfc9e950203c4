import { formatStep } from './ids.ts';

const moments: Readonly<Record<string, string>> = {
  RECONCILE_SERVICE: 'while ECS brings the service back to one revision',
  PRE_SCALE_UP: 'before the new tasks start',
  POST_SCALE_UP: 'after the new tasks have started',
  TEST_TRAFFIC_SHIFT: 'while test traffic moves',
  POST_TEST_TRAFFIC_SHIFT: 'after test traffic has moved',
  PRE_PRODUCTION_TRAFFIC_SHIFT: 'before production traffic moves',
  PRODUCTION_TRAFFIC_SHIFT: 'while production traffic moves',
  POST_PRODUCTION_TRAFFIC_SHIFT: 'after production traffic has moved',
};

/**
 * When a deployment waits, for people who do not know ECS's names of the stages.
 *
 * @param step - green's share of production traffic in percent, if the traffic moves in steps
 * @returns `at <stage>` for a stage that ECS has introduced since
 * @example formatStageMoment('PRE_PRODUCTION_TRAFFIC_SHIFT', 25) // 'before production traffic moves, at 25 %'
 */
export function formatStageMoment(stage: string, step?: number): string {
  const share = formatStep(step);
  return `${moments[stage] ?? `at ${stage}`}${share && `,${share}`}`;
}
