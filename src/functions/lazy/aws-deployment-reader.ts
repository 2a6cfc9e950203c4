import { ECSClient } from '@aws-sdk/client-ecs';
import { deploymentReader } from '../../deployment/deployment-reader.ts';
import { sdkTimeouts } from './sdk.ts';

/** Reads what state a deployment is in, and can ask for nothing else. Loaded when first needed, because it brings the SDK. */
export function awsDeploymentReader() {
  return deploymentReader(new ECSClient(sdkTimeouts));
}
