import { createServer, request as httpRequest } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { afterEach, describe, expect, test } from 'vitest';
import { dashboard, type SandboxActions } from '../../../src/sandbox/dashboard/dashboard.ts';
import { serve } from '../../../src/sandbox/servers/serve.ts';
import { RefusedError } from '../../../src/sandbox/view/refused-error.ts';
import type { SandboxData } from '../../../src/sandbox/view/sandbox-data.ts';
import { htmlFaults } from '../../helpers/html-faults.ts';
import { linearSandbox, quietSandbox, waitingSandbox, withDeployment } from './sandbox-data.ts';

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

describe('the page', () => {
  test('is complete before any script runs', async () => {
    const { url } = await start({ data: waitingSandbox() });

    const page = await (await fetch(url)).text();

    expect(page).toContain('Testing 1.42 on the test listener');
    expect(page).toContain('aria-current="step"');
    expect(page).toContain('1 of 2 approvals, until 14:30 UTC');
    expect(page).toContain('Approve <span class="whole">retail-ui</span> 1.42 by 14:30 UTC');
    expect(page).toContain('3 of 3 running');
    expect(page).toContain('src="http://127.0.0.1:8080/"');
    expect(page).toContain('src="http://127.0.0.1:8081/"');
  });

  test.each<[string, SandboxData]>([
    ['nothing is being deployed', quietSandbox()],
    ['a hook waits', waitingSandbox()],
    ['a deployment has been rolled back', rolledBackStage()],
    ['a linear deployment is at its third step', linearSandbox()],
    ['a rolling deployment runs', withDeployment(waitingSandbox(), { strategy: 'ROLLING', productionSteps: [] })],
    ['many things go wrong', quietSandbox({ faults: ['throttled', 'listener-lag'], isBroken: true })],
  ])('is valid HTML while %s', async (_, data) => {
    const { url } = await start({ data });

    expect(await htmlFaults(await (await fetch(url)).text())).toEqual([]);
    for (const path of ['/mailbox', '/channel']) {
      expect(await htmlFaults(await (await fetch(`${url}${path}`)).text())).toEqual([]);
    }
  });

  test.each([
    ['/nope', 'There is no such page here.'],
    ['/mailbox/eve', 'Nobody of this name is asked in the sandbox.'],
    ['/deployments/Gone', 'the sandbox has forgotten it'],
  ])('says at %s that there is nothing, with a way back', async (path, words) => {
    const { url } = await start({ data: quietSandbox() });

    const answer = await fetch(`${url}${path}`);
    const page = await answer.text();

    expect(answer.status).toBe(404);
    expect(page).toContain(words);
    expect(page).toContain('href="/">Back to the sandbox</a>');
    expect(await htmlFaults(page)).toEqual([]);
  });

  test('may run its own script and frame the two listeners, and nothing else', async () => {
    const { url } = await start({ data: quietSandbox() });

    const response = await fetch(url);

    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src http://127.0.0.1:8080 http://127.0.0.1:8081",
    );
    expect(await response.text()).not.toMatch(
      /<script(?! type="module" src="\/(?:dashboard|timeline|tour)\.js">)|<style| style=| on\w+="/,
    );
  });

  test('shows the messages of hooks and mails as plain text', async () => {
    const data = waitingSandbox();
    const hook = { ...data.view.deployment?.hooks[0], reason: '<img src=x onerror=alert(1)>' };
    const deployment = { ...data.view.deployment, hooks: [hook] };
    const { url } = await start({ data: { ...data, view: { ...data.view, deployment } } as SandboxData });

    const page = await (await fetch(url)).text();

    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(page).not.toContain('<img');
  });

  test('says why a deployment was rolled back and how it went back', async () => {
    const { url } = await start({ data: rolledBackStage() });

    const page = await (await fetch(url)).text();

    expect(page).toContain('POST_<wbr>TEST_<wbr>TRAFFIC_<wbr>SHIFT lifecycle hook(s) failed');
    expect(page).toContain('Production stayed on 1.41 the whole time.');
  });
});

describe('the events', () => {
  test('begin with the whole page and continue with the changes', async () => {
    const stage = await start({ data: quietSandbox() });
    const events = await subscribe(stage.url);

    const first = await events.next();
    stage.change(quietSandbox({ speed: 60 }));
    const second = await events.next();

    expect(Object.keys(first.panes)).toContain('hero');
    expect(second).toMatchObject({ speed: 60, panes: { clock: expect.stringContaining('×60') } });
    await events.end();
  });
});

describe('the actions', () => {
  test.each<[string, Record<string, string>, string]>([
    ['deploy', {}, 'deploy({"pauses":false})'],
    ['deploy', { strategy: 'LINEAR', pauses: 'yes' }, 'deploy({"strategy":"LINEAR","pauses":true})'],
    ['continue', { hookId: 'ecs-pause-1', action: 'CONTINUE' }, 'answerPause("ecs-pause-1", "CONTINUE")'],
    ['fault', { kind: 'throttled', on: 'yes' }, 'setFault("throttled", true)'],
    ['fault', { kind: 'listener-lag', on: 'no' }, 'setFault("listener-lag", false)'],
    ['rollback', {}, 'rollBack()'],
    ['alarm', { name: 'retail-ui-5xx', state: 'ALARM' }, 'setAlarm("retail-ui-5xx", "ALARM")'],
    ['alarm', { name: 'retail-ui-latency', state: 'OK' }, 'setAlarm("retail-ui-latency", "OK")'],
    ['break', { broken: 'yes' }, 'setBroken(true)'],
    ['break', { broken: 'no' }, 'setBroken(false)'],
    ['slow', { slow: 'yes' }, 'setSlow(true)'],
    ['slow', { slow: 'no' }, 'setSlow(false)'],
    ['speed', { factor: '300' }, 'setSpeed(300)'],
  ])('%s with %j calls the sandbox and redirects to the page', async (action, form, called) => {
    const { url, calls } = await start({ data: quietSandbox() });

    const response = await post(`${url}/actions/${action}`, form);

    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    expect(calls).toEqual([called]);
  });

  test('explain in words why they are not possible now', async () => {
    const { url } = await start({
      data: quietSandbox(),
      actions: {
        rollBack: () => {
          throw new RefusedError('Nothing is being deployed.');
        },
      },
    });

    const response = await post(`${url}/actions/rollback`, {}, { accept: 'application/json' });

    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({ message: 'Nothing is being deployed.' });
  });

  test.each([
    ['deploy', { strategy: 'BIG_BANG' }],
    ['continue', { hookId: 'ecs-pause-1', action: 'WAIT' }],
    ['fault', { kind: 'earthquake', on: 'yes' }],
    ['alarm', { name: 'retail-ui-5xx', state: 'LOUD' }],
    ['break', {}],
    ['speed', { factor: '0' }],
    ['speed', { factor: 'Infinity' }],
  ])('%s refuses %j', async (action, form) => {
    const { url, calls } = await start({ data: quietSandbox() });

    const response = await post(`${url}/actions/${action}`, form as Record<string, string>);

    expect(response.status).toBe(400);
    expect(calls).toEqual([]);
  });

  test('do nothing for GET', async () => {
    const { url, calls } = await start({ data: quietSandbox() });

    const response = await fetch(`${url}/actions/deploy`);

    expect(response.status).toBe(404);
    expect(calls).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ['another page', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['the shop on the same computer', { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-site' }],
    ['a page without an origin', { origin: 'null' }],
    ['a browser that sends no origin', { 'sec-fetch-site': 'cross-site' }],
  ])('refuse a request from %s', async (_, headers) => {
    const { url, calls } = await start({ data: quietSandbox() });

    const response = await post(`${url}/actions/deploy`, {}, headers);

    expect(response.status).toBe(403);
    expect(calls).toEqual([]);
  });

  test('serve their own page', async () => {
    const { url, calls } = await start({ data: quietSandbox() });

    const response = await post(`${url}/actions/deploy`, {}, { origin: url, 'sec-fetch-site': 'same-origin' });

    expect(response.status).toBe(303);
    expect(calls).toEqual(['deploy({"pauses":false})']);
  });
});

test.each(['evil.example', 'evil.example:8090', '127.0.0.1', '127.0.0.1:1', 'localhost'])(
  'the page under the name %s gets no data',
  async (host) => {
    const { url } = await start({ data: waitingSandbox() });

    const { status, body } = await getAs(host, url);

    expect(status).toBe(403);
    expect(body).not.toContain('retail-ui');
  },
);

function rolledBackStage(): SandboxData {
  const data = waitingSandbox();
  const at = new Date('2026-11-22T13:51:30Z');
  const deployment = {
    ...data.view.deployment,
    status: 'ROLLBACK_SUCCESSFUL',
    statusReason: 'Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT lifecycle hook(s) failed.',
    finishedAt: new Date('2026-11-22T13:51:40Z'),
    turns: [
      ...(data.view.deployment?.turns ?? []).map((turn) => ({ until: at, ...turn, outcome: turn.outcome ?? 'failed' })),
      { stage: 'TEST_TRAFFIC_SHIFT', step: 2, isRollback: true, since: at, until: at, outcome: 'succeeded' },
    ],
  };
  return { ...data, view: { ...data.view, deployment } } as SandboxData;
}

async function start({ data, actions = {} }: { data: SandboxData; actions?: Partial<SandboxActions> }) {
  let now = data;
  let changed = () => {};
  const calls: string[] = [];
  const record =
    (name: string) =>
    (...values: unknown[]) => {
      calls.push(`${name}(${values.map((value) => JSON.stringify(value)).join(', ')})`);
    };
  const app = dashboard({
    read: async () => now,
    actions: {
      deploy: record('deploy'),
      rollBack: record('rollBack'),
      setAlarm: record('setAlarm'),
      answerPause: record('answerPause'),
      setBroken: record('setBroken'),
      setSlow: record('setSlow'),
      setFault: record('setFault'),
      setSpeed: record('setSpeed'),
      ...actions,
    },
    onChange: (callback) => {
      changed = callback;
    },
  });
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  const serving = await serve(server, { port: 0 });
  started.push(serving);
  return {
    url: serving.url,
    calls,
    change: (next: SandboxData) => {
      now = next;
      changed();
    },
  };
}

async function post(url: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  return await fetch(url, { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' });
}

/** `fetch` does not let a caller choose the Host header. */
async function getAs(host: string, url: string): Promise<{ status: number | undefined; body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; body: string }>();
  const sent = httpRequest(url, { headers: { host } }, async (response) => {
    let body = '';
    for await (const chunk of response) body += chunk;
    resolve({ status: response.statusCode, body });
  });
  sent.on('error', reject);
  sent.end();
  return await promise;
}

async function subscribe(url: string) {
  const over = new AbortController();
  const response = await fetch(`${url}/events`, { signal: over.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async next() {
      while (!text.includes('\n\n')) text += (await reader?.read())?.value ?? '';
      const [message = '', ...rest] = text.split('\n\n');
      text = rest.join('\n\n');
      const data = message.split('\n').find((line) => line.startsWith('data: ')) ?? '';
      return JSON.parse(data.slice('data: '.length));
    },
    async end() {
      over.abort();
      await reader?.cancel().catch(() => {});
    },
  };
}
