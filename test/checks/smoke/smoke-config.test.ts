import { describe, expect, it } from 'vitest';
import { httpProbe } from '../../../src/checks/smoke/http-probe.ts';
import { smokeCheck } from '../../../src/checks/smoke/smoke-check.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { contextFor, whatIsWrongWith } from '../check-context.ts';

const check = smokeCheck({
  probe: httpProbe({ allowLoopback: true }),
  discover: async () => ({ found: false, looked: true, reason: 'not part of these tests' }),
});

describe('the configuration of the smoke check', () => {
  it.each(['http://127.0.0.1:8080', 'http://localhost', 'http://0x7f.1/', 'http://2130706433', 'https://[::1]/api'])(
    'RL1 refuses the baseUrl %s but for a probe that may reach loopback',
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

  it('needs nothing', async () => {
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

  it('takes a path for a request, and a status for a list of one', async () => {
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

  it.each<[JsonObject, string]>([
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
      'hookDetails.requests[0]: expected a path without spaces and control characters, percent-encoded where it is not ASCII, not "/a X-Evil: 1"',
    ],
    [{ requests: ['/a#b'] }, 'hookDetails.requests[0]: expected a path without #, which is never sent, not "/a#b"'],
    [{ requests: ['/', {}] }, 'hookDetails.requests[1].path: missing'],
    [
      { requests: [{ path: '/', method: 'POST' }] },
      'hookDetails.requests[0].method: expected "GET" or "HEAD", not "POST"',
    ],
    [
      { requests: [{ path: '/', status: 99 }] },
      'hookDetails.requests[0].status: expected a whole number from 200 to 599, not 99',
    ],
    [
      { requests: [{ path: '/', status: [] }] },
      'hookDetails.requests[0].status: expected at least one status, not a list of 0',
    ],
    [
      { requests: [{ path: '/', status: [200, '302'] }] },
      'hookDetails.requests[0].status[1]: expected a whole number from 200 to 599, not "302"',
    ],
    [
      { requests: [{ path: '/', contains: '' }] },
      'hookDetails.requests[0].contains: expected a text that is not empty, not an empty string',
    ],
    [
      { requests: [{ path: '/', method: 'HEAD', contains: 'ok' }] },
      'hookDetails.requests[0]: expected no contains: an answer to HEAD has no body',
    ],
    [
      { requests: [{ path: '/', expect: 200 }] },
      'hookDetails.requests[0].expect: expected an object with header, json or body, not 200',
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

  it('repeats no credential when it refuses one', async () => {
    const url = await whatIsWrongWith(check, { baseUrl: 'https://ana:hunter2@shop.example' });
    const header = await whatIsWrongWith(check, {
      requests: [{ path: '/', headers: { authorization: 'Bearer hunter2\r\nX-Evil: 1' } }],
    });

    expect(url).toBe(
      'hookDetails.baseUrl: expected a URL without user name and password, not "…@shop.example": send them in a header of the requests',
    );
    expect(header).toBe('hookDetails.requests[0].headers.authorization: expected printable ASCII without line breaks');
    expect(await whatIsWrongWith(check, { requests: [{ path: '/', headers: 'authorization: hunter2' }] })).toBe(
      'hookDetails.requests[0].headers: expected an object of header names and values',
    );
  });
});
