import { describe, expect, it } from 'vitest';
import type { ProbeAnswer } from '../../../src/checks/smoke/http-probe.ts';
import { judgeResponse } from '../../../src/checks/smoke/judge-response.ts';
import type { SmokeRequest } from '../../../src/checks/smoke/smoke-config.ts';
import { answer, result } from './results.ts';

describe('judgeResponse', () => {
  it('passes an answer that is as it should be', () => {
    expect(judgeResponse(result({ path: '/health' }, answer())).finding).toEqual({
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
    expect(judgeResponse(result(request, answer(given))).finding).toEqual({
      name: 'GET /',
      outcome: 'failed',
      found,
      allowed,
    });
  });

  it('passes an answer that takes exactly as long as it may', () => {
    expect(judgeResponse(result({ maxMillis: 500 }, answer({ millis: 500 }))).kind).toBe('passed');
  });

  it('passes text in a body that was cut, once it has been seen', () => {
    const outcome = answer({ body: Buffer.from('Grüße'), bodyEnd: 'cut' });

    expect(judgeResponse(result({ contains: 'Grüße' }, outcome)).kind).toBe('passed');
  });

  it('does not know what it got no answer about', () => {
    const outcome = { kind: 'transport', problem: 'connection refused (ECONNREFUSED)', cause: undefined } as const;

    expect(judgeResponse(result({}, outcome, 3)).finding).toMatchObject({
      outcome: 'unknown',
      found: 'connection refused (ECONNREFUSED), 3 attempts',
    });
  });

  it('shows no query string', () => {
    expect(judgeResponse(result({ path: '/search?token=hunter2' }, answer())).finding.name).toBe('GET /search?…');
  });
});
