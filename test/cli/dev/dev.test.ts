import { existsSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { dirname, join } from 'node:path';
import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serve } from '../../../src/sandbox/servers/serve.ts';
import { writeBundle } from '../../controller/lambda/bundle.ts';
import { runCli } from '../run-cli.ts';
import { runDevHere, runDevProcess, startDev, startDevProcess } from '../run-dev.ts';

const answering = (hookStatus: string, reason: string) =>
  `export const handler = async () => ({ hookStatus: '${hookStatus}', reason: '${reason}' });`;

describe('greenlight dev', { timeout: 60_000 }, () => {
  test('calls the hook in a deployment, and the new one after a rebuild', async () => {
    const bundle = await writeBundle(answering('FAILED', 'not yet'), 'my-hook.mjs');
    const dev = await startDevProcess('--hook', bundle.path);

    await dev.deploy();
    await dev.says('deployment ROLLBACK_SUCCESSFUL');
    await bundle.rebuild(answering('SUCCEEDED', 'now it is'));
    await dev.says('✔ my-hook reloaded: the next call runs it');
    await dev.deploy();
    await dev.says('deployment SUCCESSFUL');

    expect(dev.stdout()).toMatch(/my-hook {2}call 1 {2}FAILED · not yet\n/);
    expect(dev.stdout()).toMatch(/my-hook {2}call 1 {2}SUCCEEDED · now it is\n/);
    expect(dev.stderr()).toBe('');
  });

  test('calls it with another set-up of listeners, kept in a folder of its own', async () => {
    const { path } = await writeBundle(answering('SUCCEEDED', 'now it is'), 'my-hook.mjs');
    const dev = await startDev('--hook', path, '--listener', 'service-connect');

    await dev.deploy();
    await dev.says('deployment SUCCESSFUL');

    expect(dev.stdout()).toMatch(/test {9}curl -H 'x-amzn-ecs-blue-green-test: test' http:\/\/127\.0\.0\.1:\d+\/\n/);
    expect(dev.stdout()).toContain('Kept in .greenlight/local-service-connect.');
  });

  test('gives the hook its details, variables and the ECS API, and shows its output and when it is called again', async () => {
    const bundle = await writeBundle(
      `export const handler = async ({ hookDetails, lifecycleStage }) => {
        if (hookDetails.seen) return { hookStatus: 'SUCCEEDED', reason: hookDetails.path };
        console.log(lifecycleStage, process.env.LEVEL, process.env.FROM_OUTSIDE, process.env.HOME, process.env.AWS_ENDPOINT_URL_ECS);
        return { hookStatus: 'IN_PROGRESS', callBackDelay: 45, hookDetails: { ...hookDetails, seen: true } };
      };`,
    );
    const dev = await startDev(
      ...['--hook', `${bundle.path}@PRE_PRODUCTION_TRAFFIC_SHIFT`, '--hook-details', '{"path": "/health"}'],
      ...['--env', 'LEVEL=DEBUG', '--env', 'FROM_OUTSIDE'],
    );

    await dev.deploy();
    await dev.says('deployment SUCCESSFUL');

    expect(dev.stdout()).toContain(`│ PRE_PRODUCTION_TRAFFIC_SHIFT DEBUG seen undefined ${dev.url('ECS API')}\n`);
    expect(dev.stdout()).toMatch(/call 1 {2}IN_PROGRESS, again in 45 s\n/);
    expect(dev.stdout()).toMatch(/call 2 {2}SUCCEEDED · \/health\n/);
  });

  test('deploys through the ECS API too, and calls the hook', async () => {
    const bundle = await writeBundle(answering('SUCCEEDED', 'asked over the wire'));
    const dev = await startDev('--hook', bundle.path);
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new ECSClient({ endpoint: dev.url('ECS API'), region: 'us-west-2', credentials });
    onTestFinished(() => client.destroy());

    await client.send(
      new UpdateServiceCommand({ cluster: 'prod-cluster', service: 'retail-ui', forceNewDeployment: true }),
    );
    await dev.says('deployment SUCCESSFUL');

    expect(dev.stdout()).toMatch(/call 1 {2}SUCCEEDED · asked over the wire\n/);
  });

  test('RL13 answers only under its own hosts: pages, ECS API and desk', async () => {
    const bundle = await writeBundle(answering('SUCCEEDED', 'never called'));
    const dev = await startDev('--hook', bundle.path, '--with-greenlight');
    const endpoints = [dev.url('dashboard'), dev.url('ECS API'), dev.url('mailbox')];

    for (const endpoint of endpoints) {
      expect(endpoint).toMatch(/^http:/);
      for (const foreign of ['rebound.example', `rebound.example:${new URL(endpoint).port}`, '127.0.0.1:1']) {
        expect([endpoint, foreign, await statusFor(endpoint, foreign)]).toEqual([endpoint, foreign, 403]);
      }
      expect(await statusFor(endpoint, `localhost:${new URL(endpoint).port}`)).not.toBe(403);
    }
  });

  test.for([
    [
      'that is not JavaScript',
      'export const handler = async () => {',
      /cannot be loaded: SyntaxError: .*; fix it and save it/,
    ],
    [
      'that throws',
      `throw new RangeError('no such shop');`,
      /cannot be loaded: RangeError: no such shop \(line 1\); fix it/,
    ],
    ['without a handler', 'export const main = 1;', /exports main and no handler; write: export const handler = async/],
    [
      'whose handler is not a function',
      'export const handler = 1;',
      /exports a handler that is not a function; write: export/,
    ],
  ] as const)('reports what is wrong with a module %s, and continues with a fixed one', async ([, source, problem]) => {
    const bundle = await writeBundle(source);
    const dev = await runDevHere(['--hook', bundle.path]);
    await dev.says('the sandbox keeps running');

    await bundle.rebuild(answering('SUCCEEDED', 'fixed'));
    await dev.says('reloaded');
    await dev.deploy();
    await dev.says('deployment SUCCESSFUL');

    expect(dev.stderr()).toMatch(problem);
    expect(dev.stdout()).toMatch(/call 1 {2}SUCCEEDED · fixed\n/);
  });

  test('fails the calls of a broken module as Lambda does, and keeps the sandbox running', async () => {
    const bundle = await writeBundle(answering('SUCCEEDED', 'fine'));
    const dev = await startDev('--hook', bundle.path);
    await bundle.rebuild('export const handler = async () => { missing(); };');
    await dev.says('reloaded');

    await dev.deploy();
    await dev.says('deployment ROLLBACK_SUCCESSFUL');

    expect(dev.stdout()).toContain('call 1  ✖ ReferenceError: missing is not defined\n');
    expect((await fetch(dev.url('dashboard'))).status).toBe(200);
  });

  test("attaches Greenlight's own hooks only with --with-greenlight", async () => {
    const bundle = await writeBundle(answering('SUCCEEDED', 'fine'), 'mine.mjs');
    const dev = await startDev('--hook', bundle.path, '--with-greenlight');

    await dev.deploy();
    await dev.says('greenlight-approval-hook  IN_PROGRESS');

    expect(dev.stdout()).toMatch(/mine {2}call 1 {2}SUCCEEDED · fine\n/);
    expect(dev.stdout()).toContain('greenlight-smoke-hook  SUCCEEDED');
  });

  test.for(['SIGINT', 'SIGTERM'] as const)(
    'ends at once on %s, together with the processes of busy hooks',
    async (signal) => {
      const bundle = await writeBundle(
        `export const handler = async () => {
        await new Promise((resolve) => process.stdout.write('pid ' + process.pid + '\\n', resolve));
        for (;;);
      };`,
      );
      const dev = await startDevProcess('--hook', bundle.path);
      await dev.deploy();
      await dev.says('│ pid ');
      const pid = Number(/│ pid (\d+)/.exec(dev.stdout())?.[1]);
      expect(isRunning(pid)).toBe(true);

      const code = await dev.end(signal);

      expect(code).toBe(0);
      expect(isRunning(pid)).toBe(false);
      expect(dev.stdout()).toMatch(/Stopped\. Nothing is left running\.\n$/);
      expect(dev.stderr()).toBe('');
    },
  );

  test('does not report a failure if Ctrl-C in a terminal reaches the processes of the hook first', async () => {
    const bundle = await writeBundle(
      `export const handler = () => new Promise((resolve) => { console.log('asked'); setTimeout(resolve, 60_000); });`,
    );
    const dev = await startDevProcess('--hook', bundle.path);
    await dev.deploy();
    await dev.says('│ asked');

    const code = await dev.end('Ctrl-C');

    expect(code).toBe(0);
    expect(dev.stdout()).not.toMatch(/✖|ROLLBACK/);
    expect(dev.stderr()).toBe('');
  });

  test.for([
    ['no hook', [], 'there is no hook to serve\n  next: write --hook ./dist/my-hook/index.mjs'],
    ['a missing file', ['--hook', './nowhere.mjs'], 'there is no file ./nowhere.mjs\n  next: build it first'],
    ['a stage without hooks', ['--hook', './my-hook.mjs@SCALE_UP'], '"SCALE_UP" is not a stage that calls hooks'],
    ['details of no hook', ['--hook-details', '{}'], 'it comes before the first --hook'],
    ['a variable without a name', ['--env', '=hidden'], '"" is not the name of a variable\n  next: write KEY=VALUE'],
    [
      'a variable that is not set',
      ['--env', 'NOT_SET_HERE'],
      'NOT_SET_HERE is not set here\n  next: write NOT_SET_HERE=V',
    ],
    ['an unknown flag', ['--hok', 'x'], "unknown option '--hok'"],
  ] as const)('exits with 2 for %s, and says what to write', async ([, flags, message]) => {
    const { code, stdout, stderr } = await runCli(['dev', ...flags]);

    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('hidden');
    expect(stdout).toBe('');
  });

  test('exits with 2 if the port of the ECS API is taken, and leaves nothing running', async () => {
    const bundle = await writeBundle(answering('SUCCEEDED', 'fine'));
    const other = await serve(createServer(), { port: 0 });
    onTestFinished(other.stop);

    const kept = join(dirname(bundle.path), 'kept');

    const dev = await runDevProcess(['--hook', bundle.path, '--ecs-port', String(other.port), '--folder', kept]);

    expect(await dev.code).toBe(2);
    expect(dev.stderr()).toBe(
      `greenlight dev: port ${other.port} is in use\n  next: stop the process that listens there or pass --ecs-port <n>\n`,
    );
    expect(existsSync(kept)).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The status of a GET that names another host than the one it is sent to. */
function statusFor(endpoint: string, host: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  get(endpoint, { headers: { host } }, (response) => {
    response.resume();
    resolve(response.statusCode);
  }).on('error', reject);
  return promise;
}
