import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DeploymentReaders } from '../deployment/discover-test-url.ts';
import { ecsReader } from '../deployment/ecs-reader.ts';
import { loadBalancerReader } from '../deployment/load-balancer-reader.ts';
import { sdkTimeouts } from './sdk.ts';

/** Readers of what is being deployed. Loaded when first needed, because they bring the SDK. */
export function awsReaders(): DeploymentReaders {
  return {
    ecs: ecsReader(new ECSClient(sdkTimeouts)),
    loadBalancers: loadBalancerReader(new ElasticLoadBalancingV2Client(sdkTimeouts)),
  };
}
