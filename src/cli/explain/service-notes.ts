import type { Service } from '@aws-sdk/client-ecs';
import type { LifecycleHook } from '../../service-hooks/lifecycle-hook.ts';
import { skippedStages } from '../../service-hooks/rules/call-rules.ts';
import { identifyHook } from '../../service-hooks/service-hook.ts';
import { functionName } from '../deployment/snapshot/gate-nodes.ts';
import type { Snapshot } from '../deployment/snapshot/snapshot.ts';

/** Easily overlooked facts about a service that affect its hooks: one sentence each. */
export function serviceNotes({ deployment }: Snapshot, service: Service | undefined): readonly string[] {
  return [...rollingNotes(deployment), ...expressNotes(service)];
}

function rollingNotes({ deploymentConfiguration }: Snapshot['deployment']): readonly string[] {
  const { strategy = '', lifecycleHooks = [] } = deploymentConfiguration ?? {};
  const silent = lifecycleHooks.flatMap((element) => {
    const hook = identifyHook(element as LifecycleHook, undefined);
    const stages = skippedStages(strategy, hook);
    return stages.length > 0 ? [`${functionName(hook.targetArn ?? '')} at ${stages.join(', ')}`] : [];
  });
  return silent.length === 0
    ? []
    : [
        `The strategy is ROLLING, under which ECS has been seen to call hooks at PRE_SCALE_UP only: it probably never called ${silent.join('; ')}, so these gates have checked nothing.`,
      ];
}

function expressNotes(service: Service | undefined): readonly string[] {
  return service?.resourceManagementType === 'ECS'
    ? [
        'ECS manages this service itself (Express Mode): it restores its own deployment configuration and alarm when it deploys, and may put your hooks back too; greenlight diff shows whether they are still there.',
      ]
    : [];
}
