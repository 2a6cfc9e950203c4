import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { idOf } from '../../src/controller/ecs/arns.ts';
import type { HookHandler } from '../../src/controller/lambda/hook-function.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { serve } from '../../src/sandbox/servers/serve.ts';
import type { SandboxPorts, SandboxSurroundings } from '../../src/sandbox/surroundings.ts';
import { anyPorts, newFolder, passing, startTestSandbox } from './sandbox-fixture.ts';

const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

describe('the sandbox', () => {
  test('serves its first version on both listeners, a dashboard and a desk', async () => {
    const { urls } = await start();

    expect(await versionAt(urls.production)).toBe('1.41');
    expect(await versionAt(urls.test)).toBe('1.41');
    expect((await fetch(urls.dashboard)).status).toBe(200);
    expect(await (await fetch(`${urls.desk}/a/token`)).text()).toBe('desk at /a/token');
  });

  test('releases the next version: test first, then production, then the old tasks end', async () => {
    const seen: Record<string, string> = {};
    const sandbox = await start(({ urls }) => async () => {
      seen['test'] = await versionAt(urls.test);
      seen['production'] = await versionAt(urls.production);
      return { hookStatus: 'SUCCEEDED' };
    });

    const { status } = await deploy(sandbox);

    expect(seen).toEqual({ test: '1.42', production: '1.41' });
    expect(status).toBe('SUCCESSFUL');
    expect(await versionAt(sandbox.urls.production)).toBe('1.42');
    expect(await versionAt(sandbox.urls.test)).toBe('1.42');
  });

  test('plays ECS as its switches say', async () => {
    const { controller, deploy } = await start(passing, { switches: { newDeploymentListed: 'after-30s' } });
    const before = controller.listServiceDeployments().length;

    deploy();

    expect(controller.listServiceDeployments()).toHaveLength(before + 1);
    expect(controller.listedServiceDeployments()).toHaveLength(before);
  });

  test('rolls back what a hook refuses, without having served it in production', async () => {
    const sandbox = await start(() => () => ({ hookStatus: 'FAILED', reason: 'status 503' }), { hasVisitors: true });

    const { status, green } = await deploy(sandbox);

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(await versionAt(sandbox.urls.production)).toBe('1.41');
    expect(await versionAt(sandbox.urls.test)).toBe('1.41');
    expect(sandbox.served().production.get(green)).toBeUndefined();
  });

  test('paints the target green and the source blue, no matter which versions they are', async () => {
    // The deployment waits for its hook, so the hook sees the colours before production moves.
    let painted = '';
    const sandbox = await start(({ urls }) => async () => {
      painted = await colourAt(urls.production);
      return { hookStatus: 'SUCCEEDED' };
    });
    await deploy(sandbox);
    const colours: string[] = [];
    sandbox.onEvent((event) => {
      if (event.type === 'weights-changed') colours.push(event.listener);
    });

    const first = await colourAt(sandbox.urls.production);
    const { serviceDeploymentArn } = sandbox.deploy();
    await sandbox.controller.waitForDeployment(serviceDeploymentArn);

    expect([first, painted, await colourAt(sandbox.urls.production)]).toEqual(['green', 'blue', 'green']);
    expect(colours).toEqual(['test', 'production']);
  });

  test('breaks the version that is being deployed and never the one in production', async () => {
    const statuses: Record<string, number> = {};
    const sandbox = await start(({ urls }) => async () => {
      statuses['test'] = (await fetch(`${urls.test}/`)).status;
      statuses['production'] = (await fetch(`${urls.production}/`)).status;
      return { hookStatus: statuses['test'] === 200 ? 'SUCCEEDED' : 'FAILED' };
    });

    sandbox.setBroken(true);
    const broken = await deploy(sandbox);
    const after = { ...statuses };
    const fixed = await deploy(sandbox);

    expect(after).toEqual({ test: 500, production: 200 });
    expect(broken.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(fixed.status).toBe('SUCCESSFUL');
  });

  test('rolls back on request at any point of the deployment', async () => {
    const sandbox: Sandbox = await start(() => () => ({
      hookStatus: 'IN_PROGRESS',
      callBackDelay: 30,
      hookDetails: {},
    }));
    const { serviceDeploymentArn } = sandbox.deploy();
    await reach(sandbox, 'POST_TEST_TRAFFIC_SHIFT');

    sandbox.rollBack();

    const { status } = await sandbox.controller.waitForDeployment(serviceDeploymentArn);
    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(await versionAt(sandbox.urls.production)).toBe('1.41');
  });

  test('refuses a second deployment while one runs, and a rollback while none does', async () => {
    const sandbox = await start(() => () => ({ hookStatus: 'IN_PROGRESS', callBackDelay: 30, hookDetails: {} }));

    expect(() => sandbox.rollBack()).toThrow('Nothing is being deployed.');
    sandbox.deploy();
    expect(() => sandbox.deploy()).toThrow(/^A deployment is (PENDING|IN_PROGRESS)\./);
  });

  test('shows an alarm to hooks, with the time at which it was raised', async () => {
    let states: unknown;
    const sandbox = await start(({ alarms, alarmName }) => async () => {
      states = Object.fromEntries(await alarms.states([alarmName, 'no-such-alarm'], new AbortController().signal));
      return { hookStatus: 'SUCCEEDED' };
    });

    sandbox.setAlarm('retail-ui-5xx', 'ALARM');
    await deploy(sandbox);

    expect(states).toEqual({
      'retail-ui-5xx': {
        value: 'ALARM',
        reason: 'raised in the sandbox',
        since: expect.any(Date),
        evaluation: undefined,
      },
    });
  });

  test('keeps the mails of hooks', async () => {
    const notice = { subject: '[ACTION] Approve', body: 'Decide', attributes: { reviewer: 'ana@shop.example' } };
    const sandbox = await start(({ notifier }) => async () => {
      await notifier.publish(notice, new AbortController().signal);
      return { hookStatus: 'SUCCEEDED' };
    });

    await deploy(sandbox);

    expect((await sandbox.readMails()).mails).toMatchObject([{ subject: '[ACTION] Approve', to: 'ana@shop.example' }]);
    expect(await (await fetch(sandbox.urls.dashboard)).text()).toContain('[ACTION] Approve');
  });
});

describe('a second start', () => {
  test('finds revisions, weights, mails and finished deployments', async () => {
    const { folder } = await keptFolder();
    const notice = { subject: '[ACTION] Approve', body: 'Decide', attributes: {} };
    const first = await start(
      ({ notifier }) =>
        async () => {
          await notifier.publish(notice, new AbortController().signal);
          return { hookStatus: 'SUCCEEDED' };
        },
      { folder },
    );
    const { green } = await deploy(first);
    await first.stop();

    const second = await start(passing, { folder });

    expect(await (await fetch(`${second.urls.production}/health`)).json()).toEqual({
      status: 'ok',
      version: '1.42',
      revision: green,
    });
    expect(second.controller.listServiceDeployments().map(({ status }) => status)).toEqual([
      'SUCCESSFUL',
      'SUCCESSFUL',
    ]);
    expect((await second.readMails()).mails).toHaveLength(1);
    const { serviceDeploymentArn } = second.deploy();
    await second.controller.waitForDeployment(serviceDeploymentArn);
    expect(await versionAt(second.urls.production)).toBe('1.43');
  });

  test('continues after the time at which the first one ended, no matter how fast its clock ran', async () => {
    const { folder } = await keptFolder();
    const first = await start(passing, { folder });
    await deploy(first);
    await first.stop();
    const ended = first.controller.listServiceDeployments()[0]?.finishedAt;

    const second = await start(passing, { folder });

    expect(second.controller.clock.now().getTime()).toBeGreaterThanOrEqual(ended?.getTime() ?? Number.NaN);
  });

  test('ends a deployment that was running, and keeps production unchanged', async () => {
    const { folder } = await keptFolder();
    const first = await start(() => () => ({ hookStatus: 'IN_PROGRESS', callBackDelay: 30, hookDetails: {} }), {
      folder,
    });
    first.deploy();
    await reach(first, 'POST_TEST_TRAFFIC_SHIFT');
    await first.stop();

    const second = await start(passing, { folder });

    expect(second.controller.listServiceDeployments()[0]?.status).toBe('STOPPED');
    expect(await versionAt(second.urls.production)).toBe('1.41');
    expect(await versionAt(second.urls.test)).toBe('1.41');
  });

  test.each([
    ['invalid JSON', 'service.json is not valid JSON; remove it to start again'],
    ['null', 'service.json does not hold a service; remove it to start again'],
    ['{"schemaVersion": 99}', 'remove it to start again'],
  ])('names a file that contains %s, and says what to do', async (content, message) => {
    const { folder } = await keptFolder();
    await writeFile(join(folder, 'service.json'), content);

    await expect(start(passing, { folder })).rejects.toThrow(message);
  });
});

describe('a stop', () => {
  test('leaves nothing listening', async () => {
    const sandbox = await start();
    await reachEvents(sandbox.urls.dashboard);

    await sandbox.stop();

    const open = await Promise.all(Object.values(sandbox.urls).map((url) => fetch(url).then(String, () => 'refused')));
    expect(open).toEqual(['refused', 'refused', 'refused', 'refused']);
  });

  test('may be requested twice', async () => {
    const sandbox = await start();

    await sandbox.stop();

    await expect(sandbox.stop()).resolves.toBeUndefined();
  });
});

test.each(['production', 'test', 'dashboard', 'desk'])('a %s port in use leaves no new folder behind', async (name) => {
  const { folder } = await keptFolder();
  const occupant = await serve(createServer(), { port: 0 });
  undoing.push(occupant.stop);
  const options = { folder: join(folder, 'sandbox', 'shop'), ports: { ...anyPorts, [name]: occupant.port } };

  await expect(start(passing, options)).rejects.toThrow('is in use');

  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['production', '--production-port'],
  ['test', '--test-port'],
  ['dashboard', '--dashboard-port'],
  ['desk', '--desk-port'],
] as const)('a %s port in use is named with its flag, and nothing is left listening', async (name, flag) => {
  const { folder } = await keptFolder();
  const first = await start(passing, { folder });
  await first.stop();
  const ports = portsOf(first);
  const occupant = await serve(createServer(), { port: ports[name] });
  undoing.push(occupant.stop);

  await expect(start(passing, { folder, ports })).rejects.toThrow(
    `port ${ports[name]} is in use; stop the process that listens there or pass ${flag} <n>`,
  );

  await occupant.stop();
  const second = await start(passing, { folder, ports });
  expect(second.urls).toEqual(first.urls);
});

async function start(
  hook: (surroundings: SandboxSurroundings) => HookHandler = passing,
  options: Partial<Omit<SandboxOptions, 'install'>> = {},
): Promise<Sandbox> {
  const folder = options.folder ?? (await keptFolder()).folder;
  const sandbox = await startTestSandbox(hook, { ...options, folder });
  undoing.push(sandbox.stop);
  return sandbox;
}

async function keptFolder() {
  const { folder, remove } = await newFolder();
  undoing.push(remove);
  return { folder };
}

async function deploy(sandbox: Sandbox) {
  const { serviceDeploymentArn, serviceRevisionArn } = sandbox.deploy();
  const { status } = await sandbox.controller.waitForDeployment(serviceDeploymentArn);
  return { status, green: idOf(serviceRevisionArn) };
}

async function reach(sandbox: Sandbox, wanted: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  sandbox.onEvent((event) => {
    if (event.type === 'hook-answered' && event.stage === wanted) resolve();
  });
  await promise;
}

/** Leaves an event stream open, as a page does. */
async function reachEvents(url: string): Promise<void> {
  const response = await fetch(`${url}/events`);
  await response.body?.getReader().read();
}

function portsOf({ urls }: Sandbox): SandboxPorts {
  const port = (url: string) => Number(new URL(url).port);
  return {
    production: port(urls.production),
    test: port(urls.test),
    dashboard: port(urls.dashboard),
    desk: port(urls.desk),
  };
}

async function versionAt(url: string): Promise<string> {
  const health = (await (await fetch(`${url}/health`)).json()) as { version: string };
  return health.version;
}

async function colourAt(url: string): Promise<string> {
  const page = await (await fetch(url)).text();
  return page.includes('--page:#cfe2fa') ? 'blue' : page.includes('--page:#cdecd6') ? 'green' : 'neither';
}
