import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import type { Check } from '../../../src/hook/check.ts';
import { all, any, sequence } from '../../../src/hook/compose/compose.ts';
import { readConfiguration } from '../../../src/hook/configuration.ts';
import { createHook } from '../../../src/hook/create-hook.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { runCheck } from '../../../src/hook/run-check.ts';
import type { Finding, Verdict } from '../../../src/hook/verdict.ts';
import {
  checkContext,
  ecsEvent,
  lambdaContext,
  playGate,
  recordingLogger,
  recordingReports,
  SteppableClock,
  stateOf,
  targetOf,
} from '../../helpers/hook.ts';

type Composed = ReturnType<typeof all>;

const finding = (name: string): Finding => ({ name, outcome: 'passed', found: '14 of 14' });
const pass = (name: string): Verdict => ({ kind: 'pass', reason: `${name} is content`, findings: [finding(name)] });
const wait: Verdict = { kind: 'wait', reason: '0 of 1' };
const error: Verdict = { kind: 'error', reason: 'S3 answers 503', cause: new Error('SlowDown') };
const fail: Verdict = { kind: 'fail', reason: 'status 503' };

/** A check that returns one verdict after the other and then always the last, and counts its runs. */
function part(name: string, ...verdicts: readonly [Verdict, ...Verdict[]]) {
  let next = 0;
  const run = vi.fn<Check<unknown>['run']>(() => verdicts[Math.min(next++, verdicts.length - 1)] ?? verdicts[0]);
  return { name, run };
}

const hanging = (name: string): Check<unknown> => ({ name, run: () => new Promise(() => undefined) });

async function run(check: Composed, signal = new AbortController().signal): Promise<Verdict> {
  const read = await readConfiguration({}, {}, check.configSchema);
  if (!read.ok) throw new Error(read.reason);
  return runCheck(check, targetOf(), checkContext(read.config, { signal }));
}

function setUp(check: Composed) {
  const clock = new SteppableClock();
  const reports = recordingReports();
  const hook = createHook({ check, clock, logger: recordingLogger(), reports });
  const play = (hookDetails: JsonObject = {}, maxCalls = 50) =>
    playGate(hook, clock, ecsEvent({ hookDetails }), maxCalls);
  return { clock, reports, hook, play };
}

describe('sequence', () => {
  test('runs the next check only if those before it have passed', async () => {
    const smoke = part('smoke', wait, pass('smoke'));
    const approval = part('approval', wait, pass('approval'));
    const { play } = setUp(sequence('release', smoke, approval));

    const calls = await play();

    expect(calls.map(({ answer }) => [answer.hookStatus, answer.reason])).toEqual([
      ['IN_PROGRESS', 'smoke: 0 of 1'],
      ['IN_PROGRESS', 'approval: 0 of 1'],
      ['SUCCEEDED', 'smoke: smoke is content; approval: approval is content'],
    ]);
  });

  test('does not run a passed check again, and still reports its findings', async () => {
    const smoke = part('smoke', pass('smoke'), fail);
    const approval = part('approval', wait, wait, error, pass('approval'));
    const { play, reports } = setUp(sequence('release', smoke, approval));

    const calls = await play();

    expect(calls.at(-1)?.answer.hookStatus).toBe('SUCCEEDED');
    expect(smoke.run).toHaveBeenCalledOnce();
    expect(reports.written.map(({ report }) => report.findings.map(({ name }) => name))).toEqual([
      ['smoke'],
      ['smoke'],
      ['smoke', 'approval'],
    ]);
  });

  test.each([
    ['fails', fail, 'FAILED'],
    ['waits', wait, 'IN_PROGRESS'],
    ['cannot check', error, 'IN_PROGRESS'],
  ])('does not ask people if a check before %s', async (_name, verdict, hookStatus) => {
    const approval = part('approval', pass('approval'));
    const { play } = setUp(sequence('release', part('smoke', verdict), approval));

    const [call] = await play({}, 1);

    expect(call?.answer.hookStatus).toBe(hookStatus);
    expect(approval.run).not.toHaveBeenCalled();
  });

  test('starts the clock of a check when its turn comes, and then asks again soon', async () => {
    const since: string[] = [];
    const approval: Check<unknown> = {
      name: 'approval',
      run: (_target, { gate }) => {
        since.push(`${gate.since.toISOString()} ${gate.polls}`);
        return wait;
      },
    };
    const smoke = part('smoke', ...(Array(30).fill(wait) as [Verdict]), pass('smoke'));
    const { play } = setUp(sequence('release', smoke, approval));

    const calls = await play({}, 33);

    expect(since).toHaveLength(3);
    expect(new Set(since.map((text) => text.split(' ')[0])).size).toBe(1);
    expect(since.map((text) => text.split(' ')[1])).toEqual(['0', '1', '2']);
    expect(calls[29]?.answer).toMatchObject({ callBackDelay: 119 });
    expect(calls[30]?.answer).toMatchObject({ callBackDelay: 10 });
  });

  test('remembers that a check has passed even if its findings are too large to be carried along', async () => {
    const findings = Array.from({ length: 500 }, (_, index) => finding(`GET /page/${index}`));
    const smoke = part('smoke', { ...pass('smoke'), findings });
    const { play } = setUp(sequence('release', smoke, part('approval', wait, pass('approval'))));

    const calls = await play();

    expect(calls.at(-1)?.answer.hookStatus).toBe('SUCCEEDED');
    expect(smoke.run).toHaveBeenCalledOnce();
  });

  test('begins again if its state cannot be read', async () => {
    const smoke = part('smoke', pass('smoke'));
    const check = sequence('release', smoke, part('approval', wait));
    const state = { smoke: { since: 1, polls: 1, passed: 'yes' }, approval: 7 };

    await check.run(targetOf(), checkContext({}, { state }));

    expect(smoke.run).toHaveBeenCalledOnce();
  });
});

describe('all', () => {
  test.each([
    [[pass('a'), pass('b')], 'pass', 'a: a is content; b: b is content'],
    [[pass('a'), wait], 'wait', 'b: 0 of 1'],
    [[error, wait], 'error', 'a: S3 answers 503'],
    [[error, pass('b')], 'error', 'a: S3 answers 503'],
    [[fail, error], 'fail', 'a: status 503'],
    [[wait, fail], 'fail', 'b: status 503'],
    [[fail, fail], 'fail', 'a: status 503; b: status 503'],
  ])('turns %j into a %s', async ([a, b], kind, reason) => {
    const verdict = await run(all('machines', part('a', a as Verdict), part('b', b as Verdict)));

    expect(verdict).toMatchObject({ kind, reason });
  });

  test('runs all parts at every call, so that a passed check must keep passing', async () => {
    const alarms = part('alarms', pass('alarms'), pass('alarms'), fail);
    const { play } = setUp(all('machines', alarms, part('approval', wait)));

    const calls = await play();

    expect(calls.at(-1)?.answer).toEqual({ hookStatus: 'FAILED', reason: 'alarms: status 503' });
    expect(alarms.run).toHaveBeenCalledTimes(3);
  });

  test('runs its parts in parallel', async () => {
    const meeting = Promise.withResolvers<Verdict>();
    const first = { name: 'first', run: () => meeting.promise };
    const second = part('second', pass('second'));
    const opener = {
      name: 'opener',
      run: () => {
        meeting.resolve(pass('first'));
        return pass('opener');
      },
    };

    expect(await run(all('machines', first, second, opener))).toMatchObject({ kind: 'pass' });
  });

  test('combines the findings of all parts, in their order', async () => {
    const verdict = await run(all('machines', part('a', pass('a')), part('b', fail), part('c', pass('c'))));

    expect(verdict.findings?.map(({ name }) => name)).toEqual(['a', 'c']);
  });

  test('fails if a part fails, even if another one hangs', async () => {
    const controller = new AbortController();
    const nested = all('outer', all('inner', part('smoke', fail), hanging('alarms')), part('images', pass('images')));
    const verdict = run(nested, controller.signal);

    // Its configuration is read first, and then its parts start.
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort();

    expect(await verdict).toMatchObject({ kind: 'fail', reason: 'inner: smoke: status 503' });
  });

  test('is an error, and names the part, if one hangs or throws', async () => {
    const throwing: Check<unknown> = { name: 'images', run: () => Promise.reject(new Error('no')) };

    const verdict = await run(all('machines', hanging('alarms'), throwing), AbortSignal.abort());

    expect(verdict).toMatchObject({
      kind: 'error',
      reason: 'alarms: alarms did not answer within its time budget; images: images could not check: no',
    });
  });

  test('asks again as soon as the first of the waiting parts wants', async () => {
    const soon = part('soon', { ...wait, retryAfterSeconds: 7, deadline: new Date('2026-11-22T15:00:00Z') });
    const late = part('late', { ...wait, retryAfterSeconds: 600, deadline: new Date('2026-11-22T14:00:50Z') });

    expect(await run(all('machines', soon, late))).toMatchObject({
      retryAfterSeconds: 7,
      deadline: new Date('2026-11-22T14:00:50Z'),
    });
    expect(await run(all('machines', late, part('plain', wait)))).toMatchObject({ retryAfterSeconds: 10 });
  });

  test('keeps the cause of an error', async () => {
    expect(await run(all('machines', part('a', wait), part('b', error)))).toMatchObject({
      cause: new Error('SlowDown'),
    });
  });
});

describe('any', () => {
  test.each([
    [[fail, pass('b')], 'pass', 'b: b is content'],
    [[error, pass('b')], 'pass', 'b: b is content'],
    [[wait, fail], 'wait', 'a: 0 of 1'],
    [[error, wait], 'wait', 'b: 0 of 1'],
    [[error, fail], 'error', 'a: S3 answers 503'],
    [[error, error], 'error', 'a: S3 answers 503; b: S3 answers 503'],
    [[fail, fail], 'fail', 'a: status 503; b: status 503'],
  ])('turns %j into a %s', async ([a, b], kind, reason) => {
    const verdict = await run(any('either', part('a', a as Verdict), part('b', b as Verdict)));

    expect(verdict).toMatchObject({ kind, reason });
  });

  test('passes with the first part that does, without waiting for one that hangs', async () => {
    const verdict = await run(any('either', hanging('alarms'), part('approval', pass('approval'))));

    expect(verdict).toMatchObject({ kind: 'pass', reason: 'approval: approval is content' });
  });
});

describe('the configuration of a composed check', () => {
  const pathSchema = v.strictObject({ path: v.optional(v.string(), '/'), status: v.optional(v.number(), 200) });
  const seen = (name: string, configSchema?: Check<unknown>['configSchema']) => {
    const run = vi.fn<Check<unknown>['run']>(() => pass(name));
    return { name, run, ...(configSchema && { configSchema }) };
  };

  test('is split by the names of the parts, and each part validates its own', async () => {
    const smoke = seen('smoke', pathSchema);
    const plain = seen('plain');
    const { play } = setUp(all('machines', smoke, plain, seen('unconfigured', pathSchema)));

    await play({ gate: 'release', smoke: { path: '/health' }, plain: { anything: true } });

    expect(smoke.run.mock.lastCall?.[1].config).toEqual({ path: '/health', status: 200 });
    expect(plain.run.mock.lastCall?.[1].config).toEqual({ anything: true });
  });

  test.each<[JsonObject, string]>([
    [{ smoke: { status: '200' } }, 'hookDetails.smoke.status: expected a number, not "200"'],
    [{ smoke: { paht: '/' } }, 'hookDetails.smoke.paht: unknown key, remove it or correct its spelling'],
    [{ smoke: '/health' }, 'hookDetails.smoke: expected an object, not "/health"'],
    [{ smoke: null }, 'hookDetails.smoke: expected an object, not null'],
    [{ smoek: {} }, 'hookDetails.smoek: unknown key, remove it or write smoke, inner'],
    [{ inner: { alarms: { status: true } } }, 'hookDetails.inner.alarms.status: expected a number, not true'],
  ])('%j fails at once and names the part', async (hookDetails, reason) => {
    const { play } = setUp(sequence('release', seen('smoke', pathSchema), all('inner', seen('alarms', pathSchema))));

    expect(await play(hookDetails)).toEqual([
      { atSeconds: 0, answer: { hookStatus: 'FAILED', reason: `wrong configuration: ${reason}` } },
    ]);
  });

  test('uses no settings from the prototype', async () => {
    const tricky = seen('constructor');
    const { play } = setUp(all('machines', tricky));

    await play({});

    expect(tricky.run.mock.lastCall?.[1].config).toEqual({});
  });
});

describe('the state of a composed check', () => {
  test('is kept for each part under its name', async () => {
    const states: unknown[] = [];
    const counting = (name: string): Check<unknown> => ({
      name,
      run: (_target, { state }) => {
        states.push([name, state]);
        return { ...wait, state: { [name]: ((state as Record<string, number>)?.[name] ?? 0) + 1 } };
      },
    });
    const { play } = setUp(all('machines', counting('a'), any('inner', counting('b'))));

    const calls = await play({}, 2);

    expect(states).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['a', { a: 1 }],
      ['b', { b: 1 }],
    ]);
    const since = Date.parse('2026-11-22T14:00:00Z') / 1000;
    const last = calls.at(-1);
    expect(last && stateOf(last.answer)['state']).toEqual({
      a: { since, polls: 2, state: { a: 2 } },
      inner: { since, polls: 2, state: { b: { since, polls: 2, state: { b: 2 } } } },
    });
  });

  test('is kept if a part throws', async () => {
    let calls = 0;
    const flaky: Check<unknown> = {
      name: 'flaky',
      run: (_target, { state }) => {
        calls += 1;
        if (calls === 2) throw new Error('no');
        return calls === 3 ? { kind: 'pass', reason: `state ${state}` } : { ...wait, state: 'kept' };
      },
    };
    const { play } = setUp(all('machines', flaky));

    expect((await play()).at(-1)?.answer.reason).toBe('flaky: state kept');
  });
});

describe('the gate of a part', () => {
  const naming = (name: string, names: unknown[]): Check<unknown> => ({
    name,
    run: (_target, { gate }) => {
      names.push(gate.name);
      return pass(name);
    },
  });

  test('has its own name, so that one decision cannot answer two questions', async () => {
    const names: unknown[] = [];
    const { play } = setUp(sequence('release', naming('quality', names), naming('operations', names)));

    await play();
    await play({ gate: 'eu' });

    expect(names).toEqual(['.quality', '.operations', 'eu.quality', 'eu.operations']);
  });

  test.each([
    [40, undefined],
    [20, 'r'.repeat(19)],
  ])('may take 40 characters: a check of %d, and the gate %j', async (characters, gate) => {
    const names: unknown[] = [];
    const name = 'n'.repeat(characters);
    const { play } = setUp(sequence('release', naming(name, names)));

    await play(gate === undefined ? {} : { gate });

    expect(names).toEqual([`${gate ?? ''}.${name}`]);
  });

  test('fails if its name is too long for the ledger, and says what to shorten', async () => {
    const { play } = setUp(sequence('release', naming('a-rather-long-name', [])));

    const [call] = await play({ gate: 'another-rather-long-name' });

    expect(call?.answer).toEqual({
      hookStatus: 'FAILED',
      reason:
        '"another-rather-long-name.a-rather-long-name" is longer than 40 characters; shorten hookDetails.gate or the check\'s name',
    });
  });
});

describe('the names of composed checks', () => {
  const check = (name: string) => part(name, wait);

  test.each<[string, () => unknown, string]>([
    [
      'two equal names',
      () => all('m', check('a'), check('b'), check('a')),
      'two parts of "m" are named "a"; give each its own name',
    ],
    ['an empty name', () => any('m', check('')), 'an empty string is not a valid name for a check; write a letter and'],
    [
      'an empty name for the composition',
      () => sequence('', check('a')),
      'an empty string is not a valid name for a check; write a letter and',
    ],
    [
      'a name that is not a plain word',
      () => all('m', check('../a')),
      '"../a" is not a valid name for a check; write a letter and',
    ],
    [
      'the name __proto__',
      () => all('m', check('__proto__')),
      '"__proto__" is not a valid name for a check; write a letter and',
    ],
    [
      "a key of the kit's own",
      () => all('m', check('errorBudget')),
      'a part cannot be named "errorBudget": the kit uses that key itself',
    ],
    ['no parts', () => all('m'), '"m" has no checks; name at least one'],
  ])('are rejected at definition: %s', (_name, define, message) => {
    expect(define).toThrow(
      new TypeError(message.endsWith('and') ? `${message} up to 39 letters, digits, - and _` : message),
    );
  });
});

test('a composed check in a hook without any time left is an error, not a pass', async () => {
  const { hook } = setUp(all('machines', hanging('smoke'), part('alarms', pass('alarms'))));

  expect(await hook(ecsEvent(), lambdaContext(500))).toMatchObject({
    hookStatus: 'IN_PROGRESS',
    reason: 'smoke: smoke did not answer within its time budget (error 1 of up to 10 in a row)',
  });
});
