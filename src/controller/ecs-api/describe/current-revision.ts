import type { Controller } from '../../controller-api.ts';
import type { ServiceDeployment, ServiceDeploymentBrief, ServiceRevisionSummary } from '../../ecs/resources.ts';

/** The service's target revision: the one being deployed, or that failed and was left in place; otherwise the primary one. */
export function currentRevisionArn(controller: Controller, deployment = newestDeployment(controller)): string {
  const { targetServiceRevision } = deployment;
  if (isAimedAt(deployment)) return targetServiceRevision.arn;
  return controller.controls.primaryRevisionArn() ?? targetServiceRevision.arn;
}

/** Circuit breaker and alarms can be configured not to roll back: then the service keeps the task definition that failed. */
function isAimedAt({ status, targetServiceRevision }: ServiceDeployment): boolean {
  if (status === 'STOPPED') return targetServiceRevision.requestedTaskCount > 0;
  return status === 'PENDING' || status === 'IN_PROGRESS' || status === 'STOP_REQUESTED';
}

/** Every revision of the newest deployment: first the target, then the sources. */
export function newestRevisions(controller: Controller): readonly ServiceRevisionSummary[] {
  return revisionsOf(newestDeployment(controller));
}

/**
 * The newest deployment that the Describe and List operations return: with the switch `newDeploymentListed` a new one appears later.
 * The first deployment of a service is always returned, because the service would not exist without it.
 */
export function listedDeployment(controller: Controller): ServiceDeployment {
  const [newest] = controller.listedServiceDeployments();
  const [first] = controller.listServiceDeployments().slice(-1);
  return describeBrief(controller, newest ?? first);
}

export function newestDeployment(controller: Controller): ServiceDeployment {
  const [newest] = controller.listServiceDeployments();
  return describeBrief(controller, newest);
}

function describeBrief(controller: Controller, newest: ServiceDeploymentBrief | undefined): ServiceDeployment {
  if (!newest) throw new TypeError(`${controller.serviceArn} has deployed nothing and cannot be described`);
  return controller.describeServiceDeployment(newest.serviceDeploymentArn);
}

/** First the target, then the sources. */
export function revisionsOf(deployment: ServiceDeployment): readonly ServiceRevisionSummary[] {
  const { targetServiceRevision, sourceServiceRevisions } = deployment;
  return [targetServiceRevision, ...sourceServiceRevisions];
}
