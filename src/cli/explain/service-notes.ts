import type { Service } from '@aws-sdk/client-ecs';
import { functionName } from '../deployment/snapshot/gate-nodes.ts';
import type { Snapshot } from '../deployment/snapshot/snapshot.ts';

/** Easily overlooked facts about a service that affect its hooks: one sentence each. */
export function serviceNotes({ deployment }: Snapshot, service: Service | undefined): readonly string[] {
  return [...rollingNotes(deployment), ...expressNotes(service)];
}

/** Observed in 2025: under ROLLING only PRE_SCALE_UP was called. Nothing newer is published. */
function rollingNotes({ deploymentConfiguration }: Snapshot['deployment']): readonly string[] {
  if (deploymentConfiguration?.strategy !== 'ROLLING') return [];
  const silent = (deploymentConfiguration.lifecycleHooks ?? []).flatMap(({ hookTargetArn, lifecycleStages = [] }) => {
    const stages = lifecycleStages.filter((stage) => stage !== 'PRE_SCALE_UP');
    const name = hookTargetArn === undefined ? 'a pause hook' : functionName(hookTargetArn);
    return stages.length > 0 ? [`${name} at ${stages.join(', ')}`] : [];
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
