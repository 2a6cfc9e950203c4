import {
  CreateService$,
  type CreateServiceRequest,
  type CreateServiceResponse,
  DescribeClusters$,
  type DescribeClustersRequest,
  type DescribeClustersResponse,
  DescribeServices$,
  type DescribeServicesRequest,
  type DescribeServicesResponse,
  ListServices$,
  type ListServicesRequest,
  type ListServicesResponse,
  UpdateService$,
  type UpdateServiceRequest,
  type UpdateServiceResponse,
} from '@aws-sdk/client-ecs';
import type { Controller, DeploymentInput } from '../../controller-api.ts';
import type { DeploymentConfigurationInput } from '../../ecs/configuration.ts';
import { currentRevisionArn, listedDeployment } from '../describe/current-revision.ts';
import { serviceMember } from '../describe/describe-service.ts';
import { EcsApiError } from '../errors.ts';
import { type EcsRegion, nameFromArn } from '../region.ts';
import { type Operation, operation } from './operation.ts';
import { pageOf } from './page.ts';

export const serviceOperations: readonly Operation[] = [
  operation(CreateService$, createService),
  operation(UpdateService$, updateService),
  operation(DescribeServices$, describeServices),
  operation(ListServices$, listServices),
  operation(DescribeClusters$, describeClusters),
];

/** Members without effect on deployments here: there are no tasks to place or connect. */
type WithoutEffect =
  | 'availabilityZoneRebalancing'
  | 'capacityProviderStrategy'
  | 'clientToken'
  | 'enableECSManagedTags'
  | 'enableExecuteCommand'
  | 'healthCheckGracePeriodSeconds'
  | 'launchType'
  | 'monitoring'
  | 'networkConfiguration'
  | 'placementConstraints'
  | 'placementStrategy'
  | 'platformVersion'
  | 'propagateTags'
  | 'role'
  | 'volumeConfigurations';

const refusedOnCreate = {
  gatewayConnectors: true,
  loadBalancers: true,
  serviceConnectConfiguration: true,
  serviceRegistries: true,
  vpcLatticeConfigurations: true,
} satisfies Partial<Record<Exclude<keyof CreateServiceRequest, WithoutEffect>, true>>;

const refusedOnUpdate = { ...refusedOnCreate, deploymentController: true } satisfies Partial<
  Record<Exclude<keyof UpdateServiceRequest, WithoutEffect>, true>
>;

/** The first deployment of a service whose controller was given without one, or is created now. */
function createService(request: CreateServiceRequest, region: EcsRegion): CreateServiceResponse {
  refuseGiven(request, refusedOnCreate);
  const { cluster, serviceName = '', taskDefinition, desiredCount, deploymentConfiguration, tags = [] } = request;
  refuseUnless('deploymentController.type', request.deploymentController?.type, 'ECS');
  refuseUnless('schedulingStrategy', request.schedulingStrategy, 'REPLICA');
  if (taskDefinition === undefined) throw new EcsApiError('InvalidParameterException', 'taskDefinition is missing');
  const input = deploymentInput(taskDefinition, deploymentConfiguration, region);
  const controller = region.newService({ cluster, service: serviceName, desiredCount });
  refuseOtherCount(desiredCount, controller);
  controller.startDeployment(input);
  region.addTags(controller.serviceArn, tags);
  return { service: serviceMember(controller, region.taskDefinitions) };
}

/**
 * Starts a deployment if the task definition changes or a deployment is forced. A deployment configuration alone "doesn't trigger a new
 * service deployment".
 */
function updateService(request: UpdateServiceRequest, region: EcsRegion): UpdateServiceResponse {
  refuseGiven(request, refusedOnUpdate);
  const { service = '', cluster, taskDefinition, forceNewDeployment = false, deploymentConfiguration } = request;
  const controller = region.service(service, cluster);
  refuseOtherCount(request.desiredCount, controller);
  const current = region.taskDefinitions.arnOf(
    controller.describeServiceRevision(currentRevisionArn(controller)).taskDefinition,
  );
  const input = deploymentInput(taskDefinition ?? current, deploymentConfiguration, region);
  if (forceNewDeployment || input.taskDefinition !== current) controller.startDeployment(input);
  else if (input.deploymentConfiguration) controller.updateDeploymentConfiguration(input.deploymentConfiguration);
  return { service: serviceMember(controller, region.taskDefinitions) };
}

function describeServices(
  { services = [], cluster, include = [] }: DescribeServicesRequest,
  region: EcsRegion,
): DescribeServicesResponse {
  if (services.length < 1) throw new EcsApiError('InvalidParameterException', 'Services cannot be empty.');
  // "You may specify up to 10 services to describe in a single operation."
  if (services.length > 10) {
    throw new EcsApiError('InvalidParameterException', `services has ${services.length} elements; write at most 10`);
  }
  const asked = [...new Set(services)].map((service) => ({
    service,
    controller: region.findService(service, cluster),
  }));
  return {
    services: asked.flatMap(({ controller }) =>
      controller
        ? {
            ...serviceMember(controller, region.taskDefinitions, listedDeployment(controller)),
            ...(include.includes('TAGS') && { tags: tagsOf(controller.serviceArn, region) }),
          }
        : [],
    ),
    failures: asked
      .filter(({ controller }) => !controller)
      .map(({ service }) => ({ arn: serviceArn(service, region.clusterArn(cluster)), reason: 'MISSING' })),
  };
}

function tagsOf(serviceArn: string, region: EcsRegion) {
  return [...region.tagsOf(serviceArn)].map(([key, value]) => ({ key, value }));
}

function listServices({ cluster, ...request }: ListServicesRequest, region: EcsRegion): ListServicesResponse {
  const clusterArn = region.clusterArn(cluster);
  const arns = region
    .services()
    .filter((controller) => controller.clusterArn === clusterArn)
    .map((controller) => controller.serviceArn);
  const { items, nextToken } = pageOf(arns, (arn) => arn, request, { usual: 10, most: 100 });
  return { serviceArns: [...items], ...(nextToken !== undefined && { nextToken }) };
}

function describeClusters(
  { clusters = ['default'] }: DescribeClustersRequest,
  region: EcsRegion,
): DescribeClustersResponse {
  const asked = clusters.map((cluster) => ({
    cluster,
    clusterArn: region.clusterArns().find((arn) => arn === cluster || nameFromArn(arn) === cluster),
  }));
  return {
    clusters: asked.flatMap(({ clusterArn }) => (clusterArn === undefined ? [] : describeCluster(clusterArn, region))),
    failures: asked
      .filter(({ clusterArn }) => clusterArn === undefined)
      .map(({ cluster }) => ({ arn: region.arnOf('cluster', cluster), reason: 'MISSING' })),
  };
}

function describeCluster(clusterArn: string, region: EcsRegion) {
  const services = region
    .services()
    .filter((controller) => controller.clusterArn === clusterArn)
    .map((controller) => serviceMember(controller, region.taskDefinitions));
  const total = (count: 'runningCount' | 'pendingCount') =>
    services.reduce((sum, service) => sum + (service[count] ?? 0), 0);
  return {
    clusterArn,
    clusterName: nameFromArn(clusterArn),
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: total('runningCount'),
    pendingTasksCount: total('pendingCount'),
    activeServicesCount: services.length,
  };
}

function deploymentInput(
  taskDefinition: string,
  deploymentConfiguration: UpdateServiceRequest['deploymentConfiguration'],
  region: EcsRegion,
): DeploymentInput {
  const found = region.findTaskDefinition(taskDefinition);
  if (!found) throw new EcsApiError('ClientException', 'TaskDefinition not found.');
  return {
    taskDefinition: found.taskDefinitionArn,
    containerImages: found.images,
    // The model has checked the types, and the controller checks the values.
    ...(deploymentConfiguration && {
      deploymentConfiguration: deploymentConfiguration as DeploymentConfigurationInput,
    }),
  };
}

/** Members of the model that this API cannot play are an error, and never ignored. */
function refuseGiven(request: object, refused: Readonly<Record<string, true>>): void {
  for (const member of Object.keys(refused)) {
    if (!(member in request)) continue;
    const what = `${member} cannot be set here; give it to the controller of the service`;
    throw new EcsApiError('UnsupportedFeatureException', what);
  }
}

function refuseOtherCount(asked: number | undefined, { desiredCount }: Controller): void {
  if (asked === undefined || asked === desiredCount) return;
  const what = `desiredCount is ${asked} and ${desiredCount} in the service, which cannot be changed here`;
  throw new EcsApiError('UnsupportedFeatureException', what);
}

function refuseUnless(member: string, value: string | undefined, only: string): void {
  if (value === undefined || value === only) return;
  throw new EcsApiError('UnsupportedFeatureException', `${member} is ${value}; write ${only}`);
}

function serviceArn(service: string, clusterArn: string): string {
  return service.startsWith('arn:') ? service : `${clusterArn.replace(':cluster/', ':service/')}/${service}`;
}
