import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProbeAnswer, ProbeOutcome } from '../../../src/checks/smoke/http-probe.ts';
import { judgeResponse, judgeRun, type RequestResult } from '../../../src/checks/smoke/judge-response.ts';
import type { SmokeRequest } from '../../../src/checks/smoke/smoke-config.ts';

describe('judgeResponse', () => {
  it('passes an answer that is as it should be', () => {
    expect(judgeResponse(result({ path: '/health' }, answer()))).toEqual({
      name: 'GET /health',
      outcome: 'passed',
      found: 'status 200, 41 ms',
      allowed: 'status 200',
    });
  });

  it.each<[string, Partial<SmokeRequest>, Partial<ProbeAnswer>, string, string]>([
    ['status', {}, { status: 503 }, 'status 503, 41 ms', 'status 200'],
    ['redirect', { status: [200, 204] }, { status: 302 }, 'status 302, 41 ms', 'status 200 or 204'],
    ['time', { maxMillis: 500 }, { millis: 501 }, 'status 200, 501 ms', 'status 200, 500 ms'],
    [
      'text',
      { contains: 'Add to cart' },
      { body: Buffer.from('sold out') },
      'status 200, 41 ms, text not found in the body',
      'status 200, body with "Add to cart"',
    ],
    [
      'text beyond the first MiB',
      { contains: 'end' },
      { bodyEnd: 'cut' },
      'status 200, 41 ms, text not found in the first MiB of the body, which is longer',
      'status 200, body with "end"',
    ],
    [
      'encoding',
      { contains: 'Add to cart' },
      { contentEncoding: 'br' },
      'status 200, 41 ms, text not found, body is encoded with br',
      'status 200, body with "Add to cart"',
    ],
    [
      'endless body',
      {},
      { bodyEnd: 'late', millis: 5000 },
      'status 200, body not complete after 5000 ms',
      'status 200',
    ],
  ])('fails a wrong %s, with what was found and what is allowed', (_what, request, given, found, allowed) => {
    expect(judgeResponse(result(request, answer(given)))).toEqual({ name: 'GET /', outcome: 'failed', found, allowed });
  });

  it('passes an answer that takes exactly as long as it may', () => {
    expect(judgeResponse(result({ maxMillis: 500 }, answer({ millis: 500 }))).outcome).toBe('passed');
  });

  it('passes text in a body that was cut, once it has been seen', () => {
    const outcome = answer({ body: Buffer.from('Grüße'), bodyEnd: 'cut' });

    expect(judgeResponse(result({ contains: 'Grüße' }, outcome)).outcome).toBe('passed');
  });

  it('does not know what it got no answer about', () => {
    const outcome = { kind: 'transport', problem: 'connection refused (ECONNREFUSED)', cause: undefined } as const;

    expect(judgeResponse(result({}, outcome, 3))).toMatchObject({
      outcome: 'unknown',
      found: 'connection refused (ECONNREFUSED), 3 attempts',
    });
  });

  it('shows no query string', () => {
    expect(judgeResponse(result({ path: '/search?token=hunter2' }, answer())).name).toBe('GET /search?…');
  });
});

describe('judgeRun', () => {
  const origin = 'http://test.shop.example:8080';
  const refused: ProbeOutcome = {
    kind: 'transport',
    problem: 'connection refused (ECONNREFUSED)',
    cause: new Error('no'),
  };

  it('passes with the number of requests and the time of nearly all', () => {
    const results = [41, 212, 17].map((millis) => result({}, answer({ millis })));

    expect(judgeRun(results, origin)).toMatchObject({ kind: 'pass', reason: '3 of 3, p99 212 ms' });
  });

  it('names the limit when there is one for all', () => {
    const results = [41, 212].map((millis) => result({ maxMillis: 500 }, answer({ millis })));

    expect(judgeRun(results, origin).reason).toBe('2 of 2, p99 212 ms (allowed 500)');
  });

  it('fails with the first wrong answer, though others got none', () => {
    const results = [result({}, refused), result({ path: '/health' }, answer({ status: 503 })), result({}, answer())];

    expect(judgeRun(results, origin)).toMatchObject({
      kind: 'fail',
      reason:
        '1 of 3 failed at http://test.shop.example:8080: GET /health found status 503, 41 ms (allowed status 200)',
      findings: [{ outcome: 'unknown' }, { outcome: 'failed' }, { outcome: 'passed' }],
    });
  });

  it('is an error, with its cause, when an answer is missing and none is wrong', () => {
    expect(judgeRun([result({}, answer()), result({}, refused, 3)], origin)).toMatchObject({
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
        expect(judgeRun(results, origin).kind === 'pass').toBe(good);
      }),
      { numRuns: 1000 },
    );
  });
});

function result(request: Partial<SmokeRequest>, outcome: ProbeOutcome, attempts = 1): RequestResult {
  return {
    request: {
      method: 'GET',
      path: '/',
      status: [200],
      contains: undefined,
      headers: {},
      maxMillis: undefined,
      ...request,
    },
    outcome,
    attempts,
  };
}

function answer(change: Partial<ProbeAnswer> = {}): ProbeAnswer {
  return {
    kind: 'answer',
    status: 200,
    millis: 41,
    body: Buffer.from('ok'),
    bodyEnd: 'whole',
    contentEncoding: undefined,
    headers: {},
    ...change,
  };
}
