import { describe, expect, test } from 'vitest';
import type { SmokeRequest } from '../../../../src/checks/smoke/config/request-config.ts';
import { isWorthRetrying, judgeResponse } from '../../../../src/checks/smoke/judge/judge-response.ts';
import type { ProbeAnswer, ProbeOutcome } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import { answer, expecting, result } from '../results.ts';

const elb = { server: ['awselb/2.0'] };
const waf = { 'x-amzn-waf-action': ['challenge'] };

describe('judgeResponse', () => {
  test('passes a correct answer', () => {
    expect(judgeResponse(result({ path: '/health' }, answer())).finding).toEqual({
      name: 'GET /health',
      outcome: 'passed',
      found: 'status 200, 41 ms',
      allowed: 'status 200',
    });
  });

  test.each<[string, Partial<SmokeRequest>, Partial<ProbeAnswer>, string, string]>([
    ['status', {}, { status: 503 }, 'status 503, 41 ms', 'status 200'],
    ['redirect', { status: [200, 204] }, { status: 302 }, 'status 302, 41 ms', 'status 200 or 204'],
    ['time', { maxMillis: 500 }, { tookMs: 501 }, 'status 200, 501 ms', 'status 200, 500 ms'],
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
      { bodyEnd: 'late', tookMs: 5000 },
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

  test('passes an answer that takes exactly as long as allowed', () => {
    expect(judgeResponse(result({ maxMillis: 500 }, answer({ tookMs: 500 }))).kind).toBe('passed');
  });

  test('passes if the text was found before the body was cut', () => {
    const outcome = answer({ body: Buffer.from('Grüße'), bodyEnd: 'cut' });

    expect(judgeResponse(result({ contains: 'Grüße' }, outcome)).kind).toBe('passed');
  });

  test('does not judge what it got no answer about', () => {
    const outcome = { kind: 'transport', problem: 'connection refused (ECONNREFUSED)', cause: undefined } as const;

    expect(judgeResponse(result({}, outcome, 3)).finding).toMatchObject({
      outcome: 'unknown',
      found: 'connection refused (ECONNREFUSED), 3 attempts',
    });
  });

  test('shows no query string', () => {
    expect(judgeResponse(result({ path: '/search?token=hunter2' }, answer())).finding.name).toBe('GET /search?…');
  });

  test.each<[string, number, Record<string, string[]>, string]>([
    ['a page of its own', 200, elb, 'its rule redirects, or has a fixed response'],
    ['a redirect', 301, elb, 'its rule redirects, or has a fixed response'],
    ['a status of its own', 500, elb, 'its rule redirects, or has a fixed response'],
    ['a login', 401, elb, 'its rule requires a login; sign in with auth'],
    ['a 403', 403, elb, 'which the load balancer or a web ACL answered, not the release: let requests with'],
    ['a 405', 405, elb, 'which the load balancer or a web ACL answered, not the release: let requests with'],
    ['a 429', 429, elb, 'which the load balancer or a web ACL answered, not the release: let requests with'],
    ['a 464', 464, elb, 'which the load balancer answers when the target speaks HTTP/2 only'],
    ['a challenge', 202, waf, 'which a web ACL answered, not the release: let requests with the user-agent'],
    ['a 503 of a web ACL', 503, waf, 'which a web ACL answered, not the release: let requests with the user-agent'],
  ])('R2 fails %s that did not come from the release, even if the status is allowed', (_what, status, headers, why) => {
    const { kind, finding } = judgeResponse(result({ status: [status] }, answer({ status, headers })));

    expect(kind).toBe('failed');
    expect(finding.found).toContain(why);
  });

  test.each([502, 503, 504])('R1 waits for a load balancer that answers %i instead of the release', (status) => {
    const { kind, finding } = judgeResponse(result({ status: [status] }, answer({ status, headers: elb })));

    expect({ kind, outcome: finding.outcome }).toEqual({ kind: 'unreached', outcome: 'waiting' });
    expect(finding.found).toBe(
      `status ${status}, server awselb/2.0, 41 ms, which the load balancer answered, not the release`,
    );
  });

  test.each<[string, number, string[] | undefined, number[], string]>([
    [
      'to https',
      301,
      ['https://shop.example.com/'],
      [200],
      ', redirects are not followed: use a test listener (or baseUrl) with https, request the page that it leads to, or allow it with "status": 301',
    ],
    [
      'to another page',
      399,
      ['/https:/login'],
      [200],
      ', redirects are not followed: request the page that it leads to, or allow it with "status": 399',
    ],
    [
      'of the lowest status',
      300,
      ['HTTPS://shop.example.com/'],
      [200],
      ', redirects are not followed: use a test listener (or baseUrl) with https, request the page that it leads to, or allow it with "status": 300',
    ],
    ['without a location', 304, undefined, [200], ''],
    ['that has an error status', 400, ['https://shop.example.com/'], [200], ''],
    ['that has a success status', 299, ['https://shop.example.com/'], [200], ''],
    ['that is allowed, with a wrong body', 302, ['https://shop.example.com/'], [302], ', text not found in the body'],
  ])('R3 gives advice on a redirect %s', (_what, status, location, allowed, advice) => {
    const request = { status: allowed, ...(allowed.includes(status) && { contains: 'Add to cart' }) };
    const { finding } = judgeResponse(result(request, answer({ status, headers: location ? { location } : {} })));

    expect(finding.found.replace(/^.*41 ms/, '')).toBe(advice);
    expect(finding.found).toMatch(location ? /, location .*, 41 ms/ : /^status \d+, 41 ms/);
  });

  test('gives no advice on a redirect that was followed to another one', () => {
    const redirect = answer({ status: 302, headers: { location: ['/b'] } });

    expect(judgeResponse(result({ followRedirects: 1 }, redirect)).finding.found).toBe(
      'status 302, location /b, 41 ms',
    );
  });

  test('passes what proves to be green, no matter what its server header says', () => {
    const request = expecting({ header: { 'x-revision': '$revisionId' } });
    const values = new Map([['$revisionId', { forms: ['42'], isSecret: false, provesGreen: true as const }]]);
    const judge = (revision: string) =>
      judgeResponse(result(request, answer({ headers: { ...elb, 'x-revision': [revision] } })), values).kind;

    expect([judge('42'), judge('41')]).toEqual(['passed', 'failed']);
  });

  test('is proved by the rules of the listener, no matter what the answer proves', () => {
    const request = expecting({ body: '$imageTag' });
    const provesGreen = { because: 'the same before', isUnread: false };
    const values = new Map([['$imageTag', { forms: ['ok'], isSecret: false, provesGreen }]]);
    const unproved = { because: 'no rule', isUnread: false };

    expect(judgeResponse(result(request, answer()), values).proof).toBe(true);
    expect(judgeResponse({ ...result(request, answer()), proved: unproved }, values).proof).toEqual(provesGreen);
    expect(judgeResponse({ ...result({}, answer()), proved: unproved }, values).proof).toEqual(unproved);
  });

  test.each<[string, number, 'transport' | 'refused', boolean]>([
    ['no answer', 0, 'transport', true],
    ['a refused request', 0, 'refused', false],
    ['a 503 of the load balancer', 503, 'transport', true],
    ['a 403 of the load balancer', 403, 'transport', false],
  ])('asks again after %s: %s', (_what, status, kind, isWorth) => {
    const outcome =
      status === 0 ? { kind, problem: 'no such name (ENOTFOUND)', cause: undefined } : answer({ status, headers: elb });

    expect(isWorthRetrying(result({}, outcome as ProbeOutcome), new Map())).toBe(isWorth);
  });

  test.each<[string, 'PUT' | 'POST' | 'PATCH', ProbeOutcome, boolean]>([
    ['a PUT that may have been carried out', 'PUT', { kind: 'transport', problem: 'x', cause: undefined }, true],
    ['a POST that may have been carried out', 'POST', { kind: 'transport', problem: 'x', cause: undefined }, false],
    ['a POST that was not sent', 'POST', { kind: 'transport', problem: 'x', cause: undefined, isUnsent: true }, true],
    ['a PATCH for which there was no target', 'PATCH', byLoadBalancer(503), true],
    ['a PATCH whose target hung up', 'PATCH', byLoadBalancer(502), false],
    ['a POST whose target took too long', 'POST', byLoadBalancer(504), false],
    ['a POST that the release itself answered', 'POST', answer({ status: 503 }), false],
  ])('decides whether %s is repeated', (_case, method, outcome, isWorth) => {
    expect(isWorthRetrying(result({ method }, outcome), new Map())).toBe(isWorth);
  });

  test('repeats a POST of gRPC, which only asks for the health of a service', () => {
    const lost: ProbeOutcome = { kind: 'transport', problem: 'x', cause: undefined };

    expect(isWorthRetrying(result({ method: 'POST', grpc: { service: '' } }, lost), new Map())).toBe(true);
  });

  test('does not repeat a POST that another version answered with 503', () => {
    const request = {
      method: 'POST',
      status: [503],
      ...expecting({ header: { 'x-revision': '$revisionId' } }),
    } as const;
    const values = new Map([['$revisionId', { forms: ['42'], isSecret: false, provesGreen: true as const }]]);
    const other = result(request, answer({ status: 503, headers: { 'x-revision': ['41'] } }));

    expect(judgeResponse(other, values).kind).toBe('other');
    expect(isWorthRetrying(other, values)).toBe(false);
  });

  test.each<[Partial<SmokeRequest>, string]>([
    [{ method: 'PUT', path: '/cart' }, 'PUT /cart'],
    [{ path: '/search?q=cart' }, 'GET /search?…'],
    [{ grpc: { service: 'shop.Cart' } }, 'gRPC health of shop.Cart'],
    [{ grpc: { service: '' } }, 'gRPC health of the server'],
    [{ grpc: { service: 'shop.Cart' }, name: 'cart' }, 'cart'],
  ])('names what was asked: %j', (request, name) => {
    expect(judgeResponse(result(request, answer())).finding.name).toBe(name);
  });

  test('names the target group and the attempts, if there were several', () => {
    const { finding } = judgeResponse({ ...result({}, answer(), 2), at: 'shop-green' });

    expect(finding).toMatchObject({ name: 'GET / (shop-green)', found: 'status 200, 41 ms, 2 attempts' });
  });
});

function byLoadBalancer(status: number): ProbeOutcome {
  return answer({ status, headers: { server: ['awselb/2.0'] } });
}
