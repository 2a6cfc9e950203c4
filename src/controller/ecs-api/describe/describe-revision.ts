import type { ServiceRevision } from '@aws-sdk/client-ecs';
import type { Controller } from '../../controller-api.ts';
import type { EcsRegion } from '../region.ts';

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRevision.html */
export function revisionMember(controller: Controller, serviceRevisionArn: string, region: EcsRegion): ServiceRevision {
  const { taskDefinition, containerImages, loadBalancers, resolvedConfiguration, ...revision } =
    controller.describeServiceRevision(serviceRevisionArn);
  return {
    ...revision,
    ...placementOf(controller, serviceRevisionArn, region),
    taskDefinition: region.taskDefinitions.arnOf(taskDefinition),
    containerImages: [...containerImages],
    loadBalancers: [...loadBalancers],
    ...(resolvedConfiguration && {
      resolvedConfiguration: { loadBalancers: [...resolvedConfiguration.loadBalancers] },
    }),
    guardDutyEnabled: false,
  };
}

/** Where its tasks run. */
export function placementOf(
  { serviceArn }: Controller,
  revisionArn: string,
  region: EcsRegion,
): Pick<
  ServiceRevision,
  'capacityProviderStrategy' | 'launchType' | 'networkConfiguration' | 'platformFamily' | 'platformVersion'
> {
  const settings = region.settings.ofRevision(serviceArn, revisionArn);
  const { capacityProviderStrategy, launchType, networkConfiguration, platformFamily, platformVersion } = settings;
  return {
    ...(capacityProviderStrategy && { capacityProviderStrategy }),
    ...(launchType && { launchType }),
    ...(networkConfiguration && { networkConfiguration }),
    ...(platformFamily && { platformFamily }),
    ...(platformVersion && { platformVersion }),
  };
}
