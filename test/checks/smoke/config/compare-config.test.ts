import { describe, expect, test } from 'vitest';
import { httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../../src/checks/smoke/smoke-check.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { contextFor, whatIsWrongWith } from '../../check-context.ts';

const check = smokeCheck({
  probe: httpProbe(),
  discover: async () => ({ found: false, looked: true, reason: 'not here' }),
});

describe('compare', () => {
  test('true means status, shape and time', async () => {
    expect(await compareOf(true)).toEqual({
      ...{ status: true, shape: true, values: [], maxLatencyRatio: 1.5, floorMillis: 50 },
    });
  });

  test('keeps what an object says, with the defaults for the rest', async () => {
    expect(await compareOf({ shape: 'compatible', values: ['$.price'] })).toEqual({
      ...{ status: true, shape: 'compatible', maxLatencyRatio: 1.5, floorMillis: 50 },
      values: [{ of: 'json', text: '$.price', path: ['price'] }],
    });
    expect(await compareOf({})).toEqual(await compareOf(true));
    expect(await compareOf({ status: false, shape: false, maxLatencyRatio: 3, floorMillis: 0 })).toEqual({
      ...{ status: false, shape: false, values: [], maxLatencyRatio: 3, floorMillis: 0 },
    });
  });

  test.each(['GET', 'HEAD', 'OPTIONS'])('is allowed for %s', async (method) => {
    expect(await whatIsWrongWith(check, { requests: [{ path: '/', method, compare: true }] })).toBeUndefined();
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'is refused for %s, which would write to production',
    async (method) => {
      expect(await whatIsWrongWith(check, { requests: [{ path: '/', method, compare: true }] })).toContain(
        `expected no compare for ${method}: the request also goes to production, so only GET, HEAD and OPTIONS are compared`,
      );
    },
  );

  test.each<[string, JsonObject, string]>([
    ['another value', { compare: 'yes' }, 'requests[0].compare: expected true, or an object such as'],
    ['false', { compare: false }, 'requests[0].compare: expected true, or an object such as'],
    ['an unknown key', { compare: { body: true } }, 'requests[0].compare.body: unknown key'],
    [
      'a path without $',
      { compare: { values: ['price'] } },
      'requests[0].compare.values[0]: expected a path that begins',
    ],
    ['a status', { compare: { status: 200 } }, 'compare.status: expected true or false, not 200'],
    ['one path', { compare: { values: '$.a' } }, 'values: expected a list of paths such as "$.price", not "$.a"'],
    ['an index', { compare: { values: [0] } }, 'values[0]: expected a path such as "$.price", not 0'],
    [
      'a long path',
      { compare: { values: [`$.${'x'.repeat(499)}`] } },
      'values[0]: expected a path of at most 500 characters, not 501',
    ],
    ['21 paths', { compare: { values: Array(21).fill('$.a') } }, 'values: expected at most 20 paths, not 21'],
    ['a ratio below 1', { compare: { maxLatencyRatio: 0.5 } }, 'maxLatencyRatio: expected a number from 1 to 100'],
    ['a wrong shape', { compare: { shape: 'same' } }, 'shape: expected true, false or "compatible"'],
    ['redirects', { compare: true, followRedirects: 1 }, 'expected no followRedirects next to compare'],
    ['a WebSocket', { compare: true, webSocket: {} }, 'expected no compare next to grpc and webSocket'],
    ['values of HEAD', { method: 'HEAD', compare: { values: ['$.a'] } }, 'expected no values in compare'],
  ])('is refused with %s', async (_what, request, message) => {
    expect(await whatIsWrongWith(check, { requests: [{ path: '/', ...request }] })).toContain(message);
  });

  test('is refused with gRPC', async () => {
    expect(await whatIsWrongWith(check, { requests: [{ grpc: {}, compare: true }] })).toContain(
      'expected no compare next to grpc and webSocket',
    );
  });

  test('needs productionUrl next to baseUrl', async () => {
    const requests = [{ path: '/', compare: true }];
    expect(await whatIsWrongWith(check, { baseUrl: 'https://green.example.com', requests })).toContain(
      'expected productionUrl for compare in requests[0]: the URL of production, next to baseUrl',
    );
    const several = { baseUrl: { web: 'https://w.example.com' }, requests: [{ path: '/', at: 'web', compare: true }] };
    expect(await whatIsWrongWith(check, several)).toContain('expected productionUrl.web for compare in requests[0]');
    expect(
      await whatIsWrongWith(check, { ...several, productionUrl: { web: 'https://blue.example.com' } }),
    ).toBeUndefined();
  });

  test('needs a productionUrl of the same name for every compared request', async () => {
    const baseUrl = { web: 'https://w.example.com', api: 'https://a.example.com' };
    const requests = [
      { path: '/', at: 'web' },
      { path: '/', at: 'api', compare: true },
    ];

    expect(
      await whatIsWrongWith(check, { baseUrl, productionUrl: { web: 'https://blue.example.com' }, requests }),
    ).toContain('expected productionUrl.api for compare in requests[1]: the URL of production, next to baseUrl');
  });

  test.each([
    ['https://shop.example.com', 'https://SHOP.example.com:443/'],
    ['https://shop.example.com/v1', 'https://shop.example.com/v1/'],
    ['https://shop.example.com/v1', 'https://shop.example.com/v1//'],
  ])('refuses to compare green with itself: %s and %s', async (baseUrl, productionUrl) => {
    const requests = [{ path: '/', compare: true }];

    expect(await whatIsWrongWith(check, { baseUrl, productionUrl, requests })).toContain(
      'expected another productionUrl: it is the same as baseUrl',
    );
  });

  test('takes another path for another place', async () => {
    const [baseUrl, productionUrl] = ['https://shop.example.com/green//v1', 'https://shop.example.com/green/v1'];
    const requests = [{ path: '/', compare: true }];

    expect(await whatIsWrongWith(check, { baseUrl, productionUrl, requests })).toBeUndefined();
  });

  test('has no place in setup and teardown, and productionUrl none without baseUrl', async () => {
    const compared = [{ path: '/', compare: true }];
    expect(await whatIsWrongWith(check, { setup: compared })).toContain('expected no compare in setup and teardown');
    expect(await whatIsWrongWith(check, { teardown: compared })).toContain('expected no compare in setup and teardown');
    expect(await whatIsWrongWith(check, { productionUrl: 'https://blue.example.com' })).toContain(
      'expected no productionUrl without baseUrl',
    );
  });

  test('refuses a misspelled path before anything is sent, with its place', async () => {
    const context = await contextFor(check, { requests: ['/', { path: '/', compare: { values: ['$.a', '$.[b'] } }] });
    expect(await check.run({} as never, context)).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/^hookDetails\.requests\[1\]\.compare\.values\[1\]: expected a path of RFC 9535/),
    });
  });
});

async function compareOf(compare: JsonObject | true): Promise<unknown> {
  const { config } = await contextFor(check, { requests: [{ path: '/', compare }] });
  return config.requests[0]?.compare;
}
