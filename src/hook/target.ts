/**
 * Every stage of a service deployment in its order. Three of them call no hooks.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
 */
export const lifecycleStages = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
  'BAKE_TIME',
  'CLEAN_UP',
] as const;

export type LifecycleStage = (typeof lifecycleStages)[number];

/** The eight stages at which ECS can call a Lambda hook, in their order. */
export const hookableStages = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
] as const;

export type HookableStage = (typeof hookableStages)[number];

/** What one invocation is about, read from the event alone. */
export type Target = {
  partition: string;
  region: string;
  account: string;
  cluster: string;
  service: string;
  serviceArn: string;
  /** The service deployment. Missing in the flat event that AWS documented in 2025. */
  deploymentArn: string | undefined;
  deploymentId: string | undefined;
  /** The target (green) revision; it stays green during a rollback. */
  revisionArn: string;
  revisionId: string;
  /** One of {@link hookableStages}, or a stage that ECS has added since; `UNKNOWN` if the event names none. */
  stage: HookableStage | (string & {});
  /** The green revision's share of production traffic in percent, if the event has it: the step of a linear or canary deployment. */
  productionWeight: number | undefined;
  /** Shares of traffic in percent by service revision ARN. Empty at most stages. */
  testTrafficWeights: Readonly<Record<string, number>>;
  productionTrafficWeights: Readonly<Record<string, number>>;
};
