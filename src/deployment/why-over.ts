import { shorten } from '../wording/values.ts';
import type { EcsDeployment } from './ecs.ts';
import { isRollingBack } from './is-rolling-back.ts';

/**
 * Why nobody needs to decide about a deployment any more, in plain words followed by ECS's own reason. Undefined while it is in progress, and if
 * ECS reports a status that we do not know.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/view-service-deployment.html
 */
export function whyOver(deployment: EcsDeployment): string | undefined {
  const { status = '', statusReason, rollback } = deployment;
  const what = overBy.get(status) ?? (isRollingBack(deployment) ? rollingBack : undefined);
  if (what === undefined) return undefined;
  const because = (rollback?.reason ?? statusReason)?.trim();
  return because ? `${what}: ${shorten(because, 400)}` : what;
}

const rollingBack = 'ECS is rolling the deployment back';

const overBy = new Map([
  ['ROLLBACK_REQUESTED', rollingBack],
  ['ROLLBACK_IN_PROGRESS', rollingBack],
  ['ROLLBACK_SUCCESSFUL', 'ECS rolled the deployment back'],
  ['ROLLBACK_FAILED', 'the deployment failed, and ECS could not roll it back'],
  // From here it can only go on to a rollback or to its end.
  ['STOP_REQUESTED', 'ECS is stopping the deployment'],
  ['STOPPED', 'ECS stopped the deployment'],
  // A hook whose timeout has the action CONTINUE, or that was detached meanwhile.
  ['SUCCESSFUL', 'the deployment succeeded without this decision'],
]);
