import { describe, expect, test } from 'vitest';
import { reportPrefix } from '../../../src/storage/keys.ts';
import { approving, subject, wordsOn } from '../../helpers/approval.ts';
import { httpApiEvent } from '../deployed.ts';
import { useBuiltDesk } from './built-desk.ts';

const { shared, own } = useBuiltDesk();

describe('H3 the built desk', () => {
  test('records the form that a browser sends', async () => {
    const { decide, request } = await shared();

    expect(await decide(approving)).toMatchObject({ statusCode: 303 });
    expect(request()).toMatchObject({ status: 'APPROVED', decision: { by: 'ana@example.com' } });
  });

  test.each<[string, Record<string, string>, string, number]>([
    ['that the browser labels cross-site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, '', 403],
    ['from a foreign origin', { 'sec-fetch-site': '', origin: 'https://evil.example' }, '', 403],
    ['with both choices', {}, '&choice=reject', 400],
    ['of no type', { 'content-type': '' }, '', 415],
    ['of another type', { 'content-type': 'text/plain' }, '', 415],
  ])('records no form %s', async (_what, headers, more, status) => {
    const { ask, link, request } = await shared();
    const nonce = /name="nonce" value="([^"]+)"/.exec((await ask('GET', link)).body)?.[1] ?? '';
    const body = `${new URLSearchParams({ nonce, ...approving })}${more}`;
    const event = httpApiEvent('POST', link, body) as { headers: Record<string, string> };

    const answer = await ask('POST', link, body, { headers: { ...event.headers, ...headers } });

    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(request()).toMatchObject({ status: 'PENDING', votes: [] });
  });
});

describe('a page of the built desk that was shown before', () => {
  const report = (check: string, reason: string) =>
    JSON.stringify({
      ...{ schemaVersion: 1, check, stage: 'POST_TEST_TRAFFIC_SHIFT', verdict: 'pass', reason, findings: [] },
      at: '2026-11-22T13:59:00.000Z',
    });

  test('costs one GET and one LIST, and shows what has changed since', async ({ onTestFinished: atEnd }) => {
    const { aws, ask, link } = await own(() => 'serve', atEnd);
    const reports = reportPrefix(subject);
    for (const check of ['smoke', 'alarms', 'metrics'])
      aws.objects.set(`${reports}POST_TEST_TRAFFIC_SHIFT.${check}.json`, report(check, `${check} is fine`));
    const first = await ask('GET', link);
    const cold = aws.asked.splice(0);

    const second = await ask('GET', link);
    const warm = aws.asked.splice(0);
    aws.objects.set(`${reports}POST_TEST_TRAFFIC_SHIFT.smoke.json`, report('smoke', 'smoke was run again'));
    const third = await ask('GET', link);

    expect(wordsOn(first.body)).toContain('alarms is fine');
    expect(cold.filter((asked) => asked === 'GET reports')).toHaveLength(3);
    expect(wordsOn(second.body)).toBe(wordsOn(first.body));
    expect(warm.sort()).toEqual(['GET approvals', 'LIST reports']);
    expect(wordsOn(third.body)).toContain('smoke was run again');
    expect(aws.asked.sort()).toEqual(['GET approvals', 'GET reports', 'LIST reports']);
    expect(Buffer.byteLength(third.body)).toBeLessThan(20_000);
  });
});

// Each waits for most of its time, so they do it at the same time.
describe('M1 when AWS accepts a request and never answers', { concurrent: true }, () => {
  test('the desk still starts while Secrets Manager hangs, and answers with a page', async ({
    expect,
    onTestFinished: atEnd,
  }) => {
    const { ask, link, output } = await own((asked) => (asked === 'GetSecretValue' ? 'hang' : 'serve'), atEnd);

    const answer = await ask('GET', link);

    expect(answer.statusCode).toBe(503);
    expect(wordsOn(answer.body)).toContain('The desk cannot answer right now');
    expect(output()).not.toContain(link.slice(5));
  });

  test('a vote with a write that hangs gets a page that says that it may count', async ({
    expect,
    onTestFinished: atEnd,
  }) => {
    const { decide, request } = await own((asked) => (asked === 'PUT approvals' ? 'hang' : 'serve'), atEnd);

    const answer = await decide(approving);

    expect(answer.statusCode).toBe(503);
    expect(wordsOn(answer.body)).toContain('It is not known whether your decision is recorded');
    expect(wordsOn(answer.body)).toContain('If it was recorded, it counts');
    expect(request().status).toBe('PENDING');
  });

  test('a vote that was written without a response counts, and the reviewer is informed', async ({
    expect,
    onTestFinished: atEnd,
  }) => {
    const { decide, request, ask, link } = await own((asked) => (asked === 'PUT approvals' ? 'late' : 'serve'), atEnd);

    const answer = await decide(approving);

    expect(answer.statusCode).toBe(303);
    expect(request()).toMatchObject({ status: 'APPROVED', votes: [{ by: 'ana@example.com' }] });
    expect(wordsOn((await ask('GET', link)).body)).toContain('Your approval is recorded');
  });

  test('a decision is confirmed even if its index entry cannot be removed', async ({
    expect,
    onTestFinished: atEnd,
  }) => {
    const { decide, request } = await own((asked) => (asked === 'DELETE open' ? 'hang' : 'serve'), atEnd);

    expect(await decide(approving)).toMatchObject({ statusCode: 303 });
    expect(request().status).toBe('APPROVED');
  });

  test('a page is shown without reports while their list hangs, and no page while the ledger hangs', async ({
    expect,
    onTestFinished: atEnd,
  }) => {
    const withoutReports = await own((asked) => (asked === 'LIST reports' ? 'hang' : 'serve'), atEnd);
    const withoutLedger = await own((asked) => (asked === 'GET approvals' ? 'hang' : 'serve'), atEnd);

    const shown = await withoutReports.ask('GET', withoutReports.link);
    const refused = await withoutLedger.ask('GET', withoutLedger.link);

    expect(shown.statusCode).toBe(200);
    expect(wordsOn(shown.body)).toContain('The reports cannot be read at the moment');
    expect(refused.statusCode).toBe(503);
    expect(wordsOn(refused.body)).toContain('The desk cannot reach its ledger right now');
  });
});

describe('RL9 any request to the built desk', () => {
  const http = (method: string) => {
    const { requestContext } = httpApiEvent(method, '/') as { requestContext: Record<string, unknown> };
    return requestContext;
  };
  test.each<[string, string, Record<string, unknown>, number]>([
    ['a GET with a body', 'GET', { body: 'choice=approve', isBase64Encoded: false }, 200],
    ['a HEAD with a body', 'HEAD', { body: 'choice=approve', isBase64Encoded: false }, 200],
    ['TRACE', 'TRACE', {}, 405],
    ['CONNECT', 'CONNECT', {}, 405],
    ['an invalid method', 'A B', {}, 405],
    ['no method', 'GET', { requestContext: {} }, 400],
    ['a domain name that cannot be parsed', 'GET', { requestContext: { ...http('GET'), domainName: 'a b[' } }, 200],
    ['no domain name', 'GET', { requestContext: { http: { method: 'GET' } } }, 200],
    ['no headers', 'GET', { headers: undefined }, 400],
    ['a header that is not text', 'GET', { headers: { origin: 'a\u0100\nb' } }, 200],
    ['a query that cannot be decoded', 'GET', { rawQueryString: '%E0%A4%A&%' }, 200],
  ])('gets the usual form of answer, without the token in the log: %s', async (_what, method, changes, status) => {
    const { ask, link, output, request } = await shared();

    const answer = await ask(method, link, undefined, changes);

    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    const [, , claims = '', mac = ''] = link.split('.');
    expect(output()).not.toContain(claims);
    expect(output()).not.toContain(mac);
    expect(request().status).toBe('PENDING');
  });

  test.each(['/a/%', '/a/%E0%A4%A', '//evil.example/a', '/a/\u0000', '/a/b c', '', '?', '/decisions/../a'])(
    'gets a page for the path %j',
    async (path) => {
      const { ask } = await shared();

      const answer = await ask('GET', path);

      expect([200, 400, 404, 405]).toContain(answer.statusCode);
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    },
  );
});
