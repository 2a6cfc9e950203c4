import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createTraffic, type Traffic } from '../../../src/sandbox/load-balancer/create-traffic.ts';
import { type ProxyListener, startListener } from '../../../src/sandbox/load-balancer/listener.ts';
import type { LocalRule } from '../../../src/sandbox/load-balancer/local-rule.ts';
import { type Serving, serve } from '../../../src/sandbox/servers/serve.ts';

const blue = '1920498462936580504';
const green = '9313423515462896934';

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

describe('a listener', () => {
  test('answers with the backend that has all the weight, and names its revision', async () => {
    const listener = await start();
    listener.setWeights([{ revision: blue, target: await backend('blue'), weight: 100 }]);

    const response = await fetch(listener.url);

    expect(await response.text()).toBe('blue GET / ');
    expect(response.headers.get('x-served-by-revision')).toBe(blue);
  });

  test('moves with the next request when its weights change', async () => {
    const listener = await start();
    const targets = { blue: await backend('blue'), green: await backend('green') };
    listener.setWeights([
      { revision: blue, target: targets.blue, weight: 100 },
      { revision: green, target: targets.green, weight: 0 },
    ]);
    const before = await fetch(listener.url);
    listener.setWeights([
      { revision: blue, target: targets.blue, weight: 0 },
      { revision: green, target: targets.green, weight: 100 },
    ]);

    const after = await fetch(listener.url);

    expect(before.headers.get('x-served-by-revision')).toBe(blue);
    expect(after.headers.get('x-served-by-revision')).toBe(green);
  });

  test('shares requests by weight', async () => {
    const draws = [0, 0.89, 0.9, 0.99];
    const listener = await start(() => draws.shift() ?? 0);
    listener.setWeights([
      { revision: blue, target: await backend('blue'), weight: 90 },
      { revision: green, target: await backend('green'), weight: 10 },
    ]);

    const revisions: (string | null)[] = [];
    for (let request = 0; request < 4; request += 1) {
      revisions.push((await fetch(listener.url)).headers.get('x-served-by-revision'));
    }

    expect(revisions).toEqual([blue, blue, green, green]);
    expect(listener.served()).toEqual(
      new Map([
        [blue, 2],
        [green, 2],
      ]),
    );
  });

  test('never sends a request to a backend with weight 0', async () => {
    const draws = [0, 0.5, 0.999_999];
    const listener = await start(() => draws.shift() ?? 0);
    listener.setWeights([
      { revision: green, target: await backend('green'), weight: 0 },
      { revision: blue, target: await backend('blue'), weight: 100 },
    ]);

    for (let request = 0; request < 3; request += 1) {
      await fetch(listener.url);
    }

    expect(listener.served()).toEqual(new Map([[blue, 3]]));
  });

  test('passes on method, path, query and body, and the status and cookies of the answer', async () => {
    const listener = await start();
    listener.setWeights([{ revision: blue, target: await backend('blue', 201), weight: 1 }]);

    const response = await fetch(`${listener.url}/cart/add?x=1%202`, { method: 'POST', body: 'product=mug' });

    expect(response.status).toBe(201);
    expect(await response.text()).toBe('blue POST /cart/add?x=1%202 product=mug');
    expect(response.headers.getSetCookie()).toEqual(['one=1', 'two=2']);
  });

  test('answers 503 in plain words while it has no target', async () => {
    const listener = await start();

    const response = await fetch(listener.url);

    expect(response.status).toBe(503);
    expect(await response.text()).toBe(
      '503 The test listener has no target\n\nNo revision is registered behind it at the moment.\n',
    );
    expect(response.headers.get('x-served-by-revision')).toBeNull();
  });

  test('answers 502 when its target is gone', async () => {
    const listener = await start();
    const gone = await serve(createServer(), { port: 0 });
    await gone.stop();
    listener.setWeights([{ revision: green, target: gone.url, weight: 100 }]);

    const response = await fetch(listener.url);

    expect(response.status).toBe(502);
    expect(await response.text()).toContain(`Revision ${green} closed the connection or is gone.`);
  });

  test('refuses a port in use, and says what to do', async () => {
    const { port } = await start();

    const second = startListener({
      ...{ name: 'production', port, another: 'pass --production-port <n>' },
      ...{ rules: [], targetGroups },
    });

    await expect(second).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `port ${port} is in use; stop the process that listens there or pass --production-port <n>`,
    });
  });

  test('frees its port when stopped, including kept-alive connections', async () => {
    const listener = await start();
    listener.setWeights([{ revision: blue, target: await backend('blue'), weight: 100 }]);
    await (await fetch(listener.url)).text();

    await listener.stop();

    const again = await startListener({ name: 'test', port: listener.port, rules: [], targetGroups });
    started.push(again);
    expect(again.port).toBe(listener.port);
  });
});

describe('the rules of a listener', () => {
  const shadow: LocalRule = {
    ...{ arn: 'arn:1', priority: '1', conditions: [{ Field: 'path-pattern', Values: ['/health'] }] },
    does: { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } },
  };

  test('are evaluated for each request: the lowest matching priority answers', async () => {
    const listener = await start(undefined, [shadow]);
    listener.setWeights([{ revision: green, target: await backend('green'), weight: 100 }]);

    const health = await fetch(`${listener.url}/health?x=1`);
    const home = await fetch(listener.url);

    expect(health.status).toBe(200);
    expect(await health.text()).toContain('Rule 1 answers');
    expect(Object.fromEntries(health.headers)).toMatchObject({ 'x-answered-by-rule': '1', server: 'awselb/2.0' });
    expect(health.headers.get('x-served-by-revision')).toBeNull();
    expect(home.headers.get('x-answered-by-rule')).toBe('default');
    expect(home.headers.get('x-served-by-revision')).toBe(green);
    expect(listener.answered()).toEqual(
      new Map([
        ['arn:1', 1],
        ['arn:default', 1],
      ]),
    );
  });

  test('distinguish two kinds of traffic on one port by a header', async () => {
    const test = createTraffic();
    const HttpHeaderConfig = { HttpHeaderName: 'X-Canary-Test', Values: ['true'] };
    const listener = await start(undefined, [
      { arn: 'arn:10', priority: '10', conditions: [{ Field: 'http-header', HttpHeaderConfig }], does: test },
    ]);
    listener.setWeights([{ revision: blue, target: await backend('blue'), weight: 100 }]);
    test.setWeights([{ revision: green, target: await backend('green'), weight: 100 }]);

    const plain = await fetch(listener.url);
    const marked = await fetch(listener.url, { headers: { 'x-canary-test': 'TRUE' } });

    expect(plain.headers.get('x-served-by-revision')).toBe(blue);
    expect(marked.headers.get('x-served-by-revision')).toBe(green);
    expect(test.served()).toEqual(new Map([[green, 1]]));
  });

  test('are described as they are evaluated, with the current weights', async () => {
    const listener = await start(undefined, [shadow]);
    listener.setWeights([
      { revision: green, target: 'http://127.0.0.1:1', weight: 100, targetGroupArns: ['arn:tg-2'] },
    ]);

    expect(listener.rules()).toMatchObject([
      { RuleArn: 'arn:1', Priority: '1', IsDefault: false, Actions: [{ Type: 'fixed-response' }] },
      {
        ...{ RuleArn: 'arn:default', Priority: 'default', IsDefault: true, Conditions: [] },
        Actions: [{ ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'arn:tg-2', Weight: 100 }] } }],
      },
    ]);
  });
});

const targetGroups = { arns: [], index: 0 };

/** A listener with a default rule that `setWeights` controls, after the given rules. */
async function start(random?: () => number, before: readonly LocalRule[] = []): Promise<ProxyListener & Traffic> {
  const traffic = createTraffic();
  const listener = await startListener({
    ...{ name: 'test', port: 0, targetGroups, ...(random !== undefined && { random }) },
    rules: [...before, { arn: 'arn:default', priority: 'default', does: traffic }],
  });
  started.push(listener);
  return { ...listener, ...traffic };
}

/** Echoes what it got. */
async function backend(name: string, status = 200): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }
    response.writeHead(status, { 'set-cookie': ['one=1', 'two=2'] });
    response.end(`${name} ${request.method} ${request.url} ${body}`);
  });
  const serving: Serving = await serve(server, { port: 0 });
  started.push(serving);
  return serving.url;
}
