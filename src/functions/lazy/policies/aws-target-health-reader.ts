import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { elbTargetHealthReader } from '../../../checks/target-health/elb-target-health-reader.ts';
import { sdkTimeouts } from '../sdk.ts';

/** Loaded when first needed, because it includes the SDK. */
export function awsTargetHealthReader() {
  return elbTargetHealthReader(new ElasticLoadBalancingV2Client(sdkTimeouts));
}
