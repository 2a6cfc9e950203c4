import { describe, expect, test } from 'vitest';
import type { Check, CheckContext } from '../../../src/hook/check.ts';
import { all, any, sequence } from '../../../src/hook/compose/compose.ts';
import { createHook } from '../../../src/hook/create-hook.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import { checkContext, ecsEvent, playGate, recordingLogger, SteppableClock, targetOf } from '../../helpers/hook.ts';

const pass: Verdict = { kind: 'pass', reason: 'fine' };

/** Waits for some minutes from its gate's first call, as the alarm check and the smoke check do, and then fails. */
function patient(name: string, waitMinutes: number, seen: Date[] = []): Check<unknown> {
  return {
    name,
    run: (_target, { gate, clock }) => {
      seen.push(gate.since);
      const deadline = new Date(gate.since.getTime() + waitMinutes * 60_000);
      return clock.now() < deadline
        ? { kind: 'wait', reason: 'not yet', deadline }
        : { kind: 'fail', reason: `not in ${waitMinutes} min` };
    },
  };
}

/** Passes at its third call. */
function slow(name: string): Check<unknown> {
  return { name, run: (_target, { gate }) => (gate.polls < 2 ? { kind: 'wait', reason: 'soon' } : pass) };
}

const waiting = (name: string, changes: Partial<Verdict> = {}): Check<unknown> => ({
  name,
  run: () => ({ kind: 'wait', reason: `${name} waits`, ...changes }) as Verdict,
});

function setUp(check: Check<unknown>) {
  const clock = new SteppableClock();
  const hook = createHook({ check, clock, logger: recordingLogger() });
  return { clock, play: (maxCalls = 100) => playGate(hook, clock, ecsEvent(), maxCalls) };
}

const { clock } = setUp(slow('a'));
const startedAt = clock.now();

describe('the wait of a part', () => {
  test.each([
    ['a sequence', (part: Check<unknown>) => sequence('release', slow('smoke'), part), 20],
    ['all', (part: Check<unknown>) => all('release', slow('smoke'), part), 0],
    ['any', (part: Check<unknown>) => any('release', waiting('approval'), part), 0],
    [
      'a sequence in a sequence',
      (part: Check<unknown>) => sequence('outer', slow('smoke'), sequence('inner', part)),
      20,
    ],
  ] as const)('in %s begins at the first call of the part', async (_name, composed, afterSeconds) => {
    const seen: Date[] = [];
    const { play } = setUp(composed(patient('alarms', 5, seen)) as Check<unknown>);

    await play(30);

    expect(seen[0]).toEqual(new Date(startedAt.getTime() + afterSeconds * 1000));
    expect(new Set(seen.map(Number)).size).toBe(1);
  });

  test('in a sequence ends when its own minutes have passed, and not before', async () => {
    const { play } = setUp(sequence('release', slow('smoke'), patient('alarms', 5)) as Check<unknown>);

    const calls = await play();

    const last = calls.at(-1);
    expect(last?.answer).toEqual({ hookStatus: 'FAILED', reason: 'alarms: not in 5 min' });
    expect(last?.atSeconds).toBe(20 + 5 * 60);
  });
});

describe('the deadline of several waiting parts', () => {
  const in15s = new Date(startedAt.getTime() + 15_000);

  const run = async (check: Check<unknown>): Promise<Verdict> =>
    check.run(targetOf(), checkContext({}) as CheckContext<unknown>);

  test.each([
    ['all', all],
    ['any', any],
  ])('in %s is that of the only part that has one', async (_name, compose) => {
    const check = compose(
      'gate',
      waiting('approval', { deadline: in15s, retryAfterSeconds: 60 }),
      waiting('other', { retryAfterSeconds: 60 }),
    ) as Check<unknown>;
    const { play } = setUp(check);

    expect(await run(check)).toMatchObject({ deadline: in15s });
    expect((await play(1))[0]?.answer).toMatchObject({ callBackDelay: 15 });
  });

  test('is missing if none of them has one', async () => {
    const verdict = await run(all('gate', waiting('approval'), waiting('other')) as Check<unknown>);

    expect(verdict).not.toHaveProperty('deadline');
  });

  test('does not keep a part from asking again sooner', async () => {
    const check = all('gate', waiting('a', { deadline: in15s }), waiting('b', { retryAfterSeconds: 3 }));

    expect(await run(check as Check<unknown>)).toMatchObject({ retryAfterSeconds: 3 });
  });

  test('asks again depending on how long the longest-waiting part has waited', async () => {
    const state = { a: { since: startedAt.getTime() / 1000 - 800, polls: 9 } };
    const { run: runAll } = all('gate', waiting('a'));

    expect(await runAll(targetOf(), checkContext({}, { state }))).toMatchObject({ retryAfterSeconds: 100 });
  });

  test('treats a part with its first call in the future, after the clock went back, as one that has not waited', async () => {
    const state = { a: { since: startedAt.getTime() / 1000 + 800, polls: 9 } };
    const { run: runAll } = all('gate', waiting('a'));

    expect(await runAll(targetOf(), checkContext({}, { state }))).toMatchObject({ retryAfterSeconds: 10 });
  });
});

describe('the name of a part’s gate', () => {
  const gateOf = async (gate: string) => {
    const names: (string | undefined)[] = [];
    const part: Check<unknown> = {
      name: 'smoke',
      run: (_target, context) => {
        names.push(context.gate.name);
        return pass;
      },
    };
    const context = checkContext({});
    const verdict = await all('release', part).run(targetOf(), { ...context, gate: { ...context.gate, name: gate } });
    return { names, verdict };
  };

  test('may have 40 characters', async () => {
    const { names, verdict } = await gateOf('g'.repeat(34));

    expect(names).toEqual([`${'g'.repeat(34)}.smoke`]);
    expect(names[0]).toHaveLength(40);
    expect(verdict.kind).toBe('pass');
  });

  test('must not have 41', async () => {
    const { names, verdict } = await gateOf('g'.repeat(35));

    expect(names).toEqual([]);
    expect(verdict.kind).toBe('fail');
  });
});
