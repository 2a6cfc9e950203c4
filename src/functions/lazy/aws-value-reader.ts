import { ECSClient } from '@aws-sdk/client-ecs';
import { ecsTaskDefinitionReader } from '../../checks/smoke/expect/ecs-task-definition-reader.ts';
import type { ValueReader } from '../../checks/smoke/expect/read-values.ts';
import { ecsReader } from '../../deployment/ecs-reader.ts';
import { sdkTimeouts } from './sdk.ts';

/** Reads the values that responses are compared with. Loaded when first needed, because it includes the SDK. */
export function awsValueReader(): ValueReader {
  const client = new ECSClient(sdkTimeouts);
  return { ...ecsReader(client), ...ecsTaskDefinitionReader(client) };
}
