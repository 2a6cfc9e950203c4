import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { type LoadParts, loadCheck } from '../../../src/checks/load/load-check.ts';
import { Spacing } from '../../../src/checks/load/spacing.ts';
import { httpProbe } from '../../../src/checks/smoke/probe/http-probe.ts';
import { withTerms } from '../../../src/checks/terms/with-terms.ts';
import type { JsonObject, JsonValue } from '../../../src/hook/json.ts';
import type { Target } from '../../../src/hook/target.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import {
  aTestListener,
  blue,
  forwardTo,
  green,
  path,
  rule,
  ruleArn,
  toBlue,
  toGreen,
} from '../../deployment/test-traffic/a-test-listener.ts';
import { contextFor, whatIsWrongWith } from '../check-context.ts';
import { timedProbe } from '../smoke/compare/timed-probe.ts';
import { closedPort, type LocalServer, serveHttp } from '../smoke/local-servers.ts';
import { FakeTimer } from './fake-timer.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const canary: Target = { ...target, stage: 'PRODUCTION_TRAFFIC_SHIFT', productionWeight: 10 };
const fine: RequestListener = (_request, response) => void response.end('fine');

/** A server, and a gate that sends a load to it. */
class Loaded {
  server: LocalServer = { port: 0, connections: 0, requests: [] };
  state: JsonValue | undefined;
  seconds = 0;
  remainingMs = 60_000;
  parts: Partial<LoadParts> = {};
  readonly #timer = new FakeTimer();

  static async start(listener = fine): Promise<Loaded> {
    return Object.assign(new Loaded(), { server: await serveHttp(listener) });
  }

  get check() {
    return loadCheck({
      probe: timedProbe(),
      discover: async () => ({ found: false, looked: true, reason: 'the service has no load balancer' }),
      timer: this.#timer,
      ofFunction: new Spacing(50),
      ...this.parts,
    });
  }

  /** One call of the gate. The next one is after as many seconds as the load took, and one more. */
  async call(hookDetails: JsonObject, at: Target = target): Promise<Verdict> {
    const { check } = this;
    const context = await contextFor(check, hookDetails, { minutes: this.seconds / 60 });
    const before = this.#timer.now();
    const given = { ...context, state: this.state, remainingMs: () => this.remainingMs };
    const verdict = await this.#timer.drive(Promise.resolve(check.run(at, given)));
    this.seconds += (this.#timer.now() - before) / 1000 + 1;
    if (verdict.state !== undefined) this.state = verdict.state;
    return verdict;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }
}

describe('a load below a URL', () => {
  test('sends what it says, in turn, and reports it', async () => {
    const loaded = await Loaded.start();
    const requests = ['/', { method: 'HEAD', path: '/cart', query: { a: '1' } }];

    expect(loaded.check.name).toBe('load');
    expect(await loaded.call({ requestsPerSecond: 10, seconds: 3, baseUrl: loaded.baseUrl, requests })).toEqual({
      kind: 'pass',
      reason: `${loaded.baseUrl}: 30 requests in 3 s; 30 2xx; p50 10 ms, p95 10 ms, p99 10 ms`,
      findings: [
        { name: 'load', outcome: 'passed', found: '30 requests in 3 s', allowed: '30 requests in 3 s' },
        { name: 'answers', outcome: 'passed', found: '30 2xx' },
        { name: 'times', outcome: 'passed', found: 'p50 10 ms, p95 10 ms, p99 10 ms' },
      ],
      // Thirty requests, evenly, are at least one in each 24th of the load.
      series: { name: 'slowest answers', unit: 'ms', values: Array(24).fill(10) },
      state: expect.objectContaining({ sent: 30, elapsedMs: 3000 }),
    });
    expect(loaded.server.requests.toSorted()).toEqual([
      ...Array(15).fill('GET /'),
      ...Array(15).fill('HEAD /cart?a=1'),
    ]);
  });

  test('continues in the next call if it is longer than one, and sends no more', async () => {
    const loaded = await Loaded.start();
    const load = { requestsPerSecond: 2, seconds: 120, baseUrl: loaded.baseUrl };
    const verdicts = [await loaded.call(load), await loaded.call(load), await loaded.call(load)];

    expect(verdicts.map(({ kind }) => kind)).toEqual(['wait', 'wait', 'pass']);
    expect(verdicts[0]).toMatchObject({
      reason: expect.stringMatching(/: 107 requests in 54 s; 107 2xx; .* of 120 s so far$/),
      retryAfterSeconds: 1,
      findings: [{ name: 'load', outcome: 'waiting' }, {}, {}],
    });
    expect(verdicts[2]?.reason).toContain('in 120 s; 24');
    expect(loaded.server.requests.length).toBeGreaterThanOrEqual(240);
    expect(loaded.server.requests.length).toBeLessThanOrEqual(242);
  });

  test('is not sent again, and stays passed, if it is called again after its end', async () => {
    const loaded = await Loaded.start();
    const load = { requestsPerSecond: 2, seconds: 10, baseUrl: loaded.baseUrl };
    const { reason } = await loaded.call(load);

    for (const minutes of [1, 30, 300]) {
      loaded.seconds = minutes * 60;
      expect(await loaded.call(load)).toMatchObject({ kind: 'pass', reason });
    }
    expect(loaded.server.requests).toHaveLength(20);
  });

  test('starts over if it is another one, or if its state was not written by it', async () => {
    const loaded = await Loaded.start();
    const load = { requestsPerSecond: 1, seconds: 60, baseUrl: loaded.baseUrl };
    await loaded.call(load);
    const { state } = loaded;

    expect((await loaded.call({ ...load, seconds: 55 })).reason).toMatch(/: 54 requests in 54 s/);
    const named = (name: string) => ({ ...(state as object), classes: { [name]: 1 } });
    const damaged = [{ ...(state as object), elapsedMs: -1 }, named('a 2xx'), named('2xxxx'), { config: 'x' }];
    for (const forged of [...damaged, 'all sent', null]) {
      loaded.state = forged as JsonValue;
      expect((await loaded.call(load)).reason).toMatch(/: 54 requests in 54 s/);
    }
  });

  test('ends without a verdict on the release if the calls leave it no time', async () => {
    const loaded = await Loaded.start();
    loaded.remainingMs = 3000;
    const load = { requestsPerSecond: 1, seconds: 60, baseUrl: loaded.baseUrl, waitMinutes: 1 };

    expect(await loaded.call(load)).toMatchObject({ kind: 'wait' });
    loaded.seconds = 209;
    expect(await loaded.call(load)).toMatchObject({ kind: 'wait' });
    loaded.seconds = 210;
    expect(await loaded.call(load)).toMatchObject({
      kind: 'fail',
      inconclusive: true,
      reason: expect.stringMatching(/^not finished in time: /),
    });
    expect(loaded.server.requests).toEqual([]);
  });

  test.each([
    ['reports errors and passes', {}, { kind: 'pass', reason: expect.stringContaining('15 2xx, 5 5xx') }],
    [
      'fails above maxErrorPercent',
      { maxErrorPercent: 24.9 },
      {
        kind: 'fail',
        reason: expect.stringMatching(/^25 percent 5xx or without an answer, maxErrorPercent is 24.9; /),
      },
    ],
    ['passes at maxErrorPercent', { maxErrorPercent: 25 }, { kind: 'pass' }],
  ])('%s', async (_what, more, verdict) => {
    let count = 0;
    const loaded = await Loaded.start((_request, response) => {
      count += 1;
      response.writeHead(count % 4 ? 200 : 503).end();
    });

    const found = await loaded.call({ requestsPerSecond: 10, seconds: 2, baseUrl: loaded.baseUrl, ...more });
    expect(found).toMatchObject(verdict);
    expect(found).not.toHaveProperty('inconclusive');
  });

  test('never passes if nothing answers', async () => {
    const loaded = Object.assign(new Loaded(), { server: { port: await closedPort() } });
    const load = { requestsPerSecond: 5, seconds: 1, baseUrl: loaded.baseUrl };

    expect(await loaded.call(load)).toMatchObject({
      kind: 'fail',
      inconclusive: true,
      reason: expect.stringMatching(/^nothing answered: .*5 without an answer$/),
    });
  });

  test('is not sent to a name that leads to a forbidden address', async () => {
    const loaded = new Loaded();
    loaded.parts = { probe: httpProbe({ lookup: (_name, _options, done) => done(null, '169.254.169.254', 4) }) };

    expect(await loaded.call({ requestsPerSecond: 50, seconds: 60, baseUrl: 'http://test.example.com' })).toEqual({
      kind: 'fail',
      reason: 'not sent: test.example.com leads to a link-local address, where metadata services are',
    });
  });

  test('is sent by a dry run too, which then blocks nobody', async () => {
    const loaded = Object.assign(new Loaded(), { server: { port: await closedPort() } });
    const { check } = loaded;
    Object.defineProperty(loaded, 'check', { value: withTerms(check, true) });
    const load = { requestsPerSecond: 5, seconds: 1, baseUrl: loaded.baseUrl, dryRun: true };

    expect(await loaded.call(load)).toMatchObject({ kind: 'pass', waived: 'dry run' });
  });
});

describe('a load to the test listener', () => {
  const to = (loaded: Loaded, change: Parameters<typeof aTestListener>[1] = {}) => {
    const loadBalancer = { DNSName: '127.0.0.1', Type: 'application' };
    const listener = { Protocol: 'HTTP', Port: loaded.server.port };
    const test = aTestListener([path('/*')], { listener, loadBalancer, ...change });
    loaded.parts = { discover: async () => ({ found: true, tests: [test] }) };
  };
  const load = { requestsPerSecond: 5, seconds: 1 };

  test('is sent if the listener certainly leads to the new version', async () => {
    const loaded = await Loaded.start();
    to(loaded);

    expect(await loaded.call(load)).toMatchObject({
      kind: 'pass',
      reason: expect.stringContaining('5 requests in 1 s'),
    });
    expect(loaded.server.requests).toEqual(Array(5).fill('GET /'));
  });

  test.each<[string, Parameters<typeof aTestListener>[1], string]>([
    ['the rule still leads to blue', { actions: toBlue }, 'wait'],
    ['it is not known which version is new', { green: undefined }, 'wait'],
    ['another rule answers', { before: [rule('1', toBlue, path('/*'))] }, 'fail'],
    [
      'another rule may answer',
      { before: [rule('1', toBlue, { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } })] },
      'fail',
    ],
  ])('is not sent while %s', async (_what, change, kind) => {
    const loaded = await Loaded.start();
    to(loaded, change);

    expect(await loaded.call(load)).toMatchObject({ kind });
    loaded.seconds = 15 * 60;
    expect((await loaded.call(load)).kind).toBe('fail');
    expect(loaded.server.requests).toEqual([]);
  });

  test('is not sent if there is none, or before there is test traffic', async () => {
    const loaded = await Loaded.start();

    expect(await loaded.call(load)).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('no test listener'),
    });
    expect(await loaded.call(load, { ...target, stage: 'PRE_SCALE_UP' })).toMatchObject({ kind: 'fail' });
  });

  test('never goes to production, not even in a canary step, unless that is asked for', async () => {
    const loaded = await Loaded.start();
    const production = productionOf(loaded, [forwardTo([blue, 90], [green, 10])]);
    loaded.parts = {
      discover: async () => ({ found: true, tests: [aTestListener([path('/*')], { actions: toBlue, production })] }),
    };

    expect(await loaded.call(load, canary)).toMatchObject({ kind: 'wait' });
    expect(loaded.server.requests).toEqual([]);
  });
});

describe('a load to production', () => {
  const load = { requestsPerSecond: 5, seconds: 1, to: 'production' };
  const mixed = [forwardTo([blue, 90], [green, 10])];

  function discovering(loaded: Loaded, actions = mixed, before = {}) {
    const production = { ...productionOf(loaded, actions), ...before };
    loaded.parts = {
      async discover(_target, options) {
        expect(options).toMatchObject({ withProduction: true });
        return { found: true, tests: [aTestListener([path('/*')], { production })] };
      },
    };
  }

  test.each([
    ['green has a part of the traffic', mixed],
    ['green has all of it', toGreen],
  ])('is sent in a step in which %s', async (_what, actions) => {
    const loaded = await Loaded.start();
    discovering(loaded, [...actions]);

    expect(await loaded.call(load, canary)).toMatchObject({ kind: 'pass' });
    expect(loaded.server.requests).toHaveLength(5);
  });

  test.each<[string, Target]>([
    ['at a stage before', target],
    ['without a step', { ...canary, productionWeight: undefined }],
    ['in a step without traffic', { ...canary, productionWeight: 0 }],
  ])('is refused %s', async (_what, at) => {
    const loaded = await Loaded.start();
    discovering(loaded);

    for (const place of [{}, { baseUrl: loaded.baseUrl }]) {
      expect(await loaded.call({ ...load, ...place }, at)).toMatchObject({
        kind: 'fail',
        reason: expect.stringContaining('the new version has no production traffic'),
      });
    }
    expect(loaded.server.requests).toEqual([]);
  });

  test('waits while production still leads to blue alone, and is inconclusive then', async () => {
    const loaded = await Loaded.start();
    discovering(loaded, [...toBlue]);

    expect(await loaded.call(load, canary)).toMatchObject({ kind: 'wait' });
    loaded.seconds = 15 * 60;
    expect(await loaded.call(load, canary)).toMatchObject({ kind: 'fail', inconclusive: true });
    expect(loaded.server.requests).toEqual([]);
  });

  test('is refused if another rule answers, or if there is no production listener', async () => {
    const loaded = await Loaded.start();
    const shadowing = { rules: [rule('1', mixed, path('/*')), rule('100', mixed, path('/*'))] };
    discovering(loaded, mixed, shadowing);
    expect(await loaded.call(load, canary)).toMatchObject({ kind: 'fail' });

    loaded.parts = {
      discover: async () => ({ found: true, tests: [aTestListener([], { production: 'it is gone' })] }),
    };
    expect(await loaded.call(load, canary)).toEqual({ kind: 'fail', reason: 'it is gone' });
    loaded.parts = { discover: async () => ({ found: false, looked: false, reason: 'throttled' }) };
    expect(await loaded.call(load, canary)).toMatchObject({ kind: 'error' });
    expect(loaded.server.requests).toEqual([]);
  });

  test('is sent to a configured URL in a step', async () => {
    const loaded = await Loaded.start();

    expect(await loaded.call({ ...load, baseUrl: loaded.baseUrl }, canary)).toMatchObject({ kind: 'pass' });
    expect(loaded.server.requests).toHaveLength(5);
  });
});

function productionOf({ server }: Loaded, Actions: Parameters<typeof rule>[1]) {
  const productionRule = { RuleArn: ruleArn('100'), Priority: '100', Conditions: [path('/*')], Actions };
  return {
    ...{ listener: { Protocol: 'HTTP', Port: server.port }, rules: [productionRule], productionRule, blue },
    ...{ loadBalancer: { DNSName: '127.0.0.1', Type: 'application' }, certificateNames: undefined },
  };
}

describe('the configuration of a load', () => {
  const load = { requestsPerSecond: 5, seconds: 60 };

  test.each<[string, JsonObject, string]>([
    ['no rate', { seconds: 60 }, 'hookDetails.requestsPerSecond: missing'],
    ['no time', { requestsPerSecond: 5 }, 'hookDetails.seconds: missing'],
    ['a rate above 50', { ...load, requestsPerSecond: 51 }, 'from 1 to 50, not 51'],
    ['a rate of 0', { ...load, requestsPerSecond: 0 }, 'from 1 to 50, not 0'],
    ['half a request', { ...load, requestsPerSecond: 0.5 }, 'whole number from 1 to 50'],
    ['more than an hour', { ...load, seconds: 3601 }, 'from 1 to 3600'],
    ['a POST', { ...load, requests: [{ method: 'POST', path: '/' }] }, 'a load must not change anything'],
    ['a body', { ...load, requests: [{ path: '/', body: { json: 1 } }] }, 'requests[0].body: unknown key'],
    ['an expectation', { ...load, requests: [{ path: '/', status: 200 }] }, 'requests[0].status: unknown key'],
    ['another place', { ...load, to: 'blue' }, 'expected "test" or "production"'],
    ['a forbidden address', { ...load, baseUrl: 'http://169.254.169.254' }, 'link-local address'],
    [
      'two places',
      { ...load, baseUrl: 'https://a.example.com', loadBalancer: 'web:80' },
      'either baseUrl or loadBalancer',
    ],
    ['a percentage of 101', { ...load, maxErrorPercent: 101 }, 'from 0 to 100'],
    ['an unknown key', { ...load, users: 5 }, 'hookDetails.users: unknown key'],
    ['no request', { ...load, requests: [] }, 'expected 1 to 20 requests'],
    ['a placeholder', { ...load, requests: ['/{{token}}'] }, 'token'],
  ])('refuses %s', async (_what, hookDetails, reason) => {
    expect(
      await whatIsWrongWith(
        loadCheck({ probe: httpProbe(), discover: async () => Promise.reject() }) as never,
        hookDetails,
      ),
    ).toContain(reason);
  });
});
