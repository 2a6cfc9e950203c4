import type { Controller } from '../../controller/controller-api.ts';
import { ControllerError } from '../../controller/controller-error.ts';
import type { EcsReader, EcsRevision } from '../../deployment/ecs.ts';
import type { PauseAnswerer } from '../../pause-bridge/bridge-parts.ts';

/**
 * Answers from the local controller what the deployed functions ask ECS.
 *
 * @param more what the controller does not know of each revision
 */
export function localEcs(
  controller: Controller,
  more: Pick<EcsRevision, 'serviceConnectConfiguration'> = {},
): EcsReader & PauseAnswerer {
  return {
    describeServiceDeployment: async (arn) => find(() => controller.describeServiceDeployment(arn)),
    describeServiceRevisions: async (arns) =>
      arns.flatMap((arn) => find(() => ({ ...controller.describeServiceRevision(arn), ...more })) ?? []),
    continueServiceDeployment: async (answer) => void controller.continueServiceDeployment(answer),
  };
}

function find<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof ControllerError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
