import { ECSClient, type ECSClientConfig } from '@aws-sdk/client-ecs';
import { deploymentReader } from '../../deployment/deployment-reader.ts';
import { sdkTimeouts } from './sdk.ts';

/** Reads the state of a deployment and can do nothing else. Loaded when first needed, because it includes the SDK. */
export function awsDeploymentReader(config: ECSClientConfig = sdkTimeouts) {
  return deploymentReader(new ECSClient(config));
}

/** For a caller that asks a lot. ECS's quota is that of the account, so a refusal slows down every later question. A hook asks little and must not wait for that. */
export const gentleRetries = { ...sdkTimeouts, retryMode: 'adaptive' } as const;
