import { ECSClient } from '@aws-sdk/client-ecs';
import { deploymentReader } from '../../deployment/deployment-reader.ts';
import { sdkTimeouts } from './sdk.ts';

/** Reads the state of a deployment and can do nothing else. Loaded when first needed, because it includes the SDK. */
export function awsDeploymentReader() {
  return deploymentReader(new ECSClient(sdkTimeouts));
}
