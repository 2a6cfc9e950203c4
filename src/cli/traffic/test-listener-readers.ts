import type { TestListenerReaders } from '../../deployment/test-traffic/find-test-listeners.ts';
import type { AwsClients } from '../aws/aws-clients.ts';

/** Reads what the hooks read. Certificates are asked for only if an HTTPS listener's host name comes from nothing else. */
export async function testListenerReaders(clients: AwsClients): Promise<TestListenerReaders> {
  const { loadBalancerReader } = await import('../../deployment/load-balancer-reader.ts');
  return {
    loadBalancers: loadBalancerReader(await clients.elb()),
    certificates: {
      async describeNames(arn, signal) {
        const { acmCertificateReader } = await import('../../deployment/test-traffic/acm-certificate-reader.ts');
        return acmCertificateReader(await clients.acm()).describeNames(arn, signal);
      },
    },
  };
}
