import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { makeSmokeConfigSchema, smokeConfigSchema } from '../../../../src/checks/smoke/config/smoke-config.ts';
import { httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../../src/checks/smoke/smoke-check.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { contextFor, whatIsWrongWith } from '../../check-context.ts';

const check = smokeCheck({
  probe: httpProbe({ allowLoopback: true }),
  discover: async () => ({ found: false, looked: true, reason: 'not part of these tests' }),
});

describe('smokeConfigSchema, signed requests', () => {
  const auth = { sigv4: { service: 'vpc-lattice-svcs', region: 'us-west-2' } };

  test.each<[string, object]>([
    ['the request', { requests: [{ path: '/', auth, followRedirects: 1 }] }],
    ['all requests', { auth, requests: [{ path: '/', followRedirects: 1 }] }],
    ['setup', { auth, setup: [{ path: '/', followRedirects: 1 }] }],
  ])('are not redirected if the signature is set for %s', (_where, config) => {
    const parsed = v.safeParse(smokeConfigSchema, config);

    expect(parsed.issues?.map(({ message }) => message)).toEqual([
      'expected no followRedirects next to auth.sigv4: a signature is for one address only',
    ]);
  });
});

describe('the configuration of the smoke check', () => {
  test.each(['http://127.0.0.1:8080', 'http://localhost', 'http://0x7f.1/', 'http://2130706433', 'https://[::1]/api'])(
    'RL1 refuses the baseUrl %s except for a probe that may reach loopback',
    async (baseUrl) => {
      const inLambda = smokeCheck({
        probe: httpProbe(),
        discover: async () => Promise.reject(new Error('not called')),
      });

      expect(await whatIsWrongWith(inLambda, { baseUrl })).toBe(
        `hookDetails.baseUrl: expected another host, not "${baseUrl}": this is a loopback address, which is the function itself`,
      );
      expect(await whatIsWrongWith(check, { baseUrl })).toBeUndefined();
    },
  );

  test('needs nothing', async () => {
    expect((await contextFor(check, {})).config).toEqual({
      baseUrl: undefined,
      host: undefined,
      scheme: undefined,
      requests: [
        {
          method: 'GET',
          path: '/',
          status: [200],
          contains: undefined,
          headers: {},
          maxMillis: undefined,
          expect: undefined,
        },
      ],
      timeoutSeconds: 5,
      attempts: 3,
      concurrency: 10,
      waitMinutes: 15,
      settleSeconds: 60,
      allowUnproved: false,
      firstDeployment: 'check',
    });
  });

  test('accepts a path as a request, and a status as a list of one', async () => {
    const { config } = await contextFor(check, {
      requests: [
        '/health',
        { path: '/shop', status: [200, 302] },
        { method: 'HEAD', path: '/x', status: 404, maxMillis: 500 },
      ],
    });

    expect(config.requests).toEqual([
      {
        method: 'GET',
        path: '/health',
        status: [200],
        contains: undefined,
        headers: {},
        maxMillis: undefined,
        expect: undefined,
      },
      {
        method: 'GET',
        path: '/shop',
        status: [200, 302],
        contains: undefined,
        headers: {},
        maxMillis: undefined,
        expect: undefined,
      },
      {
        method: 'HEAD',
        path: '/x',
        status: [404],
        contains: undefined,
        headers: {},
        maxMillis: 500,
        expect: undefined,
      },
    ]);
  });

  test.each<JsonObject>([
    { scheme: 'https' },
    { scheme: 'http', loadBalancer: 'web:8080' },
    { loadBalancer: `arn:${'a'.repeat(508)}` },
    { baseUrl: 'https://a.example', host: 'a' },
    { requests: [`/${'a'.repeat(2047)}`] },
    { requests: Array(100).fill('/') },
    { requests: [{ path: '/', status: Array(50).fill(200), contains: 'x'.repeat(1000), headers: { 'x-a': '\t ~' } }] },
    { requests: [{ path: '/', method: 'HEAD', expect: { header: { 'x-a': '1' } } }], expect: { body: '1' } },
    { requests: ['/', { path: '/', method: 'HEAD' }], expect: { header: { 'x-a': '1' } } },
    { requests: [{ path: '/', expect: { body: '1', json: { '$.a': 1 } } }] },
    { requests: ['/', { path: '/', method: 'GET' }], expect: { json: { '$.a': 1 } } },
  ])('accepts %j', async (hookDetails) => {
    expect(await whatIsWrongWith(check, hookDetails)).toBeUndefined();
  });

  const noHost = (text: string) =>
    `hookDetails.host: expected a host name without scheme, port and path, such as "test.example.com", not "${text}"`;
  test.each(['a', 'a1', '1a', 'a.b', 'A-1.b-2.example', 'x--y', `${'a'.repeat(248)}.test`])(
    'accepts the host %s',
    async (host) => {
      expect(await whatIsWrongWith(check, { host })).toBeUndefined();
    },
  );
  test.each(['10.0.0.1', '::1', '-a', 'a-', 'a..b', '.a', 'a.', 'a.-b', 'a.b-', 'a_b', 'a.b_c', 'a b', 'a.b:80'])(
    'refuses the host %s',
    async (host) => {
      expect(await whatIsWrongWith(check, { host })).toBe(noHost(host));
    },
  );
  test('refuses a host of over 253 characters', async () => {
    expect(await whatIsWrongWith(check, { host: `${'a'.repeat(249)}.test` })).toMatch(
      /^hookDetails.host: expected a host/,
    );
  });

  test.each<[JsonObject, string]>([
    [{ baseUrl: 7 }, 'hookDetails.baseUrl: expected a URL such as "https://test.example.com:8443", not 7'],
    [{ baseUrl: 'xhttp://a.example' }, 'hookDetails.baseUrl: expected an http or https URL, not "xhttp://a.example"'],
    [
      { baseUrl: 'https://ana@a.example' },
      'hookDetails.baseUrl: expected a URL without user name and password, not "…@a.example": use auth, and name the password in secrets',
    ],
    [{ host: 7 }, 'hookDetails.host: expected a host name, not 7'],
    [{ loadBalancer: 7 }, 'hookDetails.loadBalancer: expected a string such as "web:8080", or an ARN, not 7'],
    ...['web 8080', ' web:8080', 'web:8080\n', ''].map((loadBalancer): [JsonObject, string] => [
      { loadBalancer },
      'hookDetails.loadBalancer: expected container and port such as "web:8080", or the ARN of a target group or test rule, not ',
    ]),
    [
      { baseUrl: 'https://a.example', loadBalancer: 'web:8080' },
      'hookDetails: expected either baseUrl or loadBalancer: loadBalancer is only for a discovered test listener',
    ],
    [{ allowUnproved: 'yes' }, 'hookDetails.allowUnproved: expected true or false, not "yes"'],
    [{ firstDeployment: 'ask' }, 'hookDetails.firstDeployment: expected "check" or "pass", not "ask"'],
    [{ requests: Array(101).fill('/') }, 'hookDetails.requests: expected 1 to 100 requests, not 101'],
    [
      { requests: [null] },
      'hookDetails.requests[0]: expected a path such as "/health", or an object with one, not null',
    ],
    [{ requests: [{ path: 7 }] }, 'hookDetails.requests[0].path: expected a path such as "/health", not 7'],
    [
      { requests: ['health/x'] },
      'hookDetails.requests[0]: expected a path that begins with a slash, such as "/health", not "health/x"',
    ],
    [{ requests: [`/${'a'.repeat(2048)}`] }, 'hookDetails.requests[0]: expected at most 2048 characters, not 2049'],
    [
      { requests: [{ path: '/', status: Array(51).fill(200) }] },
      'hookDetails.requests[0].status: expected at most 50 statuses, not 51',
    ],
    [{ requests: [{ path: '/', contains: 7 }] }, 'hookDetails.requests[0].contains: expected a string, not 7'],
    [
      { requests: [{ path: '/', contains: 'x'.repeat(1001) }] },
      'hookDetails.requests[0].contains: expected at most 1000 characters, not 1001',
    ],
    [{ requests: [{ path: '/', headers: { 'x-a': 7 } }] }, 'hookDetails.requests[0].headers.x-a: expected a string'],
    [
      { requests: [{ path: '/', headers: null }] },
      'hookDetails.requests[0].headers: expected an object of header names and values',
    ],
    ...[{ body: '1' }, { json: { '$.a': 1 } }].map((expect_): [JsonObject, string] => [
      { requests: [{ path: '/', method: 'HEAD', expect: expect_ }] },
      'hookDetails.requests[0]: expected no json, schema and body: an answer to HEAD has no body',
    ]),
    ...[{ body: '1' }, { json: { '$.a': 1 } }].map((expect_): [JsonObject, string] => [
      { requests: ['/', { path: '/', method: 'HEAD' }], expect: expect_ },
      'hookDetails: expected an expect of its own for each HEAD: an answer to HEAD has no body for the one of all requests',
    ]),
  ])('refuses %j, and says what to write', async (hookDetails, reason) => {
    expect(await whatIsWrongWith(check, hookDetails)).toContain(reason);
  });

  test('RL1 does not reach loopback except with a probe that may', async () => {
    const baseUrl = 'http://127.0.0.1:8080';

    expect(v.safeParse(smokeConfigSchema, { baseUrl }).success).toBe(false);
    expect(v.safeParse(makeSmokeConfigSchema({ allowLoopback: true }), { baseUrl }).success).toBe(true);
  });

  test.each<[JsonObject, string]>([
    [{ baseURL: 'http://a.example' }, 'hookDetails.baseURL: unknown key, remove it or correct its spelling'],
    [
      { baseUrl: 'shop.example' },
      'hookDetails.baseUrl: expected a URL such as "https://test.example.com:8443", not "shop.example"',
    ],
    [{ baseUrl: 'ftp://shop.example' }, 'hookDetails.baseUrl: expected an http or https URL, not "ftp://shop.example"'],
    [
      { baseUrl: 'http://a.example/?q=1' },
      'hookDetails.baseUrl: expected a URL without query and fragment, not "http://a.example/?…"',
    ],
    [
      { baseUrl: 'http://169.254.169.254/latest' },
      'hookDetails.baseUrl: expected another host, not "http://169.254.169.254/latest": this is a link-local address, where metadata services are',
    ],
    [
      { baseUrl: 'http://2852039166/' },
      'hookDetails.baseUrl: expected another host, not "http://2852039166/": this is a link-local address, where metadata services are',
    ],
    [
      { baseUrl: 'http://[fd00:ec2::254]/' },
      'hookDetails.baseUrl: expected another host, not "http://[fd00:ec2::254]/": this is an address of a local service of AWS, where metadata services are',
    ],
    [
      { baseUrl: 'http://[64:ff9b::169.254.169.254]/' },
      'hookDetails.baseUrl: expected another host, not "http://[64:ff9b::169.254.169.254]/": this is a link-local address, where metadata services are',
    ],
    [
      { baseUrl: 'http://[::]:8080/' },
      'hookDetails.baseUrl: expected another host, not "http://[::]:8080/": this is an unspecified address, which is the function itself',
    ],
    [
      { host: 'https://shop.example' },
      'hookDetails.host: expected a host name without scheme, port and path, such as "test.example.com", not "https://shop.example"',
    ],
    [{ scheme: 'tcp' }, 'hookDetails.scheme: expected "http" or "https", not "tcp"'],
    [
      { baseUrl: 'http://a.example', scheme: 'http' },
      'hookDetails: expected either baseUrl or scheme: scheme is only for a discovered Network Load Balancer',
    ],
    [{ requests: [] }, 'hookDetails.requests: expected 1 to 100 requests, not a list of 0'],
    [{ requests: '/health' }, 'hookDetails.requests: expected a list of requests, not "/health"'],
    [
      { requests: ['health'] },
      'hookDetails.requests[0]: expected a path that begins with a slash, such as "/health", not "health"',
    ],
    [{ requests: [7] }, 'hookDetails.requests[0]: expected a path such as "/health", or an object with one, not 7'],
    [
      { requests: [[]] },
      'hookDetails.requests[0]: expected a path such as "/health", or an object with one, not a list of 0',
    ],
    [
      { requests: ['/a\r\nX-Evil: 1'] },
      'hookDetails.requests[0]: expected a path without spaces and control characters, percent-encoded if it is not ASCII, not "/a X-Evil: 1"',
    ],
    [{ requests: ['/a#b'] }, 'hookDetails.requests[0]: expected a path without #, which is never sent, not "/a#b"'],
    [{ requests: ['/', {}] }, 'hookDetails.requests[1].path: missing'],
    [
      { requests: [{ path: '/', method: 'TRACE' }] },
      'hookDetails.requests[0].method: expected "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" or "OPTIONS", not "TRACE"',
    ],
    [
      { requests: [{ path: '/', status: 99 }] },
      'hookDetails.requests[0].status: expected a status from 200 to 599, "2xx", or a range such as "200-204", not 99',
    ],
    [
      { requests: [{ path: '/', status: [] }] },
      'hookDetails.requests[0].status: expected at least one status, not a list of 0',
    ],
    [
      { requests: [{ path: '/', status: [200, '302'] }] },
      'hookDetails.requests[0].status[1]: expected a status from 200 to 599, "2xx", or a range such as "200-204", not "302"',
    ],
    [
      { requests: [{ path: '/', contains: '' }] },
      'hookDetails.requests[0].contains: expected a string that is not empty, not an empty string',
    ],
    [
      { requests: [{ path: '/', method: 'HEAD', contains: 'ok' }] },
      'hookDetails.requests[0]: expected no contains: an answer to HEAD has no body',
    ],
    [
      { requests: [{ path: '/', expect: 200 }] },
      'hookDetails.requests[0].expect: expected an object with header, cookie, json, schema, body, redirects, tls or maxFirstByteMillis, not 200',
    ],
    [
      { requests: [{ path: '/', headers: [] }] },
      'hookDetails.requests[0].headers: expected an object of header names and values, not a list of 0',
    ],
    [
      { requests: [{ path: '/', headers: { 'x test': 'a' } }] },
      'hookDetails.requests[0].headers.x test: expected the name of a header',
    ],
    [
      { requests: [{ path: '/', headers: { Host: 'a' } }] },
      'hookDetails.requests[0].headers.Host: expected another header: this one is set by the check itself (for Host there is hookDetails.host)',
    ],
    [{ timeoutSeconds: 61 }, 'hookDetails.timeoutSeconds: expected a whole number from 1 to 60, not 61'],
    [{ attempts: 0 }, 'hookDetails.attempts: expected a whole number from 1 to 10, not 0'],
    [{ attempts: 0.5 }, 'hookDetails.attempts: expected a whole number from 1 to 10, not 0.5'],
    [{ concurrency: 51 }, 'hookDetails.concurrency: expected a whole number from 1 to 50, not 51'],
    [{ waitMinutes: '5' }, 'hookDetails.waitMinutes: expected a whole number from 1 to 1440, not "5"'],
  ])('refuses %j', async (hookDetails, reason) => {
    expect(await whatIsWrongWith(check, hookDetails)).toBe(reason);
  });

  test('does not repeat a credential when it refuses one', async () => {
    const url = await whatIsWrongWith(check, { baseUrl: 'https://ana:hunter2@shop.example' });
    const header = await whatIsWrongWith(check, {
      requests: [{ path: '/', headers: { authorization: 'Bearer hunter2\r\nX-Evil: 1' } }],
    });

    expect(url).toBe(
      'hookDetails.baseUrl: expected a URL without user name and password, not "…@shop.example": use auth, and name the password in secrets',
    );
    expect(header).toBe('hookDetails.requests[0].headers.authorization: expected printable ASCII without line breaks');
    expect(await whatIsWrongWith(check, { requests: [{ path: '/', headers: 'authorization: hunter2' }] })).toBe(
      'hookDetails.requests[0].headers: expected an object of header names and values',
    );
  });
});
