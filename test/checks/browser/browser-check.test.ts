import { beforeEach, describe, expect, test } from 'vitest';
import type { LoadOutcome, PageJob } from '../../../src/checks/browser/page-loader.ts';
import { fallback, path, rule, toBlue } from '../../deployment/test-traffic/a-test-listener.ts';
import { testRule, twoShops } from './two-shops.ts';

let shops: ReturnType<typeof twoShops>;
const broken: LoadOutcome = { kind: 'broken', problem: 'Chromium ended' };

let opened: PageJob[];
/** What each page that is opened turns out to be, in turn; afterwards all load. */
let outcomes: LoadOutcome[];

beforeEach(() => {
  shops = twoShops(8080);
  opened = [];
  outcomes = [];
});

const loader = {
  async load(job: PageJob): Promise<LoadOutcome> {
    opened.push(job);
    return outcomes.shift() ?? answered(job);
  },
};

function answered({ url, headers }: PageJob, status = 200): LoadOutcome {
  const hops = [{ url, method: 'GET', headers, status }];
  const nothing = { resources: [], consoleErrors: [], pageErrors: [], blockedHosts: [], missing: [] };
  return { kind: 'loaded', page: { hops, ...nothing, tookMs: 500 } };
}

describe('a browser check', () => {
  test('opens every page through the test rule, with the header that the rule wants', async () => {
    const verdict = await shops.run(loader, { pages: ['/', '/products?page=2'] });

    expect(verdict).toMatchObject({ kind: 'pass', reason: '2 of 2 pages loaded without errors' });
    expect(opened).toMatchObject([
      { url: 'http://127.0.0.1:8080/', connectTo: { hostname: '127.0.0.1', port: 8080 } },
      { url: 'http://127.0.0.1:8080/products?page=2', headers: { 'x-test': expect.any(String) } },
    ]);
  });

  test('opens nothing if another rule answers first', async () => {
    shops.setRules(rule('1', toBlue, path('/*')), testRule, fallback(toBlue));

    expect(await shops.run(loader)).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('would not reach green'),
    });
    expect(opened).toEqual([]);
  });

  test('opens nothing and waits while the test rule does not point at green', async () => {
    shops.setRules({ ...testRule, Actions: toBlue }, fallback(toBlue));

    expect(await shops.run(loader)).toMatchObject({ kind: 'wait' });
    expect(opened).toEqual([]);
  });

  test('opens nothing before there is test traffic', async () => {
    const verdict = await shops.run(loader, {}, { stage: 'POST_SCALE_UP' });

    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining('no test traffic reaches') });
    expect(opened).toEqual([]);
  });

  test('opens a baseUrl only if it need not be proved, and says so', async () => {
    const baseUrl = 'http://127.0.0.1:9090/shop';

    expect(await shops.run(loader, { baseUrl })).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('set "allowUnproved": true'),
    });
    expect(opened).toEqual([]);
    const verdict = await shops.run(loader, { baseUrl, allowUnproved: true, pages: ['/a'] });
    expect(verdict).toMatchObject({ kind: 'pass' });
    expect(verdict.findings).toContainEqual(expect.objectContaining({ name: 'new version', outcome: 'unknown' }));
    expect(opened).toMatchObject([{ url: 'http://127.0.0.1:9090/shop/a', headers: {} }]);
  });

  test('fails if a page is not as it should be, and opens the others', async () => {
    const [job] = [{ url: 'http://127.0.0.1:8080/', headers: { 'x-test': '1' } } as unknown as PageJob];
    outcomes = [answered(job, 500)];

    expect(await shops.run(loader, { pages: ['/', '/cart'] })).toMatchObject({
      kind: 'fail',
      reason: '1 of 2 pages are as they should be: / found status 500 (allowed status 200)',
    });
    expect(opened).toHaveLength(2);
  });

  test('fails if a redirect leads to another version', async () => {
    const hops = ['/', '/home'].map((at, index) => ({
      ...{ url: `http://127.0.0.1:8080${at}`, method: 'GET', status: index === 0 ? 302 : 200 },
      headers: index === 0 ? { 'x-test': '1' } : ({} as Record<string, string>),
    }));
    const nothing = { resources: [], consoleErrors: [], pageErrors: [], blockedHosts: [], missing: [] };
    outcomes = [{ kind: 'loaded', page: { hops, ...nothing, tookMs: 1 } }];

    expect(await shops.run(loader)).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(
        /\/home: it is not proved to reach green: the default rule .* forwards to target group shop-blue/,
      ),
    });
  });

  test('names the parts of a page another version may have answered', async () => {
    shops.setRules(rule('1', toBlue, path('/api/*')), testRule, fallback(toBlue));
    const page = answered({ url: 'http://127.0.0.1:8080/', headers: { 'x-test': '1' } } as unknown as PageJob);
    if (page.kind !== 'loaded') throw new Error('it is loaded');
    const api = { url: 'http://127.0.0.1:8080/api/cart', method: 'GET', headers: { 'x-test': '1' }, status: 200 };
    outcomes = [{ kind: 'loaded', page: { ...page.page, resources: [api] } }];

    const verdict = await shops.run(loader);
    expect(verdict.kind).toBe('pass');
    expect(verdict.findings?.at(-1)).toMatchObject({
      name: '/: parts',
      outcome: 'unknown',
      found: expect.stringContaining('1 of 1 requests of the page are not proved to reach green'),
    });
  });

  test('tries once more with a browser that ended', async () => {
    outcomes = [broken];

    expect(await shops.run(loader)).toMatchObject({ kind: 'pass' });
    expect(opened).toHaveLength(2);
  });

  test.each<[string, LoadOutcome[]]>([
    ['that ended twice', [broken, broken]],
    ['that got no answer', [{ kind: 'unanswered', problem: 'net::ERR_CONNECTION_REFUSED' }]],
  ])('is an error with a browser %s', async (_what, given) => {
    outcomes = given;

    expect(await shops.run(loader, { pages: ['/', '/cart'] })).toMatchObject({
      kind: 'error',
      reason: expect.stringMatching(
        /^the pages could not be opened: \/: (Chromium ended|net::ERR_CONNECTION_REFUSED)$/,
      ),
    });
  });

  test('is an error while the load balancer itself may be answering', async () => {
    outcomes = [answered({ url: 'http://127.0.0.1:8080/', headers: { 'x-test': '1' } } as unknown as PageJob, 503)];

    expect(await shops.run(loader)).toMatchObject({ kind: 'error', reason: expect.stringContaining('status 503') });
  });

  test('opens no page for which there is no time', async () => {
    // The function has 60 s here.
    expect(await shops.run(loader, { timeoutSeconds: 60 })).toMatchObject({
      kind: 'error',
      reason: expect.stringContaining('there was no time left to open it'),
    });
    expect(opened).toEqual([]);
  });
});
