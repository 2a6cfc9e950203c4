import { ContinueServiceDeploymentCommand, ECSClient } from '@aws-sdk/client-ecs';
import { deploymentReader } from '../../../deployment/deployment-reader.ts';
import type { BridgeEcs } from '../../../pause-bridge/bridge-parts.ts';
import { sdkTimeouts } from '../sdk.ts';

/** Describes deployments and answers their pauses. Loaded when first needed, because it includes the SDK. */
export function bridgeEcs(): BridgeEcs {
  const client = new ECSClient(sdkTimeouts);
  return {
    ...deploymentReader(client),
    async continueServiceDeployment(answer, abortSignal) {
      await client.send(new ContinueServiceDeploymentCommand(answer), { abortSignal });
    },
  };
}
