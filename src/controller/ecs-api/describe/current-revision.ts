import type { Controller, TaskCounts } from '../../controller-api.ts';
import { isFinal, type ServiceDeployment, type ServiceDeploymentBrief } from '../../ecs/resources.ts';

/** The service's target revision: the one being deployed, or that failed and was left in place; otherwise the primary one. */
export function currentRevisionArn(controller: Controller, deployment = newestDeployment(controller)): string {
  const { targetServiceRevision } = deployment;
  if (isAimedAt(controller, deployment)) return targetServiceRevision.arn;
  return controller.controls.primaryRevisionArn() ?? targetServiceRevision.arn;
}

/** Circuit breaker and alarms can be configured not to roll back: then the service keeps the task definition that failed. */
function isAimedAt({ controls }: Controller, { status, targetServiceRevision }: ServiceDeployment): boolean {
  if (status === 'STOPPED') return controls.taskCounts(targetServiceRevision.arn).requestedTaskCount > 0;
  return status === 'PENDING' || status === 'IN_PROGRESS' || status === 'STOP_REQUESTED';
}

/** Whether it runs, or ran until it was replaced by one that is not listed yet. */
export function isCurrent(controller: Controller, deployment: ServiceDeployment): boolean {
  if (!isFinal(deployment.status)) return true;
  const { serviceDeploymentArn, createdAt } = newestDeployment(controller);
  const { status, finishedAt } = deployment;
  const isUnlisted = serviceDeploymentArn !== deployment.serviceDeploymentArn;
  return isUnlisted && status === 'STOPPED' && finishedAt !== undefined && finishedAt >= createdAt;
}

/** Every revision of the newest deployment: first the target, then the sources. */
export function newestRevisions(controller: Controller): readonly RevisionTasks[] {
  return revisionsOf(controller, newestDeployment(controller));
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

type RevisionTasks = TaskCounts & { arn: string };

/** First the target, then the sources, with their tasks now. */
export function revisionsOf({ controls }: Controller, deployment: ServiceDeployment): readonly RevisionTasks[] {
  const { targetServiceRevision, sourceServiceRevisions } = deployment;
  return [targetServiceRevision, ...sourceServiceRevisions].map(({ arn }) => ({ arn, ...controls.taskCounts(arn) }));
}
