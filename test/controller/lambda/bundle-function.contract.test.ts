import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BundleOptions, bundleFunction } from '../../../src/controller/lambda/bundle-function.ts';
import { writeBundle } from './bundle.ts';
import { invoke } from './invoke.ts';
import { obtainNativeRuntimeClient, obtainRuntimeClient } from './runtime-clients.ts';

const clients = [
  { which: 'as installed', runtimeClient: await obtainRuntimeClient() },
  { which: 'with its native part', runtimeClient: await obtainNativeRuntimeClient() },
];

describe.for(clients)("bundleFunction under Lambda's runtime client $which", ({ runtimeClient }) => {
  const started: { stop(): Promise<void> }[] = [];
  beforeEach(({ skip }) => skip(runtimeClient === undefined, 'it is not available here'));
  afterEach(() => Promise.all(started.splice(0).map((each) => each.stop())));

  async function functionOf(source: string, options: BundleOptions = {}) {
    const bundle = await writeBundle(source);
    const written: string[] = [];
    const made = bundleFunction(bundle.path, {
      ...(runtimeClient && { runtimeClient }),
      onOutput: (text) => written.push(text),
      ...options,
    });
    started.push(made);
    return { ...made, ...bundle, output: () => written.join('') };
  }

  test('W-24 passes the event and returns the answer of the handler', async () => {
    const hook = await functionOf(
      `export const handler = async (event) => ({ hookStatus: 'IN_PROGRESS', hookDetails: { stage: event.lifecycleStage } });`,
    );

    expect(await invoke(hook)).toEqual({
      kind: 'returned',
      answer: { hookStatus: 'IN_PROGRESS', hookDetails: { stage: 'POST_TEST_TRAFFIC_SHIFT' } },
    });
  });

  test("W-25 passes Lambda's context to the handler", async () => {
    const hook = await functionOf(
      `export const handler = async (event, context) => ({
        id: context.awsRequestId, arn: context.invokedFunctionArn, name: context.functionName,
        version: context.functionVersion, memory: context.memoryLimitInMB,
        isInTime: context.getRemainingTimeInMillis() > 300_000 && context.getRemainingTimeInMillis() <= 600_000,
      });`,
      { timeoutSeconds: 600 },
    );

    expect(await invoke(hook)).toMatchObject({
      answer: {
        id: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
        arn: 'arn:aws:lambda:eu-central-1:123456789012:function:my-hook',
        name: 'my-hook',
        version: '$LATEST',
        memory: '128',
        isInTime: true,
      },
    });
  });

  test("W-26 passes Lambda's variables and its own, and none of this process", async () => {
    process.env['GREENLIGHT_SECRET_OF_THE_TEST'] = 'must not be seen';
    const hook = await functionOf(`export const handler = async () => process.env;`, {
      environment: { LEDGER_BUCKET: 'my-bucket', AWS_REGION: 'eu-west-3' },
    });

    const invocation = await invoke(hook);

    expect(invocation).toMatchObject({
      answer: {
        _HANDLER: 'index.handler',
        AWS_LAMBDA_FUNCTION_NAME: 'my-hook',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_REGION: 'eu-west-3',
        LEDGER_BUCKET: 'my-bucket',
      },
    });
    expect(invocation).not.toHaveProperty('answer.GREENLIGHT_SECRET_OF_THE_TEST');
    expect(invocation).not.toHaveProperty('answer.HOME');
  });

  test('W-27 keeps a process for the next event', async () => {
    const hook = await functionOf(`let calls = 0; export const handler = async () => ++calls;`);

    expect([await invoke(hook), await invoke(hook)]).toMatchObject([{ answer: 1 }, { answer: 2 }]);
  });

  test('W-27 uses one process for each of several simultaneous calls', async () => {
    const hook = await functionOf('export const handler = async () => process.pid;');

    const answers = await Promise.all([invoke(hook), invoke(hook), invoke(hook)]);

    expect(new Set(answers.map((invocation) => JSON.stringify(invocation))).size).toBe(3);
  });

  test('W-28 reports what the handler throws, and calls the same process again', async () => {
    const hook = await functionOf(
      `let calls = 0; export const handler = async () => { if (++calls === 1) throw new TypeError('no such bucket'); return calls; };`,
    );

    expect(await invoke(hook)).toEqual({ kind: 'function-error', problem: 'TypeError: no such bucket' });
    expect(await invoke(hook)).toMatchObject({ answer: 2 });
  });

  test('W-29 reports a process that exits, and starts another', async () => {
    const hook = await functionOf(
      `let calls = 0; export const handler = async (event) => { if (event.hookDetails?.crash) process.exit(3); return ++calls; };`,
    );
    await invoke(hook);

    expect(await invoke(hook, { crash: true })).toEqual({
      kind: 'function-error',
      problem: 'Runtime.ExitError: Runtime exited with error: exit status 3',
    });
    expect(await invoke(hook)).toMatchObject({ answer: 1 });
  });

  test('W-29 reports an uncaught exception, with its message', async () => {
    const hook = await functionOf(
      `export const handler = () => new Promise(() => setTimeout(() => { throw new RangeError('out of paper'); }, 1));`,
    );

    expect(await invoke(hook)).toEqual({
      kind: 'function-error',
      problem: 'Runtime.ExitError: Runtime exited with error: exit status 1; it wrote: RangeError: out of paper',
    });
  });

  test('W-29 kills a process when its time is up, and starts another', async () => {
    const hook = await functionOf(
      // It hangs without computing, because four seconds of a core prove no more.
      `let calls = 0;
       export const handler = async (event) => {
         calls++;
         if (event.hookDetails?.hang) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
         return calls;
       };`,
      // Long enough for a new process to start on a busy machine.
      { timeoutSeconds: 4 },
    );
    await invoke(hook);

    expect(await invoke(hook, { hang: true })).toEqual({
      kind: 'function-error',
      problem: 'Sandbox.Timedout: Task timed out after 4.00 seconds',
    });
    expect(await invoke(hook)).toMatchObject({ answer: 1 });
  });

  test('W-28 reports a bundle that fails while it loads, in the words of the runtime', async () => {
    const hook = await functionOf(`throw new Error('wrong environment: LEDGER_BUCKET: is missing');`);

    expect(await invoke(hook)).toEqual({
      kind: 'function-error',
      problem: 'Error: wrong environment: LEDGER_BUCKET: is missing',
    });
  });

  test('W-28 reports a bundle without the export', async () => {
    const hook = await functionOf(`export const main = async () => {};`);

    expect(await invoke(hook)).toEqual({
      kind: 'function-error',
      problem: 'Runtime.HandlerNotFound: index.handler is undefined or not exported',
    });
  });

  test('W-24 calls another export if configured to', async () => {
    const hook = await functionOf(`export const main = async () => 'main';`, { handler: 'main' });

    expect(await invoke(hook)).toMatchObject({ answer: 'main' });
  });

  test('W-24 passes on the output of the function', async () => {
    const hook = await functionOf(`export const handler = async () => { console.log('looked at 14 pages'); };`);

    await invoke(hook);
    await hook.stop();

    expect(hook.output()).toMatch(/8476a536-e9f4-11e8-9739-2dfe598c3fcd\tINFO\tlooked at 14 pages/);
  });

  test('W-30 reloads a bundle after a rebuild', async () => {
    const hook = await functionOf(`export const handler = async () => 'before';`);
    const before = await invoke(hook);
    await hook.rebuild(`export const handler = async () => 'after';`);

    expect([before, await invoke(hook)]).toMatchObject([{ answer: 'before' }, { answer: 'after' }]);
  });

  test('W-31 can be called again after a stop', async () => {
    const hook = await functionOf(`let calls = 0; export const handler = async () => ++calls;`);
    await invoke(hook);
    await hook.stop();

    expect(await invoke(hook)).toMatchObject({ answer: 1 });
  });

  test('W-31 keeps a host that never stops it alive no longer than a call lasts', async () => {
    const { path } = await writeBundle(`export const handler = async () => process.pid;`);
    const program = `
      import { bundleFunction } from ${JSON.stringify(sourceOf('bundle-function'))};
      const hook = bundleFunction(${JSON.stringify(path)}, { runtimeClient: ${JSON.stringify(runtimeClient)} });
      const context = { invokedFunctionArn: 'arn:aws:lambda:us-west-2:1:function:x', functionName: 'x', functionVersion: '1',
        memoryLimitInMB: '128', logGroupName: 'g', logStreamName: 's', awsRequestId: 'r', getRemainingTimeInMillis: () => 5000 };
      console.log(await hook.handler({}, context));`;

    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);

    const pid = Number(stdout);
    expect(pid).toBeGreaterThan(0);
    // The bundle's own process sees the connection break, and ends as well.
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});

describe('bundleFunction', () => {
  test('refuses a missing bundle', () => {
    const runtimeClient = { name: 'none', arguments: [] };

    expect(() => bundleFunction('/nowhere/index.mjs', { runtimeClient })).toThrow('/nowhere/index.mjs');
  });

  test('says what to install if there is no runtime client', async () => {
    const { path } = await writeBundle('export const handler = async () => {};');

    expect(() => bundleFunction(path)).toThrow(/run npm install --save-dev --ignore-scripts aws-lambda-ric$/);
  });
});

function sourceOf(name: string): string {
  return new URL(`../../../src/controller/lambda/${name}.ts`, import.meta.url).href;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
