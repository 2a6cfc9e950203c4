import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { applyTerms, runWithTerms, validateWithTerms } from '../../../src/checks/terms/apply-terms.ts';
import { withTermKeys, withTerms } from '../../../src/checks/terms/with-terms.ts';
import type { Check } from '../../../src/hook/check.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import { targetOf } from '../../helpers/hook.ts';
import { contextFor, gateSince } from '../check-context.ts';

const finding = { name: 'p99', outcome: 'failed', found: '812 ms', allowed: '500 ms' } as const;
const screenshots = [{ page: '/', green: 'screenshots/1-green.png' }];
const series = { name: 'requests', values: [3, 4, 5] };
const learned = { reason: '12 requests', findings: [finding], screenshots, series, state: { seen: 12 } };
const cannotTell: Verdict = { kind: 'fail', inconclusive: true, ...learned };
const moment = { now: gateSince, waitedMinutes: 0 };

describe('a check that cannot tell', () => {
  const wait = { dryRun: false, onInconclusive: 'wait' } as const;

  test('waits with what it has learned', () => {
    expect(applyTerms(wait, cannotTell, moment)).toEqual({
      kind: 'wait',
      reason: '12 requests; waits, as onInconclusive says',
      findings: [finding],
      screenshots,
      series,
      state: { seen: 12 },
    });
    expect(Object.keys(applyTerms(wait, { kind: 'fail', inconclusive: true, reason: 'r' }, moment))).toEqual([
      'kind',
      'reason',
    ]);
  });

  test('waits until just before a day has passed', () => {
    expect(applyTerms(wait, cannotTell, { ...moment, waitedMinutes: 1439.9 }).kind).toBe('wait');
    expect(applyTerms(wait, cannotTell, { ...moment, waitedMinutes: 1440 })).toBe(cannotTell);
  });

  test('asks with "ask", and fails with "fail"', () => {
    expect(applyTerms({ dryRun: false, onInconclusive: 'ask' }, cannotTell, moment)).toEqual({
      ...cannotTell,
      ask: true,
    });
    expect(applyTerms({ dryRun: false, onInconclusive: 'fail' }, cannotTell, moment)).toBe(cannotTell);
  });

  test.each<Verdict>([
    { kind: 'pass', reason: 'r' },
    { kind: 'wait', reason: 'r' },
    { kind: 'error', reason: 'r' },
    { kind: 'fail', reason: 'r' },
  ])('is not any other: $kind stays as it is', (verdict) => {
    expect(applyTerms(wait, verdict, moment)).toBe(verdict);
    expect(applyTerms({ ...wait, onInconclusive: 'ask' }, verdict, moment)).toBe(verdict);
  });
});

describe('a dry run', () => {
  const dry = { dryRun: true, onInconclusive: 'fail' } as const;

  test('keeps what was learned', () => {
    expect(applyTerms(dry, { kind: 'fail', ...learned }, moment)).toEqual({
      kind: 'pass',
      waived: 'dry run',
      ...learned,
      reason: 'dry run, would have failed: 12 requests',
    });
    expect(Object.keys(applyTerms(dry, { kind: 'fail', reason: 'r' }, moment))).toEqual(['kind', 'waived', 'reason']);
  });

  test('waits for an hour if the check names no deadline', () => {
    const verdict: Verdict = { kind: 'wait', reason: 'r' };

    expect(applyTerms(dry, verdict, { ...moment, waitedMinutes: 59.9 })).toBe(verdict);
    expect(applyTerms(dry, verdict, { ...moment, waitedMinutes: 60 }).kind).toBe('pass');
  });

  test('waits until the deadline that it names, however long', () => {
    const verdict: Verdict = { kind: 'wait', reason: 'r', deadline: gateSince };
    const before = new Date(gateSince.getTime() - 1);

    expect(applyTerms(dry, verdict, { now: before, waitedMinutes: 600 })).toBe(verdict);
    expect(applyTerms(dry, verdict, { now: gateSince, waitedMinutes: 0 }).kind).toBe('pass');
  });
});

describe('terms in a configuration', () => {
  const check = { name: 'plain', run: () => cannotTell };

  test('are read without a schema of the check, without those that have their default', async () => {
    const read = (input: object) => validateWithTerms(undefined, input, true);

    expect(await read({ dryRun: true, onInconclusive: 'fail', more: 1 })).toEqual({ value: { dryRun: true, more: 1 } });
    expect(await read({ dryRun: false, onInconclusive: 'ask' })).toEqual({ value: { onInconclusive: 'ask' } });
  });

  test('and wrong keys of the check are refused together', async () => {
    const read = await withTerms({
      ...check,
      configSchema: {
        '~standard': { version: 1, vendor: 'test', validate: () => ({ issues: [{ message: 'own', path: ['own'] }] }) },
      },
    }).configSchema?.['~standard'].validate({ dryRun: 1, onInconclusive: 'ask' });

    expect(read?.issues?.map(({ path }) => path?.map((key) => (typeof key === 'object' ? key.key : key)))).toEqual([
      ['dryRun'],
      ['own'],
      ['onInconclusive'],
    ]);
  });

  test('may be "ask" only if somebody can be asked', async () => {
    const of = (mayAsk?: boolean) =>
      withTerms(check, mayAsk).configSchema?.['~standard'].validate({ onInconclusive: 'ask' });

    expect(await of()).toMatchObject({ issues: [{ path: ['onInconclusive'] }] });
    expect(await of(false)).toMatchObject({ issues: [{ path: ['onInconclusive'] }] });
    expect(await of(true)).toEqual({ value: { onInconclusive: 'ask' } });
    expect(await withTermKeys(undefined)['~standard'].validate({ onInconclusive: 'ask' })).toHaveProperty('issues');
  });

  test.each([null, 'text', 7, ['dryRun'], {}])(
    'are not looked for in %j, which the check itself judges',
    async (input) => {
      expect(await withTerms(check).configSchema?.['~standard'].validate(input)).toEqual({ value: input });
    },
  );
});

describe('a check with terms', () => {
  const check: Check<object> = { name: 'plain', run: () => cannotTell };

  test('counts from the first call of its gate how long it has waited', async () => {
    const run = async (minutes: number) => {
      const context = await contextFor(check, { onInconclusive: 'wait' }, { minutes });
      return (await runWithTerms(check, targetOf(), context)).kind;
    };

    expect(await run(1439)).toBe('wait');
    expect(await run(1441)).toBe('fail');
  });

  test('gets a signal that is quiet while there is time', async () => {
    const patient: Check<object> = {
      name: 'patient',
      run: async (_target, { signal }) => {
        await setTimeout(10);
        return { kind: 'pass', reason: signal.aborted ? 'was cut off' : 'had time' };
      },
    };

    const verdict = await runWithTerms(patient, targetOf(), await contextFor(patient, { dryRun: true }));

    expect(verdict.reason).toBe('dry run, would have passed: had time');
  });

  const hanging: Check<object> = { name: 'hanging', run: () => new Promise(() => {}) };
  const cutOff = 'dry run, could not check: hanging did not answer within its time budget';

  test('is cut off a quarter of a second before the time of the whole call is up', async () => {
    const context = { ...(await contextFor(hanging, { dryRun: true })), remainingMs: () => 250 };

    const first = await Promise.race([runWithTerms(hanging, targetOf(), context), setTimeout(200)]);

    expect(first).toMatchObject({ kind: 'pass', reason: cutOff });
  });

  test('is cut off in the moment in which the whole call is, so that a gate can still combine the verdicts', async () => {
    const stop = new AbortController();
    const context = await contextFor(hanging, { dryRun: true }, { signal: stop.signal });
    const running = runWithTerms(hanging, targetOf(), { ...context, remainingMs: () => 60_000 });
    const next = new Promise((resolve) => setImmediate(resolve, 'a turn later'));
    stop.abort();

    expect(await Promise.race([running, next])).toMatchObject({ kind: 'pass', reason: cutOff });
  });

  test('without any is run as it is', async () => {
    const verdict = await withTerms(check).run(targetOf(), await contextFor(check, {}));

    expect(verdict).toBe(cannotTell);
  });
});
