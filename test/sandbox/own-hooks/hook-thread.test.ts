import { describe, expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import { Instances } from '../../../src/controller/lambda/instances.ts';
import { HookThread, type HookThreadOptions } from '../../../src/sandbox/own-hooks/hook-thread.ts';
import { writeBundle } from '../../controller/lambda/bundle.ts';
import { invoke } from '../../controller/lambda/invoke.ts';

async function optionsFor(source: string, more: Partial<HookThreadOptions> = {}) {
  const [lines, crashes]: [string[], string[]] = [[], []];
  const { path: file } = await writeBundle(source);
  const options: HookThreadOptions = {
    ...{ file, environment: { LEVEL: 'DEBUG' }, timeoutSeconds: 30 },
    onLine: (line) => lines.push(line),
    onCrash: (problem) => crashes.push(problem),
    ...more,
  };
  return { options, lines, crashes };
}

/** A function whose instances are threads, and what they write. */
async function start(source: string, more: Partial<HookThreadOptions> = {}) {
  const { options, lines, crashes } = await optionsFor(source, more);
  const instances = new Instances(async () => {
    const started = await HookThread.start(options);
    if (started instanceof HookThread) return started;
    throw new Error('it cannot be loaded');
  });
  onTestFinished(() => instances.stop());
  const hook = { handler: (...call: Parameters<Instances['invoke']>) => instances.invoke(...call) };
  return { hook, lines, crashes, stop: () => instances.stop() };
}

describe('a hook in a thread', () => {
  test('gets the event, a Lambda context and its environment, and nothing else of this one', async () => {
    const { hook } =
      await start(`export const handler = (event, context) => [event.lifecycleStage, context.functionName,
      context.getRemainingTimeInMillis() > 899_000, Object.entries(process.env)];`);

    expect(await invoke(hook)).toEqual({
      ...{ kind: 'returned', answer: ['POST_TEST_TRAFFIC_SHIFT', 'my-hook', true, [['LEVEL', 'DEBUG']]] },
    });
  });

  test('sees the simulated time of each call, and of its loading', async () => {
    const clock = new VirtualClock({ start: new Date('2026-11-22T14:00:00Z') });
    const { hook } = await start(
      'const loaded = Date.now(); export const handler = (_event, context) => [loaded, Date.now(), context.getRemainingTimeInMillis()];',
      { now: () => clock.now() },
    );
    const first = await invoke(hook);
    await clock.advance(90_000);
    const second = await invoke(hook);

    const start14 = Date.UTC(2026, 10, 22, 14);
    expect([first, second]).toMatchObject([
      { answer: [start14, start14, 900_000] },
      { answer: [start14, start14 + 90_000, 900_000] },
    ]);
  });

  test('handles one event at a time: another gets a thread of its own, and both are kept', async () => {
    const { hook } = await start(`let calls = 0; export const handler = async () => {
      calls += 1; await new Promise((resolve) => setTimeout(resolve, 20)); return calls; };`);
    const both = await Promise.all([invoke(hook), invoke(hook)]);

    expect([...both, await invoke(hook)]).toMatchObject([{ answer: 1 }, { answer: 1 }, { answer: 2 }]);
  });

  test.for([
    ['what it throws', `throw new TypeError('no such page');`, 'TypeError: no such page'],
    ['a thrown value other than an Error', `throw 'out of paper';`, 'string: out of paper'],
    [
      'an answer that is not JSON',
      'const me = {}; me.me = me; return me;',
      /^TypeError: Converting circular structure/,
    ],
    ['its exit', 'process.exit(0);', 'Runtime.ExitError: Runtime exited with error: exit status 0'],
    [
      'what nobody catches',
      `setTimeout(() => { throw new RangeError('late'); }); await new Promise(() => {});`,
      'Runtime.ExitError: Runtime exited with error: exit status 1; uncaught RangeError: late',
    ],
  ] as const)('reports %s, and the next call is answered', async ([, body, problem]) => {
    const { hook, crashes } = await start(`export const handler = async ({ hookDetails }) => {
      if (hookDetails?.fine) return 'fine'; ${body} };`);
    const failed = await invoke(hook, {});

    expect(failed).toEqual({
      kind: 'function-error',
      problem: typeof problem === 'string' ? problem : expect.stringMatching(problem),
    });
    expect(await invoke(hook, { fine: true })).toEqual({ kind: 'returned', answer: 'fine' });
    expect(crashes).toEqual([]);
  });

  test('has its output before its answer, line by line, also what is left without a line end', async () => {
    const { hook, lines, stop } = await start(`console.log('loaded'); export const handler = () => {
      console.error('one\\ntwo'); process.stdout.write(Buffer.from('thr')); process.stdout.write('ee'); };`);
    expect(await invoke(hook)).toEqual({ kind: 'returned', answer: null });
    expect(lines).toEqual(['loaded', 'one', 'two']);
    await stop();

    expect(lines).toEqual(['loaded', 'one', 'two', 'three']);
  });

  test('is named if it fails after its answer, or is only stopped if it leaves a timer behind', async () => {
    const strays = await start(`export const handler = () => { setTimeout(() => process.exit(5), 10); };`);
    const waits = await start('export const handler = () => { setInterval(() => {}, 1000); };');
    await Promise.all([invoke(strays.hook), invoke(waits.hook)]);
    await Promise.all([strays.stop(), waits.stop()]);

    expect(strays.crashes).toEqual(['Runtime exited with error: exit status 5']);
    expect(waits.crashes).toEqual([]);
  });

  test('that its own module has ended is named, and not called any more', async () => {
    const { options, crashes } = await optionsFor(
      'setTimeout(() => process.exit(6), 5); export const handler = () => {};',
    );
    const thread = await HookThread.start(options);
    await expect.poll(() => crashes).toEqual(['Runtime exited with error: exit status 6']);
    const hook = { handler: (...call: Parameters<HookThread['invoke']>) => (thread as HookThread).invoke(...call) };

    expect(await invoke(hook)).toMatchObject({ problem: 'Runtime.ExitError: Runtime exited before it was called' });
  });

  test.for([
    ['a missing handler', 'export const other = 1;', { found: { kind: 'missing', exports: ['other'] } }],
    [
      'what it throws while it is loaded',
      `throw new TypeError('no table');`,
      { error: { name: 'TypeError', message: 'no table' } },
    ],
    ['a promise that nothing will settle', 'await new Promise(() => {});', { error: { message: /exit status 0/ } }],
  ] as const)('is not started with %s', async ([, source, failure]) => {
    const { options } = await optionsFor(source);
    const message = 'error' in failure && failure.error.message;
    const expected = message instanceof RegExp ? { error: { message: expect.stringMatching(message) } } : failure;

    expect(await HookThread.start(options)).toMatchObject(expected);
  });
});
