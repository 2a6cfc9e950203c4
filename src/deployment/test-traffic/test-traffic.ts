/** Whether a hook, or its reviewers, can reach the new revision through the test listener: yes, not yet, or never. */
type TestTraffic = 'possible' | 'not-yet' | 'never';

/**
 * What follows from stage and strategy. The listener itself may differ: it takes a moment to switch, and a service need not have one.
 *
 * @param strategy undefined if ECS could not be asked
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
 */
export function testTrafficAt(stage: string, strategy?: string): TestTraffic {
  // It replaces tasks in the one target group behind production, even if the service has a test listener for other strategies.
  if (strategy === 'ROLLING') return 'never';
  return stagesBefore.has(stage) ? 'not-yet' : 'possible';
}

const stagesBefore: ReadonlySet<string> = new Set(['RECONCILE_SERVICE', 'PRE_SCALE_UP', 'POST_SCALE_UP']);
