/** Whether a hook, or whom it asks, can meet the new revision through the test listener: it can, not yet, or at no time. */
export type TestTraffic = 'possible' | 'not-yet' | 'never';

/**
 * What stage and strategy tell. The listener itself may say more: it takes a moment to turn, and a service need not have one.
 *
 * @param strategy undefined where ECS could not be asked
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
 */
export function testTrafficAt(stage: string, strategy?: string): TestTraffic {
  // It replaces tasks in the one target group behind production, whatever test listener the service has for other strategies.
  if (strategy === 'ROLLING') return 'never';
  return stagesBefore.has(stage) ? 'not-yet' : 'possible';
}

const stagesBefore: ReadonlySet<string> = new Set(['RECONCILE_SERVICE', 'PRE_SCALE_UP', 'POST_SCALE_UP']);
