import type { LoadBalancerReader } from '../../deployment/load-balancer.ts';
import type { CertificateReader, TestListenerReaders } from '../../deployment/test-traffic/find-test-listeners.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { calling } from '../aws/called-action.ts';

/** Reads what the hooks read. Certificates are read only if nothing else gives an HTTPS listener's host name. */
export async function testListenerReaders(clients: AwsClients): Promise<TestListenerReaders> {
  const { loadBalancerReader } = await import('../../deployment/load-balancer-reader.ts');
  return namingActions({
    loadBalancers: loadBalancerReader(await clients.elb()),
    certificates: {
      async describeNames(arn, signal) {
        const { acmCertificateReader } = await import('../../deployment/test-traffic/acm-certificate-reader.ts');
        return acmCertificateReader(await clients.acm()).describeNames(arn, signal);
      },
    },
  });
}

/** The same readers, with errors that know the missing permission: finding a test listener takes several kinds of calls. */
function namingActions(readers: {
  loadBalancers: LoadBalancerReader;
  certificates: CertificateReader;
}): TestListenerReaders {
  const { loadBalancers: elb, certificates } = readers;
  return {
    loadBalancers: {
      describeRule: (...asked) => calling('elasticloadbalancing:DescribeRules', () => elb.describeRule(...asked)),
      describeRules: (...asked) => calling('elasticloadbalancing:DescribeRules', () => elb.describeRules(...asked)),
      describeListener: (...asked) =>
        calling('elasticloadbalancing:DescribeListeners', () => elb.describeListener(...asked)),
      describeLoadBalancer: (...asked) =>
        calling('elasticloadbalancing:DescribeLoadBalancers', () => elb.describeLoadBalancer(...asked)),
    },
    certificates: {
      describeNames: (...asked) => calling('acm:DescribeCertificate', () => certificates.describeNames(...asked)),
    },
  };
}
