import { ECSClient } from '@aws-sdk/client-ecs';
import { ecsTaskReader } from '../../../checks/metrics/compare/ecs-task-reader.ts';
import { sdkTimeouts } from '../sdk.ts';

/** Loaded when first needed, because it includes the SDK. */
export function awsTaskReader() {
  return ecsTaskReader(new ECSClient(sdkTimeouts));
}
