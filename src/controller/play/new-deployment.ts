import type { DeploymentRecord } from '../state/service-state.ts';
import { initialCircuitBreaker } from './circuit-breaker.ts';
import type { ControllerContext } from './controller-context.ts';

/** A deployment of this revision, PENDING, with a copy of the service's configuration. */
export function newDeployment(
  { service, clock, arns, ids, switches }: ControllerContext,
  targetArn: string,
  desiredCount: number,
): DeploymentRecord {
  const { configuration, primaryArn } = service;
  if (!configuration) throw new Error('a deployment was added before its configuration');
  const createdAt = clock.now();
  const { alarms } = configuration;
  return {
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
}
