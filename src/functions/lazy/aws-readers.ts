import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ecsReader } from '../../deployment/ecs-reader.ts';
import { loadBalancerReader } from '../../deployment/load-balancer-reader.ts';
import type { DeploymentReaders } from '../../deployment/test-traffic/discover-test-listeners.ts';
import type { CertificateReader } from '../../deployment/test-traffic/find-test-listeners.ts';
import { sdkTimeouts } from './sdk.ts';

/** Most services name their host in a rule, and need no certificate. */
const certificates: CertificateReader = {
  async describeNames(arn, signal) {
    const { awsCertificateReader } = await import('./aws-certificate-reader.ts');
    return awsCertificateReader().describeNames(arn, signal);
  },
};

/** Readers of what is being deployed. Loaded when first needed, because they include the SDK. */
export function awsReaders(): DeploymentReaders {
  return {
    ecs: ecsReader(new ECSClient(sdkTimeouts)),
    loadBalancers: loadBalancerReader(new ElasticLoadBalancingV2Client(sdkTimeouts)),
    certificates,
  };
}
