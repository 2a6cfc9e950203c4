import { hookableStages, type Target } from '../target.ts';

/**
 * Whether the event shows that ECS is rolling back; `undefined` if the event does not show it either way.
 *
 * ECS documents green at 0 and another revision at 100 as the sign of a rollback. The same weights are normal at
 * PRE_PRODUCTION_TRAFFIC_SHIFT, so they count only at the two stages that ECS invokes again in a rollback. For TEST_TRAFFIC_SHIFT that is
 * an analogy: no recorded payload exists. At a stage that the event does not name, or that is newer than this code, they prove nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
 */
export function isRollback(target: Target): boolean | undefined {
  switch (target.stage) {
    case 'PRODUCTION_TRAFFIC_SHIFT':
      return showsRollback(target.productionTrafficWeights, target.revisionArn);
    case 'TEST_TRAFFIC_SHIFT':
      return showsRollback(target.testTrafficWeights, target.revisionArn);
    default:
      return isKnown(target.stage) ? false : undefined;
  }
}

function isKnown(stage: string): boolean {
  return (hookableStages as readonly string[]).includes(stage);
}

/** Only exactly the documented weights count as yes: anything close might let a release through unchecked, so ECS has to be asked. */
function showsRollback(weights: Readonly<Record<string, number>>, greenArn: string): boolean | undefined {
  const green = weights[greenArn];
  if (green === undefined) return undefined;
  if (green > 0) return false;
  const service = greenArn.slice(0, greenArn.lastIndexOf('/') + 1);
  const blueHasAll = Object.entries(weights).some(([arn, weight]) => arn.startsWith(service) && weight === 100);
  return blueHasAll ? true : undefined;
}
