import { describe, expect, it } from 'vitest';
import { type Endpoint, endpointOf, planRequest } from '../../../src/checks/smoke/request-plan.ts';

const discovered: Endpoint = {
  scheme: 'http',
  hostname: 'shop-1234.us-west-2.elb.amazonaws.com',
  port: 8080,
  host: 'test.shop.example',
  headers: { 'x-test': 'green' },
  pathPrefix: '/api',
  query: [['preview', 'a b']],
  methods: undefined,
  discovered: true,
};
const limits = { timeoutSeconds: 5 };

describe('planRequest at a discovered endpoint', () => {
  it('connects to the load balancer, and sends what the test rule wants to see', () => {
    expect(
      planRequest(discovered, { method: 'GET', path: '/health', headers: { Accept: 'text/html' } }, limits),
    ).toEqual({
      method: 'GET',
      scheme: 'http',
      hostname: 'shop-1234.us-west-2.elb.amazonaws.com',
      port: 8080,
      path: '/api/health?preview=a%20b',
      host: 'test.shop.example:8080',
      servername: 'test.shop.example',
      headers: { accept: 'text/html', 'x-test': 'green' },
      timeoutMillis: 5000,
    });
  });

  it('sends a path that matches the rule already as it is', () => {
    expect(plan(discovered, '/api/health?deep=1')).toBe('/api/health?deep=1&preview=a%20b');
    expect(plan({ ...discovered, pathPrefix: '', query: [] }, '/health')).toBe('/health');
  });

  it('lets no configured header take the place of one that the rule wants', () => {
    const { headers } = planRequest(discovered, { method: 'GET', path: '/', headers: { 'X-TEST': 'blue' } }, limits);

    expect(headers).toEqual({ 'x-test': 'green' });
  });
});

describe('planRequest at a configured baseUrl', () => {
  it.each([
    ['https://test.shop.example', '/health', 443, '/health', 'test.shop.example'],
    ['https://test.shop.example/', '/health', 443, '/health', 'test.shop.example'],
    ['http://test.shop.example:8080/api/', '/api/health', 8080, '/api/api/health', 'test.shop.example:8080'],
    ['http://[::1]:8080', '/', 8080, '/', '[::1]:8080'],
  ])('puts %s and %s together', (baseUrl, path, port, sent, host) => {
    const planned = planRequest(endpointOf(baseUrl, undefined), { method: 'GET', path, headers: {} }, limits);

    expect([planned.port, planned.path, planned.host]).toEqual([port, sent, host]);
  });

  it('connects to an IPv6 address without its brackets', () => {
    expect(endpointOf('http://[::1]:8080', undefined).hostname).toBe('::1');
  });

  it('connects to one name and speaks of another', () => {
    const planned = planRequest(
      endpointOf('https://internal-shop.elb.amazonaws.com:8443', 'test.shop.example'),
      { method: 'GET', path: '/', headers: {} },
      limits,
    );

    expect(planned).toMatchObject({
      hostname: 'internal-shop.elb.amazonaws.com',
      host: 'test.shop.example:8443',
      servername: 'test.shop.example',
    });
  });
});

function plan(endpoint: Endpoint, path: string): string {
  return planRequest(endpoint, { method: 'GET', path, headers: {} }, limits).path;
}
