import type { Service } from '@aws-sdk/client-ecs';
import type { ServiceRef } from '../../aws/service-ref.ts';
import type { HookFacts, ServiceFacts } from './service-facts.ts';

/** What is judged of a service, from ECS's description of it and what is known of its hooks. */
export function factsOfService(
  found: Service,
  { cluster, service }: ServiceRef,
  hooks: readonly HookFacts[],
  owner: ServiceFacts['owner'],
): ServiceFacts {
  const { deploymentConfiguration: configuration = {}, serviceArn = '' } = found;
  return {
    cluster,
    service,
    serviceArn,
    clusterArn: found.clusterArn ?? '',
    status: found.status,
    managedBy: found.resourceManagementType ?? 'CUSTOMER',
    controller: found.deploymentController?.type ?? 'ECS',
    strategy: configuration.strategy ?? 'ROLLING',
    bakeMinutes: configuration.bakeTimeInMinutes ?? 0,
    stepMinutes: stepMinutesOf(configuration),
    isDeploying: found.currentServiceDeployment !== undefined || (found.deployments ?? []).length > 1,
    runningDeploymentArn: found.currentServiceDeployment,
    revisionArns: (found.currentServiceRevisions ?? []).flatMap(({ arn }) => arn ?? []),
    hooks,
    loadBalancers: (found.loadBalancers ?? []).map((each) => ({
      targetGroupArn: each.targetGroupArn,
      classicName: each.loadBalancerName,
      isShifting: each.advancedConfiguration !== undefined,
    })),
    attachments: (found.loadBalancers ?? []).flatMap(({ targetGroupArn, advancedConfiguration: advanced }) =>
      advanced
        ? [
            {
              targetGroupArn,
              alternateTargetGroupArn: advanced.alternateTargetGroupArn,
              productionListenerRule: advanced.productionListenerRule,
              testListenerRule: advanced.testListenerRule,
              roleArn: advanced.roleArn,
            },
          ]
        : [],
    ),
    circuitBreaker: configuration.deploymentCircuitBreaker?.enable === true,
    alarms: configuration.alarms && {
      names: configuration.alarms.alarmNames ?? [],
      enable: configuration.alarms.enable === true,
      rollback: configuration.alarms.rollback === true,
    },
    owner,
  };
}

/** How long the steps themselves take: the last one bakes as the whole does. */
function stepMinutesOf({
  strategy,
  linearConfiguration: linear,
  canaryConfiguration: canary,
}: NonNullable<Service['deploymentConfiguration']>): number {
  if (strategy === 'LINEAR') {
    return (Math.ceil(100 / (linear?.stepPercent ?? 10)) - 1) * (linear?.stepBakeTimeInMinutes ?? 6);
  }
  return strategy === 'CANARY' ? (canary?.canaryBakeTimeInMinutes ?? 10) : 0;
}
