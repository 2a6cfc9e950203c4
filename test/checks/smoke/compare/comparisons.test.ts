import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { type SmokeParts, smokeCheck } from '../../../../src/checks/smoke/smoke-check.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../src/hook/json.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';
import { contextFor } from '../../check-context.ts';
import { closedPort, type LocalServer, serveHttp } from '../local-servers.ts';
import { timedProbe } from './timed-probe.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');

describe('two versions behind two URLs', () => {
  test('that answer alike pass, each after five requests in turn', async () => {
    const order: string[] = [];
    const blue = await serveHttp(answer({ price: 10 }, () => order.push('blue')));
    const green = await serveHttp(answer({ price: 11 }, () => order.push('green')));

    const verdict = await compare(blue, green, { compare: true });

    expect(verdict).toMatchObject({
      kind: 'pass',
      reason: expect.stringMatching(/^2 of 2 requests passed, p99 \d+ ms;/),
    });
    expect(verdict.findings?.[1]).toEqual({
      ...{ name: 'GET /price against blue', outcome: 'passed' },
      found: expect.stringMatching(/^no difference, median \d+ ms, blue \d+ ms$/),
      allowed: 'status, shape of the JSON as blue; median up to 1.5 × blue, or 50 ms',
    });
    // The first one is the request itself.
    expect(order.slice(1).join(' ')).toBe('green blue blue green green blue blue green green blue');
  });

  test.each<[string, JsonValue | RequestListener, JsonValue | RequestListener, JsonValue, string]>([
    ['status', status(204), status(200), true, 'status 200 instead of 204'],
    ['shape', { price: 10 }, { price: '10' }, true, '$.price is a string instead of a number'],
    ['shape deep inside', { a: [{ b: { c: 1 } }] }, { a: [{ b: {} }] }, true, '$.a[*].b.c is missing'],
    ['a new member', { a: 1 }, { a: 1, b: 2 }, true, '$.b is new'],
    ['chosen values', { price: 10 }, { price: 12 }, { values: ['$.price'] }, '$.price is the number 12 instead of'],
    ['a chosen value that is nowhere', {}, {}, { values: ['$.prise'] }, '$.prise is missing on both sides'],
    ['JSON that is a page', { a: 1 }, html, true, 'body is not valid JSON, and that of blue is'],
    ['a page that is JSON', html, { a: 1 }, true, 'body is JSON, and that of blue is not'],
    ['chosen values of pages', html, html, { values: ['$.a'] }, 'body is not valid JSON on either side'],
    ['what is too long to compare', huge, huge, true, 'not comparable: body is longer than a MiB'],
    ['time', {}, slow(150), { floorMillis: 60 }, 'slower than 1.5 × blue'],
    ['one of five answers', { a: 1 }, everyThird({ a: '1' }, { a: 1 }), true, '$.a is a number or a string instead of'],
  ])('that differ in %s fail', async (_what, blue, green, config, found) => {
    const verdict = await compare(await serve(blue), await serve(green), {
      ...{ compare: config, status: '2xx' },
    });

    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining(found) });
    expect(verdict.findings?.[1]).toMatchObject({
      ...{ name: 'GET /price against blue', outcome: 'failed' },
      found: expect.stringContaining(found),
    });
  });

  test.each<[string, JsonValue | RequestListener, JsonValue | RequestListener, JsonValue]>([
    ['values that nobody chose', { price: 10 }, { price: 12 }, true],
    ['a status that is not compared', status(204), status(200), { status: false }],
    ['a shape that is not compared', { a: 1 }, { a: '1' }, { shape: false }],
    ['a new member that is allowed', { a: 1 }, { a: 1, b: 2 }, { shape: 'compatible' }],
    ['pages', html, html, true],
    ['a time below the floor', {}, slow(30), { floorMillis: 5000 }],
    ['one slow answer', {}, everyThird(slow(400), {}), { floorMillis: 200 }],
  ])('that differ in %s pass', async (_what, blue, green, config) => {
    const verdict = await compare(await serve(blue), await serve(green), { compare: config, status: '2xx' });

    expect(verdict).toMatchObject({ kind: 'pass' });
    expect(verdict.findings?.[1]).toMatchObject({ outcome: 'passed' });
  });

  test('mentions a new member that is allowed, and no value of it', async () => {
    const verdict = await compare(await serve({ a: 1 }), await serve({ a: 1, b: 'a private value' }), {
      compare: { shape: 'compatible' },
    });

    expect(verdict.findings?.[1]?.found).toMatch(/^no difference, \$\.b is new, median/);
  });
});

describe('a blue that says nothing about green', () => {
  test.each<[string, RequestListener, RegExp]>([
    ['fails', status(500), /blue did not answer: 3 of 3 times status 500$/],
    ['hangs up', (_request, response) => response.destroy(), /blue did not answer: 3 of 3 times connection/],
    ['is a web ACL', (_request, response) => response.writeHead(403, { 'x-amzn-waf-action': 'captcha' }).end(), /403/],
  ])('because it %s leaves green to its own expectations', async (_what, blue, found) => {
    const verdict = await compare(await serveHttp(blue), await serve({ price: 1 }), { compare: true });

    expect(verdict).toMatchObject({
      kind: 'pass',
      reason: expect.stringContaining('1 unknown: GET /price against blue not compared'),
    });
    expect(verdict.findings?.[1]).toMatchObject({ outcome: 'unknown', found: expect.stringMatching(found) });
  });

  test('because it hangs up is not asked again, and green is', async () => {
    const blue = await serveHttp((_request, response) => response.destroy());
    let count = 0;
    const green = await serveHttp((_request, response) => {
      count += 1;
      if (count === 3 || count === 4) response.destroy();
      else response.end('{}');
    });

    const verdict = await run({
      ...{ baseUrl: at(green), productionUrl: at(blue), allowUnproved: true, attempts: 3 },
      requests: [{ path: '/', compare: true }],
    });

    expect(verdict).toMatchObject({ kind: 'pass', reason: expect.stringContaining('3 of 3 times connection') });
    expect(blue.requests).toHaveLength(3);
  });

  test('because nothing listens does not help a green that is wrong', async () => {
    const dead = { port: await closedPort() } as LocalServer;

    expect(await compare(dead, await serve(status(404)), { compare: true })).toMatchObject({ kind: 'fail' });
    expect(await compare(dead, await serve({}), { compare: true })).toMatchObject({ kind: 'pass' });
  });

  test('in two of five answers is compared by the other three', async () => {
    let count = 0;
    const flaky: RequestListener = (request, response) => {
      count += 1;
      if (count <= 2) response.writeHead(503).end();
      else answer({ price: 1 })(request, response);
    };

    const verdict = await compare(await serveHttp(flaky), await serve({ price: '1' }), { compare: true });

    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining('instead of a number') });
  });
});

test.each<[string, JsonValue | RequestListener]>([
  ['unknown', status(500)],
  ['passed', {}],
])('a comparison that is %s is kept for the next call, and stays so', async (outcome, how) => {
  const [blue, green] = [await serve(how), await serve({})];
  const check = smokeCheck(parts());
  const context = await contextFor(check, {
    ...{ baseUrl: at(green), productionUrl: at(blue), allowUnproved: true },
    requests: [
      { path: '/', compare: true },
      { path: '/held', hold: { seconds: 60, everySeconds: 30 } },
    ],
  });

  const first = await check.run(target, context);
  expect(first).toMatchObject({ kind: 'wait' });
  const state = isJsonObject(first.state) ? first.state : undefined;
  const asked = blue.requests.length;
  const second = await check.run(target, { ...context, state });

  expect(second.findings?.find(({ name }) => name.endsWith('against blue'))).toMatchObject({ outcome });
  expect(blue.requests).toHaveLength(asked);
});

describe('what is compared', () => {
  test('is not sent to blue if green has failed already', async () => {
    const blue = await serve({});

    const verdict = await compare(blue, await serve(status(500)), { compare: true });

    expect(verdict.kind).toBe('fail');
    expect(verdict.findings?.[1]).toMatchObject({
      ...{ outcome: 'unknown', found: 'not sent: GET /price did not pass' },
    });
    expect(blue.requests).toEqual([]);
  });

  test('must be as expected in every answer of green', async () => {
    const green = await serve(everyThird(status(500), { a: 1 }));

    expect(await compare(await serve({ a: 1 }), green, { compare: true })).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/GET \/price against blue found status 500/),
    });
  });

  test('is not green, if production proves to be the new version', async () => {
    const same = { revision: target.revisionId };

    const verdict = await compare(await serve(same), await serve(same), {
      ...{ compare: true, expect: { json: { '$.revision': '$revisionId' } } },
    });

    expect(verdict).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('not compared: production answers as the new version does, so it is not blue'),
      findings: [{ outcome: 'passed' }, { outcome: 'unknown' }],
    });
  });

  test('shows no header that was sent, and no captured or named secret', async () => {
    const planted = 'hunter2-planted';
    const echo: RequestListener = ({ headers }, response) => response.end(JSON.stringify({ echo: headers['x-key'] }));

    const verdict = await compare(await serve({ echo: 'other' }), await serveHttp(echo), {
      ...{ compare: { values: ['$.echo'] }, headers: { 'x-key': planted } },
    });

    expect(verdict.kind).toBe('fail');
    expect(verdict.reason).toContain('$.echo is "…" instead of "other"');
    expect(JSON.stringify(verdict)).not.toContain(planted);
  });

  test('shows no secret of the suite that a version echoes, neither in the report nor in the state', async () => {
    const planted = 'hunter2-planted';
    const echo: RequestListener = ({ url }, response) =>
      response.end(JSON.stringify({ [String(url)]: url, echo: `got ${url?.slice(1)}` }));
    const green = await serveHttp(echo);

    const verdict = await run(
      {
        ...{ baseUrl: at(green), productionUrl: at(await serve({ echo: 'other' })), allowUnproved: true },
        secrets: { token: 'ssm:/shop/token' },
        requests: [{ path: '/{{token}}', compare: { values: ['$.echo'] } }],
      },
      {},
      { loadSecretReader: async () => ({ readParameter: async () => planted, readSecret: async () => undefined }) },
    );

    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining('instead of "other"') });
    expect(green.requests).toContain(`GET /${planted}`);
    expect(JSON.stringify(verdict)).not.toContain(planted);
  });

  test('has the values that other requests have captured, on both sides', async () => {
    const serveIds = () =>
      serveHttp(({ url }, response) => response.end(JSON.stringify(url === '/new' ? { id: 'a-7' } : { url })));
    const [blue, green] = [await serveIds(), await serveIds()];

    const verdict = await run({
      ...{ baseUrl: at(green), productionUrl: at(blue), allowUnproved: true },
      requests: [
        { path: '/new', capture: { id: '$.id' } },
        { path: '/orders/{{id}}', compare: { values: ['$.url'] } },
      ],
    });

    expect(verdict).toMatchObject({ kind: 'pass' });
    expect(new Set(blue.requests)).toEqual(new Set(['GET /orders/a-7']));
  });

  test.each(['PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT', 'A_NEW_STAGE'])(
    'is nothing at %s, which is no pass',
    async (stage) => {
      const [blue, green] = [await serve({}), await serve({})];

      const verdict = await compare(blue, green, { compare: true }, { stage });

      expect(verdict).toMatchObject({
        kind: 'fail',
        reason: expect.stringMatching(/not compared: at \w+ production traffic may reach the new version: attach/),
        findings: [{ outcome: 'unknown' }],
      });
      expect([...blue.requests, ...green.requests]).toEqual([]);
    },
  );

  test('is nothing once green has some production traffic', async () => {
    const verdict = await compare(await serve({}), await serve({}), { compare: true }, { productionWeight: 10 });

    expect(verdict).toMatchObject({ kind: 'fail', findings: [{ outcome: 'unknown' }] });
  });

  test('is every request that asks for it, and no other', async () => {
    const [blue, green] = [await serve({}), await serve({})];
    const requests = [{ path: '/a', compare: true }, '/b', { path: '/c', compare: true }];

    const verdict = await run({ baseUrl: at(green), productionUrl: at(blue), allowUnproved: true, requests });

    const names = ['GET /a', 'GET /b', 'GET /c', 'GET /a against blue', 'GET /c against blue'];
    expect(verdict.findings?.slice(0, 5)).toMatchObject(names.map((name) => ({ name, outcome: 'passed' })));
    expect(new Set(blue.requests)).toEqual(new Set(['GET /a', 'GET /c']));
  });

  test('does not change what the request itself has captured', async () => {
    let count = 0;
    const green = await serveHttp((_request, response) => {
      count += 1;
      response.end(JSON.stringify({ id: `a-${count}` }));
    });
    const check = smokeCheck(parts());
    const context = await contextFor(check, {
      ...{ baseUrl: at(green), productionUrl: at(await serve({ id: 'b' })), allowUnproved: true },
      requests: [
        { path: '/new', capture: { id: '$.id' }, compare: true },
        { path: '/orders/{{id}}', hold: { seconds: 60, everySeconds: 30 } },
      ],
    });

    const first = await check.run(target, context);

    expect(first).toMatchObject({ kind: 'wait', state: { ended: { 0: { v: { id: 'a-1' } }, 2: { o: 'passed' } } } });
  });

  test.each([1, 2, 3, 4])('waits for the next call if the time is up after %i requests', async (count) => {
    const [blue, green] = [await serve({}), await serve({})];
    const check = smokeCheck(parts());
    const context = await contextFor(check, {
      ...{ baseUrl: at(green), productionUrl: at(blue), allowUnproved: true },
      requests: [{ path: '/', compare: true }],
    });
    const remainingMs = () => (green.requests.length + blue.requests.length < count ? 60_000 : 0);

    expect((await check.run(target, { ...context, remainingMs })).findings?.[1]).toEqual({
      ...{ name: 'GET / against blue', outcome: 'waiting', found: 'not sent yet', allowed: 'status 200' },
    });
    expect(green.requests.length + blue.requests.length).toBe(count);
  });

  test('waits for the next call if another comparison has used the time', async () => {
    const blue = await serveHttp(({ url }, response) => response.writeHead(url === '/dead' ? 500 : 200).end('{}'));
    const green = await serve({});
    const check = smokeCheck(parts());
    const context = await contextFor(check, {
      ...{ baseUrl: at(green), productionUrl: at(blue), allowUnproved: true, concurrency: 1 },
      requests: [
        { path: '/dead', compare: true },
        { path: '/', compare: true },
      ],
    });
    const asked = () => green.requests.length + blue.requests.length;
    const first = await check.run(target, { ...context, remainingMs: () => (asked() < 2 ? 60_000 : 0) });
    const state = isJsonObject(first.state) ? first.state : undefined;

    const second = await check.run(target, {
      ...{ ...context, state },
      // Three rounds of the first comparison, which ends then, and four of the second one.
      remainingMs: () => (asked() < 2 + 6 + 8 ? 60_000 : 0),
    });

    expect(second).toMatchObject({
      kind: 'wait',
      findings: [{}, {}, { name: 'GET /dead against blue', outcome: 'unknown' }, { outcome: 'waiting' }],
    });
  });

  test('continues in the next call if the time of this one is up, and is not compared twice', async () => {
    const [blue, green] = [await serve({}), await serve({ price: 1 })];
    const check = smokeCheck(parts());
    const config = {
      ...{ baseUrl: at(green), productionUrl: at(blue), allowUnproved: true },
      requests: [{ path: '/price', compare: true }, '/other'],
    };
    let left = 60_000;
    const context = {
      ...(await contextFor(check, config)),
      // Enough for the requests themselves and two more.
      remainingMs: () => (green.requests.length + blue.requests.length < 4 ? left : 0),
    };

    const first = await check.run(target, context);
    expect(first).toMatchObject({ kind: 'wait', findings: [{ outcome: 'passed' }, {}, { outcome: 'waiting' }] });
    left = 60_000;
    const state = isJsonObject(first.state) ? first.state : undefined;
    const second = await check.run(target, { ...context, remainingMs: () => left, state });

    expect(second).toMatchObject({ kind: 'fail', reason: expect.stringContaining('$.price is new') });
    expect(green.requests.filter((request) => request === 'GET /other')).toHaveLength(1);
  });

  test('is an error if a whole call is not enough for it', async () => {
    const [blue, green] = [await serve({}), await serve({})];
    const check = smokeCheck(parts());
    const hookDetails = {
      ...{ baseUrl: at(green), productionUrl: at(blue), allowUnproved: true },
      requests: [{ path: '/', compare: true }],
    };
    const context = await contextFor(check, hookDetails);
    const passed = await check.run(target, { ...context, remainingMs: () => (green.requests.length < 1 ? 60_000 : 0) });
    const sentBefore = green.requests.length;
    const state = isJsonObject(passed.state) ? passed.state : undefined;

    const verdict = await check.run(target, {
      ...{ ...context, state },
      remainingMs: () => (green.requests.length - sentBefore < 2 ? 60_000 : 0),
    });

    expect(verdict).toMatchObject({
      kind: 'error',
      reason: expect.stringContaining("10 requests take longer than the function's time"),
      findings: [{ outcome: 'passed' }, { outcome: 'unknown' }],
    });
  });
});

function compare(blue: LocalServer, green: LocalServer, request: JsonObject, change: Partial<typeof target> = {}) {
  return run(
    {
      ...{ baseUrl: at(green), productionUrl: at(blue), allowUnproved: true, attempts: 1 },
      requests: [{ path: '/price', ...request }],
    },
    change,
  );
}

async function run(hookDetails: JsonObject, change: Partial<typeof target> = {}, more: Partial<SmokeParts> = {}) {
  const check = smokeCheck({ ...parts(), ...more });
  return check.run({ ...target, ...change }, await contextFor(check, hookDetails));
}

function parts(): SmokeParts {
  return {
    probe: timedProbe(),
    discover: async () => ({ found: false, looked: true, reason: 'not here' }),
    pause: async () => {},
  };
}

function at({ port }: LocalServer): string {
  return `http://127.0.0.1:${port}`;
}

function serve(how: JsonValue | RequestListener): Promise<LocalServer> {
  return serveHttp(listenerOf(how));
}

function listenerOf(how: JsonValue | RequestListener): RequestListener {
  return typeof how === 'function' ? how : answer(how);
}

function answer(json: JsonValue, onRequest = () => {}): RequestListener {
  return (_request, response) => {
    onRequest();
    response.setHeader('content-type', 'application/json').end(JSON.stringify(json));
  };
}

function status(code: number): RequestListener {
  return (_request, response) => response.writeHead(code).end();
}

function slow(tookMs: number): RequestListener {
  return (_request, response) => void response.setHeader('x-millis', tookMs).end('{}');
}

function everyThird(third: JsonValue | RequestListener, others: JsonValue | RequestListener): RequestListener {
  let count = 0;
  return (request, response) => {
    count += 1;
    listenerOf(count % 3 === 0 ? third : others)(request, response);
  };
}

function html(_request: IncomingMessage, response: ServerResponse): void {
  response.end('<html>');
}

function huge(_request: IncomingMessage, response: ServerResponse): void {
  response.end(`{"a": "${'x'.repeat(2 ** 20)}"}`);
}
