import {
  CreateService$,
  type CreateServiceRequest,
  type CreateServiceResponse,
  DeleteService$,
  type DeleteServiceRequest,
  type DeleteServiceResponse,
  DescribeServices$,
  type DescribeServicesRequest,
  type DescribeServicesResponse,
  ListServices$,
  type ListServicesRequest,
  type ListServicesResponse,
  type Service,
  UpdateService$,
  type UpdateServiceRequest,
  type UpdateServiceResponse,
} from '@aws-sdk/client-ecs';
import type { Controller, DeploymentInput } from '../../controller-api.ts';
import type { DeploymentConfigurationInput } from '../../ecs/deployment-configuration.ts';
import { readLoadBalancers } from '../../ecs/load-balancers.ts';
import { currentRevisionArn, listedDeployment } from '../describe/current-revision.ts';
import { serviceMember } from '../describe/service-member.ts';
import { EcsApiError } from '../ecs-api-error.ts';
import { type EcsRegion, serviceArnIn } from '../region.ts';
import { type Operation, operation } from './operation.ts';
import { pageOf } from './page.ts';
import { refuseOtherLoadBalancersThan, refuseUnless, refuseUnplayable } from './unplayable.ts';

export const serviceOperations: readonly Operation[] = [
  operation(CreateService$, createService),
  operation(UpdateService$, updateService),
  operation(DeleteService$, deleteService),
  operation(DescribeServices$, describeServices),
  operation(ListServices$, listServices),
];

/** The first deployment of a service whose controller was given without one, or is created now. */
function createService(request: CreateServiceRequest, region: EcsRegion): CreateServiceResponse {
  refuseUnless('deploymentController.type', request.deploymentController?.type, 'ECS');
  refuseUnless('schedulingStrategy', request.schedulingStrategy, 'REPLICA');
  refuseUnplayable(request);
  const { cluster, serviceName = '', taskDefinition, desiredCount, tags = [] } = request;
  if (taskDefinition === undefined) throw new EcsApiError('InvalidParameterException', 'taskDefinition is missing');
  const input = deploymentInput(taskDefinition, request, region);
  requireActive(input, region);
  const controller = region.newService({
    cluster,
    service: serviceName,
    desiredCount,
    ...(request.loadBalancers && { loadBalancers: readLoadBalancers(request.loadBalancers) }),
  });
  refuseOtherLoadBalancersThan(controller, request);
  start(controller, input, request, region);
  region.add(controller);
  region.tags.add(controller.serviceArn, tags);
  return { service: serviceMember(controller, region) };
}

/**
 * Starts a deployment if the task definition changes, a setting that ECS deploys for, or if a deployment is forced. A deployment configuration
 * alone "doesn't trigger a new service deployment".
 */
function updateService(request: UpdateServiceRequest, region: EcsRegion): UpdateServiceResponse {
  refuseUnless('deploymentController.type', request.deploymentController?.type, 'ECS');
  refuseUnplayable(request);
  const { service = '', cluster, taskDefinition, forceNewDeployment = false } = request;
  const controller = region.service(service, cluster);
  refuseOtherLoadBalancersThan(controller, request);
  const current = region.taskDefinitions.arnOf(
    controller.describeServiceRevision(currentRevisionArn(controller)).taskDefinition,
  );
  const input = deploymentInput(taskDefinition ?? current, request, region);
  if (input.taskDefinition !== current) requireActive(input, region);
  const deploys = forceNewDeployment || input.taskDefinition !== current;
  if (deploys || region.settings.wouldDeploy(controller.serviceArn, request)) start(controller, input, request, region);
  else {
    controller.updateService(input);
    region.settings.change(controller.serviceArn, request);
  }
  return { service: serviceMember(controller, region) };
}

function start(controller: Controller, input: DeploymentInput, request: object, region: EcsRegion): void {
  const { serviceRevisionArn } = controller.startDeployment(input);
  region.settings.change(controller.serviceArn, request);
  region.settings.keepForRevision(controller.serviceArn, serviceRevisionArn);
}

/** Only a service that was created through this API can be deleted: any other belongs to the host of its controller. */
function deleteService(
  { service = '', cluster, force = false }: DeleteServiceRequest,
  region: EcsRegion,
): DeleteServiceResponse {
  const controller = region.service(service, cluster);
  if (!force && controller.desiredCount > 0) {
    throw new EcsApiError('InvalidParameterException', 'The service cannot be stopped while it is scaled above 0.');
  }
  const last = serviceMember(controller, region);
  if (!force && last.currentServiceDeployment !== undefined) {
    throw new EcsApiError('InvalidParameterException', 'The service cannot be stopped while deployments are active.');
  }
  region.remove(controller, { ...last, ...gone, status: 'INACTIVE' });
  return { service: { ...last, status: 'DRAINING', desiredCount: 0 } };
}

/** What is left of a deleted service. */
const gone = {
  desiredCount: 0,
  runningCount: 0,
  pendingCount: 0,
  deployments: [],
  currentServiceRevisions: [],
} satisfies Partial<Service>;

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
    deleted: region.findDeleted(service, cluster),
  }));
  return {
    services: asked.flatMap(({ controller, deleted }) =>
      controller
        ? {
            ...serviceMember(controller, region, listedDeployment(controller)),
            ...(include.includes('TAGS') && { tags: region.tags.of(controller.serviceArn) }),
          }
        : (deleted ?? []),
    ),
    failures: asked
      .filter(({ controller, deleted }) => !controller && !deleted)
      .map(({ service }) => ({ arn: arnOf(service, region.clusterArn(cluster)), reason: 'MISSING' })),
  };
}

function listServices({ cluster, ...request }: ListServicesRequest, region: EcsRegion): ListServicesResponse {
  const clusterArn = region.clusterArn(cluster);
  const arns = region.servicesIn(clusterArn).map(({ serviceArn }) => serviceArn);
  const { items, nextToken } = pageOf(arns, (arn) => arn, request, { usual: 10, max: 100 });
  return { serviceArns: [...items], ...(nextToken !== undefined && { nextToken }) };
}

function deploymentInput(
  taskDefinition: string,
  { deploymentConfiguration, desiredCount }: Pick<UpdateServiceRequest, 'deploymentConfiguration' | 'desiredCount'>,
  region: EcsRegion,
): DeploymentInput {
  const found = region.findTaskDefinition(taskDefinition);
  if (!found) throw new EcsApiError('ClientException', 'TaskDefinition not found.');
  return {
    taskDefinition: found.taskDefinitionArn,
    containerImages: found.images,
    ...(desiredCount !== undefined && { desiredCount }),
    // The model has checked the types, and the controller checks the values.
    ...(deploymentConfiguration && {
      deploymentConfiguration: deploymentConfiguration as DeploymentConfigurationInput,
    }),
  };
}

/** "You can't use an INACTIVE task definition to … create new services", nor update a service to it; one in use stays. */
function requireActive({ taskDefinition }: DeploymentInput, region: EcsRegion): void {
  if (region.findTaskDefinition(taskDefinition)?.deregisteredAt === undefined) return;
  throw new EcsApiError('ClientException', 'TaskDefinition is inactive');
}

function arnOf(service: string, clusterArn: string): string {
  return service.startsWith('arn:') ? service : serviceArnIn(clusterArn, service);
}
