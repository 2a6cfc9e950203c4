import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/hook/answer/decide.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';

const since = new Date('2026-11-22T14:00:00Z');
const now = new Date('2026-11-22T14:10:00Z');
const circumstances = { now, since, errors: 0, errorBudget: 10 };

describe('decide', () => {
  test('lets a release pass', () => {
    expect(decide({ kind: 'pass', reason: '14 of 14' }, circumstances)).toEqual({
      status: 'SUCCEEDED',
      reason: '14 of 14',
    });
  });

  test('rolls back after a fail', () => {
    expect(decide({ kind: 'fail', reason: 'status 503' }, circumstances)).toEqual({
      status: 'FAILED',
      reason: 'status 503',
    });
  });

  test('asks again while a check waits, later the longer it has waited', () => {
    expect(decide({ kind: 'wait', reason: '0 of 1' }, circumstances)).toEqual({
      status: 'IN_PROGRESS',
      reason: '0 of 1',
      delaySeconds: 75,
      errors: 0,
    });
  });

  test('resets the count of consecutive errors when a check waits', () => {
    const decision = decide({ kind: 'wait', reason: '0 of 1' }, { ...circumstances, errors: 9 });

    expect(decision).toMatchObject({ status: 'IN_PROGRESS', errors: 0 });
  });

  test.each([
    [{ retryAfterSeconds: 5 }, 5],
    [{ retryAfterSeconds: 0 }, 1],
    [{ retryAfterSeconds: -7 }, 1],
    [{ retryAfterSeconds: 2.4 }, 2],
    [{ retryAfterSeconds: 1e9 }, 900],
    [{ retryAfterSeconds: Number.NaN }, 30],
    [{ retryAfterSeconds: 300, deadline: new Date('2026-11-22T14:11:40Z') }, 100],
    [{ retryAfterSeconds: 300, deadline: new Date('2026-11-22T14:00:00Z') }, 300],
    [{ deadline: new Date('2026-11-22T14:10:20Z') }, 20],
    [{ deadline: new Date('2026-11-22T14:10:00Z') }, 1],
    [{ deadline: new Date('2026-11-22T14:09:00Z') }, 75],
    [{ deadline: new Date(Number.NaN) }, 75],
  ])('answers a wait with %j with a delay of %i s', (wait, delaySeconds) => {
    expect(decide({ kind: 'wait', reason: '0 of 1', ...wait }, circumstances)).toMatchObject({ delaySeconds });
  });

  test('treats a clock that went back as one that stood still', () => {
    const earlier = new Date(since.getTime() - 5000);

    expect(decide({ kind: 'wait', reason: '0 of 1' }, { ...circumstances, now: earlier })).toMatchObject({
      delaySeconds: 10,
    });
  });

  test('tolerates an error within the budget, says so and asks again', () => {
    expect(decide({ kind: 'error', reason: 'S3 answers 503' }, { ...circumstances, errors: 2 })).toEqual({
      status: 'IN_PROGRESS',
      reason: 'S3 answers 503 (error 3 of up to 10 in a row)',
      delaySeconds: 23,
      errors: 3,
    });
  });

  test('answers SUCCEEDED only for a pass, and delays by whole seconds from 1 to 900, no matter what a check requests', () => {
    const anyDate = fc.date({ noInvalidDate: false });
    const verdicts: fc.Arbitrary<Verdict> = fc.oneof(
      fc.record({ kind: fc.constantFrom('pass', 'error', 'fail'), reason: fc.string() }),
      fc.record(
        { kind: fc.constant('wait'), reason: fc.string(), deadline: anyDate, retryAfterSeconds: fc.double() },
        { requiredKeys: ['kind', 'reason'] },
      ),
    );
    const all = fc.record({ now: anyDate, since: anyDate, errors: fc.nat(), errorBudget: fc.nat(1000) });

    fc.assert(
      fc.property(verdicts, all, (verdict, when) => {
        const decision = decide(verdict, when);

        expect(decision.status === 'SUCCEEDED').toBe(verdict.kind === 'pass');
        if (decision.status !== 'IN_PROGRESS') return;
        expect(decision.delaySeconds).toSatisfy(Number.isInteger);
        expect(decision.delaySeconds).toBeGreaterThanOrEqual(1);
        expect(decision.delaySeconds).toBeLessThanOrEqual(900);
        expect(decision.errors).toBeLessThanOrEqual(when.errorBudget);
      }),
    );
  });
});
