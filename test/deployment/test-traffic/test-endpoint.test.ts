import { describe, expect, test } from 'vitest';
import { endpointOf, hostsFor, isHostName, literalHosts } from '../../../src/deployment/test-traffic/test-endpoint.ts';
import { aTestListener, header, host } from './a-test-listener.ts';

const hostname = 'shop-1.eu-central-1.elb.amazonaws.com';
const baseUrl = 'set hookDetails.baseUrl';

describe('the endpoint of a test listener', () => {
  test.each([
    ['HTTP', undefined, 'http'],
    ['HTTP', 'https', 'http'],
    ['HTTPS', undefined, 'https'],
    ['HTTPS', 'http', 'https'],
    ['TLS', 'https', 'https'],
    ['TCP', 'http', 'http'],
    ['TCP', 'https', 'https'],
    ['TCP_UDP', 'http', 'http'],
  ] as const)('for %s with the configured scheme %s has the scheme %s', (Protocol, configured, scheme) => {
    expect(endpointOf(aTestListener([], { listener: { Protocol, Port: 8080 } }), configured)).toEqual({
      ...{ scheme, hostname, port: 8080, missing: [] },
    });
  });

  test.each([
    ['TLS', undefined, 'speaks TLS', 'set hookDetails.scheme to https, or hookDetails.baseUrl'],
    ['TLS', 'http', 'speaks TLS', 'set hookDetails.scheme to https, or hookDetails.baseUrl'],
    [
      'TCP',
      undefined,
      'speaks TCP, which names no scheme',
      'set hookDetails.scheme to http or https, or hookDetails.baseUrl',
    ],
    [
      'TCP_UDP',
      undefined,
      'speaks TCP_UDP, which names no scheme',
      'set hookDetails.scheme to http or https, or hookDetails.baseUrl',
    ],
    ['UDP', 'http', 'speaks UDP, and not http', baseUrl],
    [undefined, 'http', 'speaks unnamed, and not http', baseUrl],
  ] as const)('for %s with the configured scheme %s is missing', (Protocol, configured, what, remedy) => {
    expect(endpointOf(aTestListener([], { listener: { Protocol } }), configured)).toEqual({
      ...{ scheme: undefined, hostname, port: 80, missing: [{ what: `the test listener ${what}`, remedy }] },
    });
  });

  test.each([
    [
      'a required client certificate',
      { MutualAuthentication: { Mode: 'verify' } },
      {},
      'the test listener asks for a client certificate',
    ],
    ['a missing port', { Port: undefined }, {}, 'the test listener has no port, or its load balancer no DNS name'],
    ['a missing name', {}, { DNSName: undefined }, 'the test listener has no port, or its load balancer no DNS name'],
  ])('cannot be used with %s', (_what, listener, loadBalancer, what) => {
    expect(
      endpointOf(aTestListener([], { listener, loadBalancer: { DNSName: hostname, ...loadBalancer } })).missing,
    ).toEqual([{ what, remedy: baseUrl }]);
  });

  test.each(['off', 'passthrough'])('needs no client certificate if that is %s', (Mode) => {
    expect(endpointOf(aTestListener([], { listener: { MutualAuthentication: { Mode } } })).missing).toEqual([]);
  });
});

describe('the names to send to a test listener', () => {
  const named = aTestListener([host('shop.example.com', '*.example.com'), header('x-test', '1')]);
  const certificateNames = ['*.example.org', 'shop.example.com', 'www.example.com'];

  test('are only the configured one', () => {
    expect(hostsFor(named, 'https', 'own.example.com')).toEqual({ hosts: ['own.example.com'], missing: [] });
  });

  test('are with https those of the rule, then those of the certificate, each once', () => {
    expect(hostsFor({ ...named, certificateNames }, 'https')).toEqual({
      ...{ hosts: ['shop.example.com', 'www.example.com'], missing: [] },
    });
  });

  test('are without https those of the rule, then that of the load balancer', () => {
    expect(hostsFor({ ...named, certificateNames }, 'http')).toEqual({
      ...{ hosts: ['shop.example.com', hostname], missing: [] },
    });
  });

  test.each([
    [undefined, ''],
    [[], ''],
    [['*.example.org', '*.example.com'], ' (it is for *.example.org, *.example.com)'],
  ])('are missing with https and a certificate for %j', (certificateNames, known) => {
    expect(hostsFor({ ...aTestListener([]), certificateNames }, 'https')).toEqual({
      hosts: [],
      missing: [
        {
          what: `the test listener speaks https, and no name on its certificate is certain${known}`,
          remedy: 'set hookDetails.host to that name, or hookDetails.baseUrl',
        },
      ],
    });
  });

  test('are not missing while the scheme is not known, or the load balancer has no name', () => {
    expect(hostsFor(aTestListener([]), undefined)).toEqual({ hosts: [hostname], missing: [] });
    expect(hostsFor(aTestListener([], { loadBalancer: {} }), undefined)).toEqual({ hosts: [], missing: [] });
  });

  test.each([
    ['a', true],
    ['shop.example.com', true],
    ['SHOP-1.example.com', true],
    ['', false],
    ['*.example.com', false],
    ['shop.example.*', false],
    ['-shop', false],
    ['shop-', false],
    ['.shop', false],
    ['shop.', false],
    ['shop example', false],
    ['shop?', false],
  ])('include %j: %s', (name, isOne) => {
    expect(isHostName(name)).toBe(isOne);
    expect(literalHosts({ Conditions: [host(name)] })).toEqual(isOne ? [name] : []);
  });

  test('are empty for a rule without conditions on the host', () => {
    expect(literalHosts(undefined)).toEqual([]);
    expect(literalHosts({ Conditions: [header('x-test', 'shop.example.com')] })).toEqual([]);
  });
});
