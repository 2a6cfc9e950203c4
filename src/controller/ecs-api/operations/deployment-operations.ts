import {
  ContinueServiceDeployment$,
  type ContinueServiceDeploymentRequest,
  type ContinueServiceDeploymentResponse,
  DescribeServiceDeployments$,
  type DescribeServiceDeploymentsRequest,
  type DescribeServiceDeploymentsResponse,
  DescribeServiceRevisions$,
  type DescribeServiceRevisionsRequest,
  type DescribeServiceRevisionsResponse,
  type Failure,
  ListServiceDeployments$,
  type ListServiceDeploymentsRequest,
  type ListServiceDeploymentsResponse,
  type ServiceDeployment as SentDeployment,
  ServiceDeploymentStatus,
  StopServiceDeployment$,
  type StopServiceDeploymentRequest,
  type StopServiceDeploymentResponse,
} from '@aws-sdk/client-ecs';
import type { Controller } from '../../controller-api.ts';
import { ControllerError } from '../../controller-error.ts';
import type { ServiceDeployment } from '../../ecs/resources.ts';
import { describeConfiguration } from '../describe/describe-configuration.ts';
import { revisionMember } from '../describe/describe-revision.ts';
import { EcsApiError } from '../ecs-api-error.ts';
import type { EcsRegion } from '../region.ts';
import { type Operation, operation } from './operation.ts';
import { pageOf } from './page.ts';

export const deploymentOperations: readonly Operation[] = [
  operation(DescribeServiceDeployments$, describeServiceDeployments),
  operation(ListServiceDeployments$, listServiceDeployments),
  operation(DescribeServiceRevisions$, describeServiceRevisions),
  operation(StopServiceDeployment$, stopServiceDeployment),
  operation(ContinueServiceDeployment$, continueServiceDeployment),
];

/** "You can specify a maximum of 20 ARNs." */
const maxArns = 20;

function describeServiceDeployments(
  { serviceDeploymentArns }: DescribeServiceDeploymentsRequest,
  region: EcsRegion,
): DescribeServiceDeploymentsResponse {
  const { found, failures } = describeEach(
    'serviceDeploymentArns',
    serviceDeploymentArns,
    region,
    (controller, arn) => {
      const deployment = controller.describeServiceDeployment(arn);
      return isRemembered(deployment, controller) ? asServiceDeployment(deployment) : undefined;
    },
  );
  return { serviceDeployments: found, failures };
}

/** The controller's own resource has the same members, read-only. */
function asServiceDeployment(deployment: ServiceDeployment): SentDeployment {
  const { deploymentConfiguration } = deployment;
  return { ...(deployment as SentDeployment), deploymentConfiguration: describeConfiguration(deploymentConfiguration) };
}

function describeServiceRevisions(
  { serviceRevisionArns }: DescribeServiceRevisionsRequest,
  region: EcsRegion,
): DescribeServiceRevisionsResponse {
  const { found, failures } = describeEach('serviceRevisionArns', serviceRevisionArns, region, (controller, arn) =>
    revisionMember(controller, arn, region),
  );
  return { serviceRevisions: found, failures };
}

/** "For 90 days": ECS says nothing about a deployment whose creation is longer ago, and none runs that long. */
function isRemembered({ createdAt }: { createdAt: Date }, { clock }: Controller): boolean {
  return clock.now().getTime() - createdAt.getTime() <= 90 * 24 * 3_600_000;
}

/** A missing resource is a failure MISSING, next to the resources found. */
function describeEach<T>(
  member: string,
  arns: readonly string[] | undefined = [],
  region: EcsRegion,
  describe: (controller: Controller, arn: string) => T | undefined,
): { found: T[]; failures: Failure[] } {
  if (arns.length < 1 || arns.length > maxArns) {
    throw new EcsApiError('InvalidParameterException', `${member} has ${arns.length} ARNs; write 1 to ${maxArns}`);
  }
  const found: T[] = [];
  const failures: Failure[] = [];
  for (const arn of new Set(arns)) {
    const controller = region.serviceOf(arn);
    const resource = controller && unlessNotFound(() => describe(controller, arn));
    if (resource === undefined) failures.push({ arn, reason: 'MISSING' });
    else found.push(resource);
  }
  return { found, failures };
}

function unlessNotFound<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof ControllerError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

function listServiceDeployments(
  { service, cluster, status = [], createdAt, ...page }: ListServiceDeploymentsRequest,
  region: EcsRegion,
): ListServiceDeploymentsResponse {
  const known: readonly string[] = Object.values(ServiceDeploymentStatus);
  const unknown = status.find((wanted) => !known.includes(wanted));
  if (unknown !== undefined) {
    throw new EcsApiError('InvalidParameterException', `status is ${unknown}; write some of ${known.join(', ')}`);
  }
  const controller = region.service(service ?? '', cluster);
  const deployments = controller
    .listedServiceDeployments()
    .filter((deployment) => isRemembered(deployment, controller))
    .filter((deployment) => status.length === 0 || status.includes(deployment.status))
    .filter((deployment) => createdAt?.after === undefined || deployment.createdAt >= createdAt.after)
    .filter((deployment) => createdAt?.before === undefined || deployment.createdAt <= createdAt.before);
  const { items, nextToken } = pageOf(deployments, ({ serviceDeploymentArn }) => serviceDeploymentArn, page, {
    usual: 20,
    max: 100,
  });
  return { serviceDeployments: [...items], ...(nextToken !== undefined && { nextToken }) };
}

function stopServiceDeployment(
  { serviceDeploymentArn = '', stopType }: StopServiceDeploymentRequest,
  region: EcsRegion,
): StopServiceDeploymentResponse {
  if (stopType !== undefined && stopType !== 'ROLLBACK' && stopType !== 'ABORT') {
    throw new EcsApiError('InvalidParameterException', `stopType is ${stopType}; write ROLLBACK`);
  }
  const controller = deploymentsService(serviceDeploymentArn, region);
  return controller.stopServiceDeployment({ serviceDeploymentArn, ...(stopType !== undefined && { stopType }) });
}

function continueServiceDeployment(
  { serviceDeploymentArn = '', hookId = '', action = 'CONTINUE' }: ContinueServiceDeploymentRequest,
  region: EcsRegion,
): ContinueServiceDeploymentResponse {
  if (action !== 'CONTINUE' && action !== 'ROLLBACK') {
    throw new EcsApiError('InvalidParameterException', `action is ${action}; write CONTINUE or ROLLBACK`);
  }
  const controller = deploymentsService(serviceDeploymentArn, region);
  return controller.continueServiceDeployment({ serviceDeploymentArn, hookId, action });
}

/** @throws {EcsApiError} ServiceDeploymentNotFoundException, in the words of the troubleshooting page */
function deploymentsService(serviceDeploymentArn: string, region: EcsRegion): Controller {
  const controller = region.serviceOf(serviceDeploymentArn);
  if (controller) return controller;
  throw new EcsApiError('ServiceDeploymentNotFoundException', 'The service deployment does not exist.');
}
