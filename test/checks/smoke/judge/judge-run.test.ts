import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Judgement,
  judgeResponse,
  type KnownValues,
  type RequestResult,
} from '../../../../src/checks/smoke/judge/judge-response.ts';
import { judgeRun as judgeJudged, type RunFacts } from '../../../../src/checks/smoke/judge/judge-run.ts';
import type { ProbeOutcome } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import { answer, expecting, result } from '../results.ts';

describe('judgeRun', () => {
  const config = { settleSeconds: 60, allowUnproved: false };
  const facts: RunFacts & { values: KnownValues } = {
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

  test('passes with the number of requests and the 99th percentile of their times', () => {
    const results = [41, 212, 17].map((tookMs) => result({}, answer({ tookMs })));

    expect(judgeRun(results, config, facts)).toMatchObject({
      kind: 'pass',
      reason: '3 of 3 requests passed, p99 212 ms',
    });
  });

  test('names the limit if all requests have the same one', () => {
    const results = [41, 212].map((tookMs) => result({ maxMillis: 500 }, answer({ tookMs })));

    expect(judgeRun(results, config, facts).reason).toBe('2 of 2 requests passed, p99 212 ms (allowed 500)');
  });

  test('has the times of the answers for a chart, with their limit if all have the same', () => {
    const results = [41, 212, 17].map((tookMs) => result({ maxMillis: 500 }, answer({ tookMs })));
    const unlimited = result({}, answer({ tookMs: 3 }));
    const series = (...judged: RequestResult[]) => judgeRun(judged, config, facts).series;

    expect(series(...results)).toEqual({ name: 'response times', values: [41, 212, 17], unit: 'ms', max: 500 });
    expect(series(...results, unlimited)).toEqual({ name: 'response times', values: [41, 212, 17, 3], unit: 'ms' });
    expect(series(...results, result({}, answer({ status: 404, tookMs: 5 })))?.values).toEqual([41, 212, 17, 5]);
    expect(series(...results.slice(1), unlimited, result({}, refused))).toBeUndefined();
    expect(series(...results.slice(1))).toBeUndefined();
  });

  test('has the times of the samples instead, if a request is sent many times', () => {
    const judged = (['GET /', 'GET /cart', 'GET /me'] as const).map((name) => ({
      ...judgeResponse(result({}, answer({ tookMs: 9 }))),
      ...(name === 'GET /cart' && { samples: { times: [1, 2, 30], maxMillis: 40 } }),
    }));

    expect(judgeJudged(judged, config, facts).series).toMatchObject({ values: [1, 2, 30], max: 40 });
  });

  test('says that answers were degraded, how many, and which was the first', () => {
    const judged = ['/', '/cart', '/search'].map((path) => judgeResponse(result({ path }, answer())));
    const degraded = judged.map((each, at) =>
      at === 0 ? each : { ...each, finding: { ...each.finding, outcome: 'degraded' as const } },
    );

    expect(judgeJudged(degraded, config, facts)).toMatchObject({
      kind: 'pass',
      reason: '3 of 3 requests passed, p99 41 ms, 2 degraded: GET /cart status 200, 41 ms',
    });
  });

  test('fails with the first wrong answer, even if other requests got none', () => {
    const results = [result({}, refused), result({ path: '/health' }, answer({ status: 503 })), result({}, answer())];

    expect(judgeRun(results, config, facts)).toMatchObject({
      kind: 'fail',
      reason:
        '1 of 3 failed at http://test.shop.example:8080: GET /health found status 503, 41 ms (allowed status 200)',
      findings: [{ outcome: 'unknown' }, { outcome: 'failed' }, { outcome: 'passed' }],
    });
  });

  test('is an error, with its cause, if an answer is missing and none is wrong', () => {
    expect(judgeRun([result({}, answer()), result({}, refused, 3)], config, facts)).toMatchObject({
      kind: 'error',
      reason:
        '1 of 2 without an answer from http://test.shop.example:8080: GET /: connection refused (ECONNREFUSED), 3 attempts',
      cause: refused.kind === 'transport' ? refused.cause : undefined,
    });
  });

  describe('while the listener has not settled', () => {
    const elb = answer({ status: 503, headers: { server: ['awselb/2.0'] } });
    const values = new Map([['$revisionId', { forms: ['42'], isSecret: false, provesGreen: true as const }]]);
    const unreached = result({}, elb);
    const other = result(
      { path: '/v', ...expecting({ header: { 'x-revision': '$revisionId' } }) },
      answer({ headers: { 'x-revision': ['41'] } }),
    );
    const sayElb =
      'GET / found status 503, server awselb/2.0, 41 ms, which the load balancer answered, not the release (allowed status 200)';
    const sayOther =
      'GET /v found status 200, 41 ms, header x-revision is "41" (allowed status 200, header x-revision $revisionId (42))';
    const since = (text: string) => ({ ...facts, values, unsettledSince: new Date(text) });

    test('waits, counting from the first such answer', () => {
      expect(judgeRun([unreached, other, result({}, answer())], config, { ...facts, values })).toEqual({
        kind: 'wait',
        reason: `the listener has not settled: 2 of 3 at http://test.shop.example:8080: ${sayElb}`,
        findings: [
          expect.objectContaining({ outcome: 'waiting' }),
          expect.objectContaining({ outcome: 'waiting' }),
          expect.objectContaining({ outcome: 'passed' }),
        ],
        state: { unsettledSince: 1795356000 },
        deadline: new Date('2026-11-22T14:01:00Z'),
        retryAfterSeconds: 5,
      });
    });

    test('waits for settleSeconds from then on, and not longer', () => {
      const judge = (text: string) => judgeRun([unreached], config, since(text));

      expect(judge('2026-11-22T13:59:01.900Z')).toMatchObject({
        ...{ kind: 'wait', deadline: new Date('2026-11-22T14:00:01Z'), state: { unsettledSince: 1795355941 } },
      });
      expect(judge('2026-11-22T13:59:00.900Z').kind).toBe('error');
    });

    test('reports an error afterwards, and keeps counting from the same time', () => {
      expect(judgeRun([unreached, result({}, answer())], config, since('2026-11-22T13:59:00Z'))).toEqual({
        kind: 'error',
        reason: `not settled after 60 s: 1 of 2 at http://test.shop.example:8080: ${sayElb}`,
        findings: [expect.objectContaining({ outcome: 'unknown' }), expect.objectContaining({ outcome: 'passed' })],
        state: { unsettledSince: 1795355940 },
      });
    });

    test('fails afterwards on another version, and says what was found', () => {
      expect(judgeRun([unreached, other, other], config, since('2026-11-22T13:59:00Z'))).toEqual({
        kind: 'fail',
        reason: `not settled after 60 s: 2 of 3 at http://test.shop.example:8080: ${sayOther}`,
        findings: ['unknown', 'failed', 'failed'].map((outcome) => expect.objectContaining({ outcome })),
      });
    });

    test('fails at once on another version if there is no time to settle', () => {
      expect(judgeRun([other], { ...config, settleSeconds: 0 }, { ...facts, values })).toMatchObject({
        kind: 'fail',
        reason: `1 of 1 failed at http://test.shop.example:8080: ${sayOther}`,
      });
    });

    test('fails at once on a wrong answer of the release', () => {
      const wrong = result({}, answer({ status: 404 }));

      expect(judgeRun([unreached, wrong], config, { ...facts, values })).toMatchObject({
        kind: 'fail',
        reason: '1 of 2 failed at http://test.shop.example:8080: GET / found status 404, 41 ms (allowed status 200)',
      });
    });
  });

  describe('if every answer is correct', () => {
    const because = 'the rule is not known';
    const remedy =
      'compare the answer with what is deployed, such as "expect": { "header": { "x-revision": "$revisionId" } }, or set "allowUnproved": true';
    const unproved = (isUnread: boolean) => ({ ...result({}, answer()), proved: { because, isUnread } });
    const finding = {
      name: 'new version',
      found: `not proved to be green: GET /: ${because}`,
      allowed: 'proved to be green',
    };
    const passed = { name: 'GET /', outcome: 'passed', found: 'status 200, 41 ms', allowed: 'status 200' };

    test('fails if nothing proves that green gave one of them', () => {
      expect(judgeRun([result({}, answer()), unproved(false)], config, facts)).toEqual({
        kind: 'fail',
        reason: `not proved to be green: GET /: ${because}; ${remedy}`,
        findings: [passed, passed, { ...finding, outcome: 'failed' }],
      });
    });

    test('is an error if the proof for one of them could not be read', () => {
      expect(judgeRun([unproved(false), unproved(true)], config, facts)).toEqual({
        kind: 'error',
        reason: `not proved to be green: GET /: ${because}`,
        findings: [passed, passed, { ...finding, outcome: 'unknown' }],
      });
    });

    test('passes if that is allowed, and says so', () => {
      expect(judgeRun([unproved(true)], { ...config, allowUnproved: true }, facts)).toEqual({
        kind: 'pass',
        reason: `1 of 1 requests passed, p99 41 ms; not proved to be green: GET /: ${because}`,
        findings: [passed, { ...finding, outcome: 'unknown' }],
      });
    });

    test('passes if the answer itself proves it, and says so', () => {
      const values = new Map([['$revisionId', { forms: ['42'], isSecret: false, provesGreen: true as const }]]);
      const request = expecting({ header: { 'x-revision': '$revisionId' } });
      const byAnswer = {
        ...result(request, answer({ headers: { 'x-revision': ['42'] } })),
        proved: { because, isUnread: true },
      };

      expect(judgeRun([byAnswer, result({}, answer())], config, { ...facts, values }).reason).toBe(
        '2 of 2 requests passed, p99 41 ms, proved to be green by the answers',
      );
    });

    test.each([
      ['by the slowest of ninety-nine', 99, undefined, 'p99 99 ms'],
      ['by all but the slowest of a hundred', 100, undefined, 'p99 99 ms'],
      ['without a limit if they differ', 3, [500, 500, 600], 'p99 3 ms'],
      ['without a limit if only one has it', 2, [500, undefined], 'p99 2 ms'],
    ])('says how long it took: %s', (_what, count, limits, said) => {
      const results = Array.from({ length: count }, (_, index) =>
        result({ maxMillis: limits?.[index] }, answer({ tookMs: count - index })),
      );

      expect(judgeRun(results, config, facts).reason).toBe(`${count} of ${count} requests passed, ${said}`);
    });
  });

  test('waits for the requests that continue, and says what the first of them found', () => {
    const passed = judgeResponse(result({}, answer()));
    const continued = (path: string): Judgement => ({
      ...judgeResponse(result({ path }, answer({ status: 404 }))),
      kind: 'continued',
    });
    const judged = [passed, continued('/a'), continued('/b')];

    expect(judgeJudged(judged, config, { ...facts, nextAt: new Date('2026-11-22T14:00:09.001Z') })).toEqual({
      kind: 'wait',
      reason: '1 of 3 done: GET /a found status 404, 41 ms',
      findings: judged.map(({ finding }) => finding),
      retryAfterSeconds: 10,
    });
    expect(judgeJudged(judged, config, facts)).toMatchObject({ retryAfterSeconds: 1 });
  });

  test('is an error if nothing was sent', () => {
    expect(judgeRun([], config, facts)).toEqual({ kind: 'error', reason: 'no request was sent', findings: [] });
  });

  test('passes only if every request has an allowed answer, and something was sent', () => {
    const outcome: fc.Arbitrary<ProbeOutcome> = fc.oneof(
      { weight: 6, arbitrary: fc.constant(answer()) },
      fc.record({
        kind: fc.constant('answer' as const),
        status: fc.integer({ min: 100, max: 599 }),
        tookMs: fc.integer({ min: 0, max: 70_000 }),
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
              each.tookMs <= 500 &&
              each.bodyEnd !== 'late',
          );
        expect(judgeRun(results, config, facts).kind === 'pass').toBe(good);
      }),
      { numRuns: 1000 },
    );
  });
});

function judgeRun(
  results: readonly RequestResult[],
  config: Parameters<typeof judgeJudged>[1],
  { values, ...facts }: RunFacts & { values: KnownValues },
) {
  return judgeJudged(
    results.map((result) => judgeResponse(result, values)),
    config,
    facts,
  );
}
