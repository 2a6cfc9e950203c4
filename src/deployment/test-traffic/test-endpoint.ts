import type { Gap } from './gap.ts';
import { valuesOf } from './solve-rule.ts';
import type { TestListener } from './test-listener.ts';

type Scheme = 'http' | 'https';

/** Where a listener is reached; a part that is not known is explained in `missing`. */
type TestEndpoint = {
  scheme: Scheme | undefined;
  /** The load balancer's own name. */
  hostname: string | undefined;
  port: number | undefined;
  missing: readonly Gap[];
};

/**
 * How to connect to a test listener.
 *
 * @param configured The scheme behind a Network Load Balancer, which knows none; not used for an Application Load Balancer
 */
export function endpointOf(
  { listener, loadBalancer }: Pick<TestListener, 'listener' | 'loadBalancer'>,
  configured?: Scheme,
): TestEndpoint {
  const { scheme, missing } = schemeOf(listener.Protocol ?? 'unnamed', configured);
  const needsCertificate = listener.MutualAuthentication?.Mode === 'verify';
  return {
    scheme,
    hostname: loadBalancer.DNSName,
    port: listener.Port,
    missing: [
      ...(needsCertificate ? [gap('the test listener asks for a client certificate')] : []),
      ...(missing === undefined ? [] : [missing]),
      ...(listener.Port === undefined || loadBalancer.DNSName === undefined
        ? [gap('the test listener has no port, or its load balancer no DNS name')]
        : []),
    ],
  };
}

function schemeOf(protocol: string, configured: Scheme | undefined): { scheme: Scheme | undefined; missing?: Gap } {
  if (protocol === 'HTTP') return { scheme: 'http' };
  if (protocol === 'HTTPS') return { scheme: 'https' };
  const speaks = `the test listener speaks ${protocol}`;
  if (protocol === 'TLS') {
    return configured === 'https'
      ? { scheme: 'https' }
      : { scheme: undefined, missing: gap(speaks, 'set hookDetails.scheme to https, or hookDetails.baseUrl') };
  }
  if (protocol !== 'TCP' && protocol !== 'TCP_UDP')
    return { scheme: undefined, missing: gap(`${speaks}, and not http`) };
  const remedy = 'set hookDetails.scheme to http or https, or hookDetails.baseUrl';
  return configured === undefined
    ? { scheme: undefined, missing: gap(`${speaks}, which names no scheme`, remedy) }
    : { scheme: configured };
}

/** Names that may be sent: the configured one, else the rule's, the certificate's, and without TLS the load balancer's. */
export function hostsFor(
  {
    testRule,
    certificateNames = [],
    loadBalancer,
  }: Pick<TestListener, 'testRule' | 'certificateNames' | 'loadBalancer'>,
  scheme: Scheme | undefined,
  host?: string,
): { hosts: readonly string[]; missing: readonly Gap[] } {
  if (host !== undefined) return { hosts: [host], missing: [] };
  const literal = literalHosts(testRule);
  // Nobody gets a public certificate for a name under elb.amazonaws.com, so the load balancer's own name would never verify.
  const own = scheme === 'https' ? certificateNames.filter(isHostName) : [loadBalancer.DNSName ?? ''].filter(Boolean);
  const hosts = [...new Set([...literal, ...own])];
  if (hosts.length > 0 || scheme === undefined) return { hosts, missing: [] };
  const known = certificateNames.length > 0 ? ` (it is for ${certificateNames.join(', ')})` : '';
  return {
    hosts,
    missing: [
      gap(
        `the test listener speaks https, and no name on its certificate is certain${known}`,
        'set hookDetails.host to that name, or hookDetails.baseUrl',
      ),
    ],
  };
}

/** The names, not patterns, that the test rule's host-header conditions list. */
export function literalHosts(rule: TestListener['testRule']): readonly string[] {
  return (rule?.Conditions ?? [])
    .filter(({ Field }) => Field === 'host-header')
    .flatMap(valuesOf)
    .filter(isHostName);
}

export function isHostName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(name);
}

function gap(what: string, remedy = 'set hookDetails.baseUrl'): Gap {
  return { what, remedy };
}
