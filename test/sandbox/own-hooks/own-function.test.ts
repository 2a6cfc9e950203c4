import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ModuleCheck } from '../../../src/sandbox/own-hooks/check-module.ts';
import { ownFunction } from '../../../src/sandbox/own-hooks/own-function.ts';
import { ownRuntime } from '../../../src/sandbox/own-hooks/own-runtime.ts';
import { type Bundle, writeBundle } from '../../controller/lambda/bundle.ts';
import { invoke } from '../../controller/lambda/invoke.ts';
import { compileCache } from '../../helpers/cache-folder.ts';

describe('teamFunction in plain Node', () => {
  test.for([
    ['an ES module', 'index.mjs', `export const handler = async () => 'here';`],
    ['a CommonJS bundle', 'index.cjs', `exports.handler = async () => 'here';`],
    [
      'CommonJS that is assembled at run time',
      'index.cjs',
      `const all = { handler: () => 'here' }; module.exports = { ...all };`,
    ],
    ['TypeScript', 'index.ts', `export const handler = async (_event: unknown): Promise<string> => 'here';`],
  ] as const)('runs %s', async ([, name, source]) => {
    const { hook } = start(await writeBundle(source, name));

    expect(await invoke(hook)).toEqual({ kind: 'returned', answer: 'here' });
  });

  test('passes the event and a Lambda context to the handler', async () => {
    const { hook } = start(
      await writeBundle(
        `export const handler = async (event, context) => [event.lifecycleStage, context.functionName, context.awsRequestId,
          context.getRemainingTimeInMillis() > 0 && context.getRemainingTimeInMillis() <= 30_000];`,
      ),
    );

    expect(await invoke(hook)).toMatchObject({
      answer: ['POST_TEST_TRAFFIC_SHIFT', 'my-hook', '8476a536-e9f4-11e8-9739-2dfe598c3fcd', true],
    });
  });

  test.for([
    [
      'what the handler throws',
      `export const handler = async () => { throw new TypeError('no such page'); };`,
      'TypeError: no such page',
    ],
    [
      'a thrown value other than an Error',
      `export const handler = async () => { throw 'out of paper'; };`,
      'string: out of paper',
    ],
    [
      'a module without a handler',
      'export const main = 1;',
      'Runtime.HandlerNotFound: index.handler is undefined or not exported',
    ],
    ['a module that throws', `throw new Error('no LEDGER_BUCKET');`, 'Error: no LEDGER_BUCKET'],
    [
      'a process that exits',
      'export const handler = () => process.exit(3);',
      'Runtime.ExitError: Runtime exited with error: exit status 3',
    ],
  ] as const)('reports %s as Lambda does', async ([, source, problem]) => {
    const { hook } = start(await writeBundle(source));

    expect(await invoke(hook)).toEqual({ kind: 'function-error', problem });
  });

  test('answers null if the handler returns nothing', async () => {
    const { hook } = start(await writeBundle('export const handler = async () => {};'));

    expect(await invoke(hook)).toEqual({ kind: 'returned', answer: null });
  });

  test('keeps its process for the next call, until the module is saved again', async () => {
    const bundle = await writeBundle('let calls = 0; export const handler = async () => ++calls;');
    const { hook } = start(bundle);
    const before = [await invoke(hook), await invoke(hook)];
    await bundle.rebuild(`let calls = 0; export const handler = async () => 'new ' + ++calls;`);

    expect([...before, await invoke(hook)]).toMatchObject([{ answer: 1 }, { answer: 2 }, { answer: 'new 1' }]);
  });

  test('calls lambdaHandler, and handler once the module is saved with one', async () => {
    const bundle = await writeBundle(`export const lambdaHandler = async () => 'as in SAM';`);
    const { hook, checks } = start(bundle);
    const before = await invoke(hook);
    await bundle.rebuild(`export const handler = async () => 'as in Lambda';`);
    await expect.poll(() => checks).toEqual([{ ok: true }, { ok: true }]);

    expect([before, await invoke(hook)]).toMatchObject([{ answer: 'as in SAM' }, { answer: 'as in Lambda' }]);
  });

  test('refuses a callback as Lambda does, and says what to write', async () => {
    const { hook, checks } = start(
      await writeBundle('export const handler = (event, context, callback) => callback();'),
    );
    const problem = expect.stringContaining(
      'with a callback, which Lambda refuses since nodejs24; write: export const',
    );

    expect(await invoke(hook)).toMatchObject({
      problem: expect.stringMatching(/^Runtime.CallbackHandlerDeprecated: /),
    });
    expect(checks).toMatchObject([{ ok: false, problem }]);
  });

  test('reports that a module is gone, and continues when it is back', async () => {
    const bundle = await writeBundle(`export const handler = async () => 'here';`);
    const { hook, checks } = start(bundle);
    await expect.poll(() => checks).toEqual([{ ok: true }]);

    await rm(bundle.path);
    const gone = await invoke(hook);
    await expect.poll(() => checks.length).toBe(2);
    await bundle.rebuild(`export const handler = async () => 'here again';`);
    await expect.poll(() => checks.length).toBe(3);

    expect(gone).toEqual({ kind: 'function-error', problem: `Error: ${bundle.path} does not exist; build it` });
    expect(checks[1]).toEqual({ ok: false, problem: 'no longer exists', next: 'build it again', output: '' });
    expect(checks[2]).toEqual({ ok: true });
    expect(await invoke(hook)).toMatchObject({ answer: 'here again' });
  });

  test('names the line of a module that Node cannot read', async () => {
    const { checks } = start(await writeBundle('export const handler =\n  async () => {\n    if (;\n  };'));

    await expect.poll(() => checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({
      ok: false,
      problem: "cannot be loaded: SyntaxError: Unexpected token ';' (line 3)",
      next: 'fix it and save it',
    });
  });

  test('says that a CommonJS file with import needs another name', async () => {
    const { checks } = start(
      await writeBundle("import 'node:fs';\nexport const handler = async () => 'x';", 'index.cjs'),
    );

    await expect.poll(() => checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({
      problem: expect.stringMatching(/outside a module \(line 1\)$/),
      next: 'name it .mjs',
    });
  });

  test('accepts a module that keeps its process busy', async () => {
    const { checks } = start(await writeBundle('setInterval(() => {}, 10); export const handler = async () => {};'));

    await expect.poll(() => checks).toEqual([{ ok: true }]);
  });
});

describe('teamFunction of more than one file', () => {
  test.for([
    ['a chunk next to it', `import { say } from './chunk.mjs'; export const handler = async () => say;`, 'chunk.mjs'],
    [
      'an import of one of its imports',
      `import { say } from './lib/between.mjs'; export const handler = async () => say;`,
      'lib/chunk.mjs',
    ],
    [
      'a chunk that is loaded by a call',
      `export const handler = async () => (await import('./chunk.mjs')).say;`,
      'chunk.mjs',
    ],
  ] as const)('reloads it when %s was saved', async ([, source, chunk]) => {
    const bundle = await writeBundle('');
    await bundle.write('lib/between.mjs', `export * from './chunk.mjs';`);
    await bundle.write(chunk, `export const say = 'old';`);
    await bundle.rebuild(source);
    const { hook, checks } = start(bundle);
    await expect.poll(() => checks).toEqual([{ ok: true }]);
    const before = await invoke(hook);

    await bundle.write(chunk, `export const say = 'new';`);
    const after = await invoke(hook);

    expect([before, after]).toMatchObject([{ answer: 'old' }, { answer: 'new' }]);
    await expect.poll(() => checks).toEqual([{ ok: true }, { ok: true }]);
  });

  test('reloads CommonJS when a required file was saved', async () => {
    const bundle = await writeBundle(`exports.handler = async () => require('./chunk').say;`, 'index.cjs');
    await bundle.write('chunk.js', `exports.say = 'old';`);
    const { hook, checks } = start(bundle);
    await expect.poll(() => checks).toEqual([{ ok: true }]);
    const before = await invoke(hook);

    await bundle.write('chunk.js', `exports.say = 'new';`);

    expect([before, await invoke(hook)]).toMatchObject([{ answer: 'old' }, { answer: 'new' }]);
    await expect.poll(() => checks).toHaveLength(2);
  });

  test('names the file and the line of a broken module, and continues once it is fixed', async () => {
    const bundle = await writeBundle(`import { say } from './chunk.mjs'; export const handler = async () => say;`);
    await bundle.write('chunk.mjs', `export const say = 'fine';`);
    const { hook, checks } = start(bundle);
    await expect.poll(() => checks).toHaveLength(1);

    await bundle.write('chunk.mjs', `export const say =\n  'one' 'two';`);
    await expect.poll(() => checks).toHaveLength(2);
    await bundle.write('chunk.mjs', `export const say = 'fixed';`);
    await expect.poll(() => checks).toHaveLength(3);

    expect(checks[1]).toMatchObject({
      ok: false,
      problem: 'cannot be loaded: SyntaxError: Unexpected string (chunk.mjs line 2)',
      next: 'fix it and save it',
    });
    expect(await invoke(hook)).toMatchObject({ answer: 'fixed' });
  });

  test('waits for a missing file', async () => {
    const bundle = await writeBundle(`import { say } from './later.mjs'; export const handler = async () => say;`);
    const { hook, checks } = start(bundle);
    await expect.poll(() => checks).toMatchObject([{ ok: false }]);

    await bundle.write('later.mjs', `export const say = 'here';`);
    await expect.poll(() => checks).toMatchObject([{ ok: false }, { ok: true }]);

    expect(await invoke(hook)).toMatchObject({ answer: 'here' });
  });

  test('does not watch what npm installed', async () => {
    const bundle = await writeBundle(`import { say } from 'shared'; export const handler = async () => say;`);
    await bundle.write('node_modules/shared/package.json', '{"exports":"./index.mjs"}');
    await bundle.write('node_modules/shared/index.mjs', `export const say = 'old';`);
    const { hook, checks } = start(bundle);
    await expect.poll(() => checks).toEqual([{ ok: true }]);
    const before = await invoke(hook);

    await bundle.write('node_modules/shared/index.mjs', `export const say = 'new';`);

    expect([before, await invoke(hook)]).toMatchObject([{ answer: 'old' }, { answer: 'old' }]);
  });
});

describe('teamFunction at the end', () => {
  test('reports only after its stop that Ctrl-C has ended a call too', async () => {
    const { hook, lines, ending } = start(
      await writeBundle(
        `export const handler = () => new Promise(() => { console.log(process.pid); setInterval(() => {}, 10); });`,
      ),
    );
    const settled: unknown[] = [];
    const call = invoke(hook).then((invocation) => settled.push(invocation));
    await expect.poll(() => lines).toHaveLength(1);
    const pid = Number(lines[0]);

    ending.abort();
    process.kill(pid, 'SIGINT');
    await expect.poll(() => isRunning(pid)).toBe(false);
    // Its end is reported before that of a process that starts only now.
    await once(spawn(process.execPath, ['--version']), 'close');
    const before = [...settled];
    await hook.stop();
    await call;

    expect(before).toEqual([]);
    expect(settled).toMatchObject([{ kind: 'function-error', problem: expect.stringContaining('SIGINT') }]);
  });

  test('ends a call that is just starting its process', async () => {
    const { hook, ending } = start(
      await writeBundle('export const handler = () => new Promise(() => setInterval(() => {}, 10));'),
    );
    const call = invoke(hook);

    ending.abort();
    await hook.stop();

    expect(await call).toMatchObject({ kind: 'function-error' });
  });

  test('refuses every further call', async () => {
    const { hook, ending } = start(await writeBundle(`export const handler = async () => 'here';`));
    ending.abort();
    const call = invoke(hook);
    await hook.stop();

    expect(await call).toEqual({ kind: 'function-error', problem: 'Error: the sandbox is stopping' });
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function start(bundle: Bundle) {
  const lines: string[] = [];
  const checks: ModuleCheck[] = [];
  const ending = new AbortController();
  const hook = ownFunction(bundle.path, {
    functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:my-hook',
    runtime: ownRuntime(bundle.path, []),
    environment: { NODE_COMPILE_CACHE: compileCache },
    timeoutSeconds: 30,
    onLine: (line) => lines.push(line),
    onChecked: (check) => checks.push(check),
    ending: ending.signal,
  });
  onTestFinished(async () => {
    ending.abort();
    await hook.stop();
  });
  return { hook, checks, lines, ending };
}
