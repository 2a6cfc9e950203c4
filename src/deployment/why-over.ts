import { shorten } from '../wording/values.ts';
import type { EcsDeployment } from './ecs.ts';
import { isRollingBack } from './is-rolling-back.ts';

/**
 * Why nobody needs to decide about a deployment any more, followed by ECS's own reason, without a full stop. In the past, because people read it later.
 * Undefined while the deployment is in progress, and if ECS reports a status that we do not know.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/view-service-deployment.html
 */
export function whyOver(deployment: EcsDeployment): string | undefined {
  const { status = '', statusReason, rollback } = deployment;
  const what = overBy.get(status) ?? (isRollingBack(deployment) ? rollingBack : undefined);
  if (what === undefined) return undefined;
  const because = (rollback?.reason ?? statusReason)?.trim().replace(/\.$/, '');
  if (!because) return what;
  return rollbackWords.includes(what) && isAskedOfEcs(because)
    ? `somebody rolled the deployment back (ECS says: ${shorten(because, 400)})`
    : `${what}: ${shorten(because, 400)}`;
}

/** Whether ECS's reason for a rollback is that somebody asked it to stop the deployment with one. */
export function isAskedOfEcs(reason: string): boolean {
  return reason.includes('a stop with ROLLBACK was requested');
}

const rollingBack = 'ECS began to roll the deployment back';
const rolledBack = 'ECS rolled the deployment back';
const rollbackWords: readonly string[] = [rollingBack, rolledBack];

const overBy = new Map([
  ['ROLLBACK_REQUESTED', rollingBack],
  ['ROLLBACK_IN_PROGRESS', rollingBack],
  ['ROLLBACK_SUCCESSFUL', rolledBack],
  ['ROLLBACK_FAILED', 'the deployment failed, and ECS could not roll it back'],
  // From here it can only go on to a rollback or to its end.
  ['STOP_REQUESTED', 'ECS began to stop the deployment'],
  ['STOPPED', 'ECS stopped the deployment'],
  // A hook whose timeout has the action CONTINUE, or that was detached meanwhile.
  ['SUCCESSFUL', 'the deployment succeeded without this decision'],
]);
