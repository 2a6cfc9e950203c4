import { describe, expect, test } from 'vitest';
import type { RequestBody } from '../../../../src/checks/smoke/config/body-config.ts';
import {
  composeMessage,
  originOf,
  planBaseRequest,
  planListenerRequest,
} from '../../../../src/checks/smoke/send/request-plan.ts';
import type { TestRequest } from '../../../../src/deployment/test-traffic/plan-test-request.ts';

const request = { method: 'GET', path: '/', headers: {}, body: undefined, timeoutMs: 5000 } as const;
const noHost = { host: undefined };

describe('planListenerRequest', () => {
  const send: TestRequest = {
    scheme: 'http',
    hostname: 'shop-1234.us-west-2.elb.amazonaws.com',
    port: 8080,
    host: 'test.shop.example',
    method: 'GET',
    path: '/api/health?preview=a',
    headers: { accept: 'text/html', 'x-test': 'green' },
  };

  test('connects to the load balancer, and sends the planned request', () => {
    expect(planListenerRequest(send, request)).toEqual({
      method: 'GET',
      scheme: 'http',
      hostname: 'shop-1234.us-west-2.elb.amazonaws.com',
      port: 8080,
      path: '/api/health?preview=a',
      host: 'test.shop.example:8080',
      servername: 'test.shop.example',
      headers: { accept: 'text/html', 'x-test': 'green' },
      timeoutMs: 5000,
    });
  });

  test.each([
    ['http', 80, 'test.shop.example', 'http://shop-1234.us-west-2.elb.amazonaws.com'],
    ['https', 443, 'test.shop.example', 'https://shop-1234.us-west-2.elb.amazonaws.com'],
    ['https', 80, 'test.shop.example:80', 'https://shop-1234.us-west-2.elb.amazonaws.com:80'],
  ] as const)('omits the port of %s %i from Host only if it is the default', (scheme, port, host, origin) => {
    const planned = planListenerRequest({ ...send, scheme, port }, request);

    expect([planned.host, originOf(planned)]).toEqual([host, origin]);
  });
});

describe('planBaseRequest', () => {
  test.each([
    ['https://test.shop.example', '/health', 443, '/health', 'test.shop.example'],
    ['https://test.shop.example/', '/health', 443, '/health', 'test.shop.example'],
    // mutation 32: several slashes at the end of baseUrl
    ['https://test.shop.example/api///', '/health', 443, '/api/health', 'test.shop.example'],
    ['http://test.shop.example:8080/api/', '/api/health', 8080, '/api/api/health', 'test.shop.example:8080'],
    ['http://[::1]:8080', '/', 8080, '/', '[::1]:8080'],
  ])('joins %s and %s', (baseUrl, path, port, sent, host) => {
    const planned = planBaseRequest(baseUrl, { ...request, path }, noHost);

    expect([planned.port, planned.path, planned.host]).toEqual([port, sent, host]);
  });

  test('connects to an IPv6 address without its brackets', () => {
    expect(planBaseRequest('http://[::1]:8080', request, noHost).hostname).toBe('::1');
    expect(originOf(planBaseRequest('http://[::1]:8080', request, noHost))).toBe('http://[::1]:8080');
  });

  test('sends the method and the headers, and waits as long as it may', () => {
    const headers = { 'x-test': 'Green', accept: 'text/html' };

    expect(planBaseRequest('http://shop.example', { ...request, method: 'HEAD', headers }, noHost)).toEqual({
      ...{ method: 'HEAD', scheme: 'http', hostname: 'shop.example', port: 80, path: '/', host: 'shop.example' },
      ...{ servername: 'shop.example', headers: { 'x-test': 'Green', accept: 'text/html' }, timeoutMs: 5000 },
    });
  });

  test('connects to one name and sends another as the host', () => {
    const planned = planBaseRequest('https://internal-shop.elb.amazonaws.com:8443', request, {
      host: 'test.shop.example',
    });

    expect(planned).toMatchObject({
      hostname: 'internal-shop.elb.amazonaws.com',
      host: 'test.shop.example:8443',
      servername: 'test.shop.example',
    });
  });
});

describe('composeMessage', () => {
  const limits = { timeoutSeconds: 5 };

  test.each<[string, RequestBody, string, string]>([
    ['JSON', { kind: 'json', value: { a: [1, null] } }, '{"a":[1,null]}', 'application/json'],
    ['JSON that is null', { kind: 'json', value: null }, 'null', 'application/json'],
    [
      'a form',
      {
        kind: 'form',
        fields: [
          ['a b', 'x&y=ü'],
          ['a b', '2'],
        ],
      },
      'a+b=x%26y%3D%C3%BC&a+b=2',
      'application/x-www-form-urlencoded',
    ],
    ['text', { kind: 'text', text: '<a>ü</a>', type: 'application/xml' }, '<a>ü</a>', 'application/xml'],
  ])('writes %s, and its type and length', (_what, body, text, type) => {
    const message = composeMessage({ method: 'POST', path: '/', headers: {}, body }, limits);

    expect(message.body?.toString('utf8')).toBe(text);
    expect(message.headers).toEqual({ 'content-type': type });
    expect(message.clientHeaders).toEqual({ 'content-length': String(Buffer.byteLength(text)) });
  });

  test('keeps a type of its own', () => {
    const headers = { 'content-type': 'application/vnd.api+json' };

    expect(
      composeMessage({ method: 'PUT', path: '/', headers, body: { kind: 'json', value: 1 } }, limits).headers,
    ).toEqual(headers);
  });

  test('waits as long as the request says, or else as long as all do', () => {
    const of = (timeoutSeconds?: number) =>
      composeMessage({ method: 'GET', path: '/', headers: {}, timeoutSeconds }, limits).timeoutMs;

    expect([of(), of(30)]).toEqual([5000, 30_000]);
  });
});
