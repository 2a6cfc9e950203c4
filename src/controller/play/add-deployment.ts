import type { Controller, DeploymentInput } from '../controller-api.ts';
import type { DeploymentRecord } from '../state/service-state.ts';
import { initialCircuitBreaker } from './circuit-breaker.ts';
import type { ControllerContext } from './controller-context.ts';

/** Adds a revision, and the deployment of it: PENDING, with a copy of the service's configuration. */
export function addDeployment(
  context: ControllerContext,
  input: DeploymentInput,
  { desiredCount, loadBalancers }: Pick<Controller, 'desiredCount' | 'loadBalancers'>,
): DeploymentRecord {
  const { service, clock, arns, ids, switches } = context;
  const targetArn = addRevision(context, input, loadBalancers);
  const { configuration, primaryArn } = service;
  if (!configuration) throw new Error('a deployment was added before its configuration');
  const createdAt = clock.now();
  const { alarms } = configuration;
  const record: DeploymentRecord = {
    serviceDeploymentArn: arns.serviceDeployment(ids.deploymentId()),
    createdAt,
    updatedAt: createdAt,
    status: 'PENDING',
    sourceArns: primaryArn === undefined ? [] : [...new Set([primaryArn, ...service.activeArns()])],
    targetArn,
    deploymentConfiguration: configuration,
    deploymentCircuitBreaker: initialCircuitBreaker(configuration, desiredCount, switches),
    alarms: {
      status: alarms?.enable ? 'MONITORING' : 'DISABLED',
      alarmNames: alarms?.alarmNames ?? [],
      triggeredAlarmNames: [],
    },
  };
  service.deployments.set(record.serviceDeploymentArn, record);
  return record;
}

function addRevision(
  { service, clock, arns, ids, switches }: ControllerContext,
  { taskDefinition, containerImages }: DeploymentInput,
  loadBalancers: Controller['loadBalancers'],
): string {
  const arn = arns.serviceRevision(ids.revisionId());
  service.revisions.set(arn, {
    arn,
    createdAt: clock.now(),
    taskDefinition,
    containerImages,
    loadBalancers,
    side: service.sideOfNext(switches),
    isResolved: switches.resolvedConfiguration === 'from-creation',
    requestedTaskCount: 0,
    runningTaskCount: 0,
    failedTaskCount: 0,
  });
  return arn;
}
