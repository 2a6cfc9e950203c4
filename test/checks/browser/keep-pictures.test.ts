import { beforeEach, describe, expect, test } from 'vitest';
import type { LoadOutcome, PageJob } from '../../../src/checks/browser/page-loader.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { twoShops } from './two-shops.ts';

const folder = 'screenshots/123456789012/us-west-2/my-cluster/my-service';

let shops: ReturnType<typeof twoShops>;
let opened: string[];
/** What blue's page turns out to be; like green's by default. */
let blue: LoadOutcome | undefined;
let pictures: Record<'green' | 'blue', Uint8Array | undefined>;

beforeEach(() => {
  shops = twoShops(8080);
  opened = [];
  blue = undefined;
  pictures = { green: new Uint8Array([1, 1, 1, 1]), blue: new Uint8Array([1, 1, 1, 2]) };
});

const loader = {
  async load({ url, headers }: PageJob): Promise<LoadOutcome> {
    const side = headers['x-test'] === undefined ? 'blue' : 'green';
    opened.push(`${side} ${new URL(url).pathname}`);
    return (side === 'blue' ? blue : undefined) ?? loaded(url, headers, pictures[side]);
  },
};

function loaded(
  url: string,
  headers: PageJob['headers'],
  screenshot: Uint8Array | undefined,
  status = 200,
): LoadOutcome {
  const nothing = { resources: [], consoleErrors: [], pageErrors: [], blockedHosts: [], missing: [], tookMs: 1 };
  return { kind: 'loaded', page: { hops: [{ url, method: 'GET', headers, status }], ...nothing, screenshot } };
}

const run = (hookDetails: JsonObject, change = {}) => shops.run(loader, { timeoutSeconds: 5, ...hookDetails }, change);

describe('the pictures of a browser check', () => {
  test('are kept under keys of the gate, and the report names them', async () => {
    const verdict = await run({ pages: ['/', '/products'] });

    expect(verdict.kind).toBe('pass');
    expect([...shops.kept.keys()].map((key) => key.replace(/[^/]*\/(?=POST)/, '')).toSorted()).toEqual([
      `${folder}/POST_TEST_TRAFFIC_SHIFT/1-green.png`,
      `${folder}/POST_TEST_TRAFFIC_SHIFT/2-green.png`,
    ]);
    expect(verdict.screenshots?.map(({ page, green }) => [page, shops.kept.has(green)])).toEqual([
      ['/', true],
      ['/products', true],
    ]);
    expect(opened).toEqual(['green /', 'green /products']);
  });

  test('are compared with blue through the production listener', async () => {
    const verdict = await run({ compare: true });

    expect(verdict).toMatchObject({
      kind: 'pass',
      reason: '1 of 1 pages loaded without errors; /: difference: 25 % of pixels differ from blue',
      screenshots: [{ page: '/', percent: 25, blue: expect.stringContaining('1-blue.png') }],
    });
    expect(verdict.screenshots?.[0]).not.toHaveProperty('maxPercent');
    expect(opened).toEqual(['green /', 'blue /']);
    expect(shops.kept.size).toBe(3);
  });

  test.each([
    [24.9, 'fail'],
    [25, 'pass'],
  ])('may differ by at most %d %%: %s', async (maxDifferencePercent, kind) => {
    expect(await run({ maxDifferencePercent })).toMatchObject({
      kind,
      reason: expect.stringContaining('/: difference'),
      screenshots: [{ percent: 25, maxPercent: maxDifferencePercent }],
    });
  });

  test.each<[string, () => LoadOutcome, string]>([
    [
      'does not answer',
      () => ({ kind: 'unanswered', problem: 'net::ERR_FAILED' }),
      'could not be opened: net::ERR_FAILED',
    ],
    ['answers with an error of its own', () => loaded('http://127.0.0.1:8080/', {}, pictures.blue, 500), 'status 500'],
    ['has no picture', () => loaded('http://127.0.0.1:8080/', {}, undefined), 'no picture of blue'],
  ])('leave a page uncompared if blue %s, and say so', async (_what, outcome, because) => {
    blue = outcome();

    expect(await run({ maxDifferencePercent: 0 })).toMatchObject({
      kind: 'pass',
      reason: expect.stringMatching(/^1 of 1 pages loaded without errors; \/: difference: not compared: /),
      findings: expect.arrayContaining([
        expect.objectContaining({ outcome: 'unknown', found: expect.stringContaining(because) }),
      ]),
    });
  });

  test('cannot be compared once production traffic may reach the new version', async () => {
    const verdict = await run({ compare: true }, { stage: 'POST_PRODUCTION_TRAFFIC_SHIFT' });

    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining('production traffic may reach') });
    expect(opened).toEqual([]);
  });

  test.each<[string, () => void]>([
    ['no picture of green', () => (pictures.green = undefined)],
    ['pictures that cannot be compared', () => (pictures.blue = new Uint8Array([1]))],
  ])('are an error with %s', async (_what, change) => {
    change();

    expect(await run({ maxDifferencePercent: 100 })).toMatchObject({ kind: 'error' });
  });

  test('that are too large, or that the bucket does not take, change nothing but the report', async () => {
    pictures.green = new Uint8Array(2_000_001);

    expect(await run({})).toMatchObject({
      kind: 'pass',
      screenshots: [],
      findings: expect.arrayContaining([
        expect.objectContaining({ name: '/: screenshot', found: expect.stringContaining('not kept: 2000001 bytes') }),
      ]),
    });
    expect(shops.kept.size).toBe(0);
  });

  test('are not taken if nobody wants them', async () => {
    pictures.green = undefined;

    expect(await run({ screenshots: false })).toMatchObject({ kind: 'pass', screenshots: [] });
  });
});
