import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type BundleOptions, bundleFunction } from '../../../src/controller/lambda/bundle-function.ts';
import { hookContext } from '../../../src/controller/lambda/lambda-context.ts';
import { writeBundle } from './bundle.ts';
import { hookEvent, invoke } from './invoke.ts';

/** A small runtime for the runtime API. Lambda's own is in the contract test. */
const runtime = `
  const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
  const { handler } = await import(process.env.LAMBDA_TASK_ROOT + '/index.mjs');
  for (;;) {
    const next = await fetch(api + 'next');
    const id = next.headers.get('lambda-runtime-aws-request-id');
    const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
    const body = JSON.stringify(await handler(await next.json(), { deadline }));
    await fetch(api + id + '/response', { method: 'POST', body });
  }`;

function runtimeOf(program: string) {
  return { name: 'a few lines', arguments: ['--input-type=module', '--eval', program] };
}

async function functionOf(source: string, options: BundleOptions = {}) {
  const bundle = await writeBundle(source);
  const made = bundleFunction(bundle.path, { runtimeClient: runtimeOf(runtime), ...options });
  onTestFinished(() => made.stop());
  return { ...made, ...bundle };
}

const pidHandler = 'export const handler = async () => process.pid;';

async function pidOf(invocation: ReturnType<typeof invoke>): Promise<number> {
  const answered = await invocation;
  return 'answer' in answered ? Number(answered.answer) : Number.NaN;
}

describe('bundleFunction', () => {
  test('W-24 passes the event as JSON and returns the answer unchanged', async () => {
    const hook = await functionOf('export const handler = async (event) => event;');

    expect(await invoke(hook, { quorum: 2 })).toEqual({
      kind: 'returned',
      answer: { ...hookEvent(), hookDetails: { quorum: 2 } },
    });
  });

  test('W-25 returns its timeout only if one was set', async () => {
    const { path } = await writeBundle(pidHandler);
    const runtimeClient = runtimeOf(runtime);

    expect(bundleFunction(path, { runtimeClient, timeoutSeconds: 7 })).toHaveProperty('timeoutSeconds', 7);
    expect(bundleFunction(path, { runtimeClient })).not.toHaveProperty('timeoutSeconds');
  });

  test('W-27 needs no more processes than there are simultaneous calls', async () => {
    const hook = await functionOf(pidHandler);

    const two = await Promise.all([pidOf(invoke(hook)), pidOf(invoke(hook))]);
    const again = await Promise.all([pidOf(invoke(hook)), pidOf(invoke(hook))]);

    expect(new Set(two).size).toBe(2);
    expect(new Set([...two, ...again])).toEqual(new Set(two));
  });

  test('W-30 is reloaded when any of its files was rewritten, and its previous process ends first', async () => {
    const files: string[] = [];
    const hook = await functionOf(pidHandler, { files: () => files });
    files.push(hook.path, `${hook.path}.json`);
    await invoke(hook);
    const before = await pidOf(invoke(hook));
    const same = await pidOf(invoke(hook));

    await hook.write('index.mjs.json', '{}');
    const after = await pidOf(invoke(hook));

    expect(same).toBe(before);
    expect(after).not.toBe(before);
    expect(isRunning(before)).toBe(false);
    expect(isRunning(after)).toBe(true);
  });

  test('W-30 lets a running call finish, and then ends its process', async () => {
    const hook = await functionOf(
      `import { existsSync } from 'node:fs';
      export const handler = async () => {
        while (existsSync(import.meta.dirname + '/held')) await new Promise((resolve) => setTimeout(resolve, 5));
        return process.pid;
      };`,
    );
    await hook.write('held', '');
    const running = pidOf(invoke(hook));
    await hook.rebuild(pidHandler);
    const after = await pidOf(invoke(hook));

    await hook.remove('held');
    const before = await running;

    expect(after).not.toBe(before);
    await expect.poll(() => isRunning(before)).toBe(false);
    expect(await pidOf(invoke(hook))).toBe(after);
  });

  test('W-31 has no process left after a stop, whether it was idle, busy or only about to start', async () => {
    const written: string[] = [];
    const hook = await functionOf(
      `export const handler = async (event) => {
        console.log(process.pid);
        if (event.hookDetails) await new Promise(() => setInterval(() => {}, 1000));
      };`,
      { onOutput: (text) => written.push(...text.trim().split('\n')) },
    );
    await Promise.all([invoke(hook), invoke(hook)]);
    const busy = invoke(hook, { hang: true });
    await expect.poll(() => written).toHaveLength(3);
    const starting = [invoke(hook, { hang: true }), invoke(hook, { hang: true })];

    await hook.stop();

    const killed = { kind: 'function-error', problem: expect.stringMatching(/^Runtime.ExitError: .* signal: SIGKILL/) };
    expect(await busy).toEqual(killed);
    expect(await Promise.all(starting)).toEqual([killed, killed]);
    expect(written.map(Number).filter(isRunning)).toEqual([]);
  });
});

describe('a process', () => {
  test.for([
    { ends: 'with its last words', words: ['first', 'no bucket', ''], wrote: '; it wrote: no bucket' },
    {
      ends: 'with the error of a stack',
      words: [
        'TypeError: before',
        'see Error: below',
        'RangeError: out of paper',
        '    at print (a.mjs:7)',
        '',
        'Node.js v24.1.0',
        '',
      ],
      wrote: '; it wrote: RangeError: out of paper',
    },
    { ends: 'with no more than 1000 characters', words: ['x'.repeat(3000)], wrote: `; it wrote: ${'x'.repeat(1000)}` },
    { ends: 'without words if it wrote none', words: ['', ' ', ''], wrote: '' },
  ])(
    'W-29 that ends before it asks for an event is reported with its exit status and $ends',
    async ({ words, wrote }) => {
      const text = words.join('\n');
      const written: string[] = [];
      const program = `process.stderr.write(${JSON.stringify(text)}); process.exitCode = 4;`;
      const hook = await functionOf('', { runtimeClient: runtimeOf(program), onOutput: (part) => written.push(part) });

      expect(await invoke(hook)).toEqual({
        kind: 'function-error',
        problem: `Runtime.ExitError: Runtime exited with error: exit status 4${wrote}`,
      });
      expect(written.join('')).toBe(text);
    },
  );

  test('W-29 that cannot be started is reported', async () => {
    const hook = await functionOf('');
    await rm(dirname(hook.path), { recursive: true });

    expect(await invoke(hook)).toEqual({
      kind: 'function-error',
      problem: expect.stringMatching(/^Runtime\.ExitError: Runtime exited with error: spawn .* ENOENT$/),
    });
  });

  test('W-27 is kept longer than the previous call could have lasted', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const hook = await functionOf(pidHandler, { timeoutSeconds: 5 });
    const before = await pidOf(invoke(hook));

    await vi.advanceTimersByTimeAsync(60_000);

    expect(await pidOf(invoke(hook))).toBe(before);
  });

  test('W-29 that does not ask for an event within 10 seconds is killed', async () => {
    const started = Promise.withResolvers<number>();
    const runtimeClient = runtimeOf(`console.log(process.pid); setInterval(() => {}, 1000);`);
    const hook = await functionOf('', { runtimeClient, onOutput: (text) => started.resolve(Number(text)) });
    // Not vi.waitFor: with fake timers it advances them at each attempt.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const context = hookContext('arn:aws:lambda:us-west-2:123456789012:function:my-hook', 'request', {
      remainingMs: () => 900_000,
    } as never);
    let end: unknown;
    const invocation = Promise.resolve(hook.handler(hookEvent(), context)).catch((error: unknown) => {
      end = error;
    });
    const pid = await started.promise;

    await vi.advanceTimersByTimeAsync(9999);
    expect([end, isRunning(pid)]).toEqual([undefined, true]);
    await vi.advanceTimersByTimeAsync(1);
    await invocation;

    expect(end).toMatchObject({ name: 'Sandbox.Timedout', message: 'Init timed out after 10.00 seconds' });
    expect(isRunning(pid)).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
