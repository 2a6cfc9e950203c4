import type { Deployment } from '@aws-sdk/client-ecs';
import type { Controller } from '../../controller-api.ts';
import { deploymentIdOf } from '../../ecs/event-bridge.ts';
import type { ServiceDeployment } from '../../ecs/resources.ts';
import type { EcsRegion } from '../region.ts';
import { currentRevisionArn, revisionsOf } from './current-revision.ts';
import { placementOf } from './describe-revision.ts';
import { rolloutOf } from './rollout.ts';

/**
 * `deployments` of a service, the older view, which `aws ecs wait services-stable` reads: stable when there is one, with all of the
 * service's tasks. The primary one comes first.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */
export function describeDeployments(
  controller: Controller,
  newest: ServiceDeployment,
  region: EcsRegion,
): Deployment[] {
  const currentArn = currentRevisionArn(controller, newest);
  return revisionsOf(controller, newest)
    .filter(({ arn, requestedTaskCount }) => arn === currentArn || requestedTaskCount > 0)
    .map(({ arn, requestedTaskCount, pendingTaskCount, runningTaskCount, failedTaskCount }) => {
      const { taskDefinition, createdAt } = controller.describeServiceRevision(arn);
      const isPrimary = arn === currentArn;
      return {
        id: deploymentIdOf(arn),
        status: isPrimary ? 'PRIMARY' : 'ACTIVE',
        taskDefinition: region.taskDefinitions.arnOf(taskDefinition),
        desiredCount: isPrimary ? controller.desiredCount : requestedTaskCount,
        pendingCount: pendingTaskCount,
        runningCount: runningTaskCount,
        failedTasks: failedTaskCount,
        createdAt,
        updatedAt: newest.updatedAt,
        ...placementOf(controller, arn, region),
        ...rolloutOf(controller, newest, arn),
      };
    })
    .sort((one, other) => Number(other.status === 'PRIMARY') - Number(one.status === 'PRIMARY'));
}
