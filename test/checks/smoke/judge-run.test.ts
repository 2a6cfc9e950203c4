import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProbeOutcome } from '../../../src/checks/smoke/http-probe.ts';
import { judgeRun, type RunFacts } from '../../../src/checks/smoke/judge-run.ts';
import { answer, result } from './results.ts';

describe('judgeRun', () => {
  const config = { settleSeconds: 60, allowUnproved: false };
  const facts: RunFacts = {
    origin: 'http://test.shop.example:8080',
    values: new Map(),
    now: new Date('2026-11-22T14:00:00Z'),
    unsettledSince: undefined,
  };
  const refused: ProbeOutcome = {
    kind: 'transport',
    problem: 'connection refused (ECONNREFUSED)',
    cause: new Error('no'),
  };

  it('passes with the number of requests and the time of nearly all', () => {
    const results = [41, 212, 17].map((millis) => result({}, answer({ millis })));

    expect(judgeRun(results, config, facts)).toMatchObject({ kind: 'pass', reason: '3 of 3, p99 212 ms' });
  });

  it('names the limit when there is one for all', () => {
    const results = [41, 212].map((millis) => result({ maxMillis: 500 }, answer({ millis })));

    expect(judgeRun(results, config, facts).reason).toBe('2 of 2, p99 212 ms (allowed 500)');
  });

  it('fails with the first wrong answer, though others got none', () => {
    const results = [result({}, refused), result({ path: '/health' }, answer({ status: 503 })), result({}, answer())];

    expect(judgeRun(results, config, facts)).toMatchObject({
      kind: 'fail',
      reason:
        '1 of 3 failed at http://test.shop.example:8080: GET /health found status 503, 41 ms (allowed status 200)',
      findings: [{ outcome: 'unknown' }, { outcome: 'failed' }, { outcome: 'passed' }],
    });
  });

  it('is an error, with its cause, when an answer is missing and none is wrong', () => {
    expect(judgeRun([result({}, answer()), result({}, refused, 3)], config, facts)).toMatchObject({
      kind: 'error',
      reason:
        '1 of 2 without an answer from http://test.shop.example:8080: GET /: connection refused (ECONNREFUSED), 3 attempts',
      cause: refused.kind === 'transport' ? refused.cause : undefined,
    });
  });

  it('passes only when every request has an answer that is allowed, and something was sent', () => {
    const outcome: fc.Arbitrary<ProbeOutcome> = fc.oneof(
      { weight: 6, arbitrary: fc.constant(answer()) },
      fc.record({
        kind: fc.constant('answer' as const),
        status: fc.integer({ min: 100, max: 599 }),
        millis: fc.integer({ min: 0, max: 70_000 }),
        body: fc.constant(Buffer.from('ok')),
        bodyEnd: fc.constantFrom('whole' as const, 'cut' as const, 'late' as const),
        contentEncoding: fc.constant(undefined),
        headers: fc.constant({}),
      }),
      fc.constant(refused),
      fc.constant<ProbeOutcome>({ kind: 'refused', problem: 'no' }),
    );
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 8 }), (outcomes) => {
        const results = outcomes.map((each) => result({ contains: 'ok', maxMillis: 500, status: [200, 201] }, each));

        const good =
          outcomes.length > 0 &&
          outcomes.every(
            (each) =>
              each.kind === 'answer' &&
              [200, 201].includes(each.status) &&
              each.millis <= 500 &&
              each.bodyEnd !== 'late',
          );
        expect(judgeRun(results, config, facts).kind === 'pass').toBe(good);
      }),
      { numRuns: 1000 },
    );
  });
});
