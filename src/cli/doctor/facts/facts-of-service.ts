import type { Service } from '@aws-sdk/client-ecs';
import { hookedService } from '../../../service-hooks/hooked-service.ts';
import type { ServiceRef } from '../../aws/service-ref.ts';
import type { HookFacts, ServiceFacts } from './service-facts.ts';

/** What is judged of a service, from ECS's description of it and what is known of its hooks. */
export function factsOfService(
  found: Service,
  ref: ServiceRef,
  hooks: readonly HookFacts[],
  owner: ServiceFacts['owner'],
): ServiceFacts {
  const { deploymentConfiguration: configuration = {} } = found;
  return {
    ...hookedService(ref, found, { hooks, owner }),
    hooks,
    clusterArn: found.clusterArn ?? '',
    managedBy: found.resourceManagementType ?? 'CUSTOMER',
    isDeploying: found.currentServiceDeployment !== undefined || (found.deployments ?? []).length > 1,
    revisionArns: (found.currentServiceRevisions ?? []).flatMap(({ arn }) => arn ?? []),
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
    alarms: configuration.alarms && {
      names: configuration.alarms.alarmNames ?? [],
      enable: configuration.alarms.enable === true,
      rollback: configuration.alarms.rollback === true,
    },
  };
}
