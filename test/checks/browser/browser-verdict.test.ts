import { describe, expect, test } from 'vitest';
import { browserCheck } from '../../../src/checks/browser/browser-check.ts';
import { locatePages } from '../../../src/checks/browser/locate-pages.ts';
import type { LoadOutcome, PageJob } from '../../../src/checks/browser/page-loader.ts';
import type { ProductionListener, TestListener } from '../../../src/deployment/test-traffic/test-listener.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { FakeEcs } from '../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import {
  aTestListener,
  blue,
  fallback,
  header,
  path,
  rule,
  toBlue,
  toGreen,
} from '../../deployment/test-traffic/a-test-listener.ts';
import { contextFor } from '../check-context.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const productionRule = fallback(toBlue);
const production: ProductionListener = {
  ...{ listener: { Protocol: 'HTTP', Port: 80 }, rules: [productionRule], productionRule, blue },
  loadBalancer: { DNSName: 'shop.elb.amazonaws.com', Type: 'application' },
  certificateNames: undefined,
};

function loaded({ url, headers }: PageJob, change: { status?: number; screenshot?: Uint8Array } = {}): LoadOutcome {
  const { status = 200, screenshot = Uint8Array.of(1) } = change;
  const nothing = { resources: [], consoleErrors: [], pageErrors: [], blockedHosts: [], missing: [], tookMs: 500 };
  return { kind: 'loaded', page: { hops: [{ url, method: 'GET', headers, status }], ...nothing, screenshot } };
}

const listener = aTestListener([path('/*')], { production });

function parts(
  load: (job: PageJob, count: number) => LoadOutcome = (job) => loaded(job),
  tests: readonly TestListener[] = [listener],
) {
  let count = 0;
  return {
    loader: {
      async load(job: PageJob) {
        count += 1;
        return load(job, count);
      },
    },
    ...{ addressRules: { allowLoopback: true }, ecs: new FakeEcs(), pictures: { put: async () => {} } },
    comparePictures: async () => ({ percent: 2, picture: Uint8Array.of(2) }),
    discover: async () => ({ found: true as const, tests }),
  };
}

async function run(
  hookDetails: JsonObject,
  load?: (job: PageJob, count: number) => LoadOutcome,
  tests?: readonly TestListener[],
) {
  const check = browserCheck(parts(load, tests));
  expect(check.name).toBe('browser');
  return check.run(target, await contextFor(check, hookDetails));
}

describe('the verdict on pages', () => {
  test('has a finding that says what stopped the browser', async () => {
    const ended = (job: PageJob, count: number): LoadOutcome =>
      count === 1 ? loaded(job) : { kind: 'broken', problem: 'Chromium has ended' };
    const verdict = await run({ pages: ['/', '/b'] }, ended);

    expect(verdict).toMatchObject({ kind: 'error', reason: 'the pages could not be opened: /b: Chromium has ended' });
    expect(verdict.findings?.map(({ name }) => name)).toEqual(['test listener', '/', 'browser']);
    expect(verdict.findings?.[2]).toEqual({ name: 'browser', outcome: 'unknown', found: '/b: Chromium has ended' });
  });

  test('is an error if there was nothing to open', async () => {
    expect(await run({}, undefined, [])).toMatchObject({ kind: 'error', reason: 'only 0 of 0 pages were opened' });
  });

  test('names all differences, or the first page that was not compared', async () => {
    const details = { pages: ['/', '/b'], compare: true };

    expect((await run(details)).reason).toBe(
      '2 of 2 pages loaded without errors; /: difference: 2 % of pixels differ from blue; /b: difference: 2 % of pixels differ from blue',
    );
    const down = (job: PageJob, count: number) => (count === 4 ? loaded(job, { status: 500 }) : loaded(job));
    expect((await run(details, down)).reason).toBe(
      '2 of 2 pages loaded without errors; /b: difference: not compared: blue answered with status 500',
    );
    expect((await run({ pages: ['/'] })).reason).toBe('1 of 1 pages loaded without errors');
  });
});

describe('the addresses of pages', () => {
  async function locate(tests: readonly TestListener[], hookDetails: JsonObject) {
    const given = parts(undefined, tests);
    const check = browserCheck(given);
    return locatePages(target, await contextFor(check, hookDetails), given);
  }

  test('have what a browser opens them with', async () => {
    const located = await locate([listener], {
      ...{ pages: [{ path: '/a', selector: 'h1', text: 'Sofa' }], timeoutSeconds: 20, hide: ['.clock'] },
      ...{ allowHosts: ['cdn.example.com'], viewport: { width: 390, height: 844 }, headers: { 'x-a': '1' } },
    });

    expect(located).toMatchObject({
      findings: [{ name: 'test listener' }],
      pages: [
        {
          ...{ at: undefined, blue: undefined },
          green: {
            test: listener,
            job: {
              url: 'http://shop-1.eu-central-1.elb.amazonaws.com/a',
              connectTo: { hostname: 'shop-1.eu-central-1.elb.amazonaws.com', port: 80 },
              ...{ timeoutMs: 20_000, headers: { 'x-a': '1' }, allowHosts: ['cdn.example.com'] },
              ...{ viewport: { width: 390, height: 844 }, selector: 'h1', text: 'Sofa', steps: [], screenshot: true },
              hide: ['.clock'],
            },
          },
        },
      ],
    });
  });

  test('of blue are proved by the production listener', async () => {
    const located = await locate([listener], { compare: true });

    expect(located).toMatchObject({
      pages: [
        {
          blue: {
            test: { green: blue, rules: production.rules },
            job: { connectTo: { hostname: 'shop.elb.amazonaws.com' } },
          },
        },
      ],
    });
  });

  const byAccept = aTestListener([path('/*')], { before: [rule('1', toBlue, header('accept', '*'))], production });

  test('that a header of the browser may lead elsewhere are refused, or opened with a finding', async () => {
    const { verdict } = (await locate([byAccept], { pages: ['/a'] })) as { verdict: { reason: string } };
    expect(verdict).toMatchObject({ kind: 'fail' });
    expect(verdict.reason).toMatch(/^not proved to be green: \/a: .+; set "allowUnproved": true to open it anyway$/);
    const found = verdict.reason.slice('not proved to be green: '.length).replace(/; set .*/, '');

    expect(await locate([byAccept], { pages: ['/a'], allowUnproved: true })).toMatchObject({
      findings: [
        { name: 'test listener' },
        { name: 'new version', outcome: 'unknown', found, allowed: 'proved to be green' },
      ],
    });
  });

  test('are proved without cookies, which a fresh profile does not have', async () => {
    const byCookie = aTestListener([path('/*')], { before: [rule('1', toBlue, header('cookie', '*'))] });

    expect(await locate([byCookie], {})).toHaveProperty('pages');
  });

  test('that only another method than GET would reach are refused', async () => {
    const post = rule('1', toBlue, { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['POST'] } });
    const get = rule('1', toBlue, { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } });
    const past = (before: typeof post) => aTestListener([path('/*')], { before: [before], actions: toGreen });

    expect(await locate([past(post)], {})).toHaveProperty('pages');
    expect(await locate([aTestListener([path('/*'), ...(get.Conditions ?? [])])], {})).toHaveProperty('pages');
    expect(await locate([past(get)], {})).toMatchObject({ verdict: { kind: 'fail' } });
  });

  test('of a configured URL need no proof if that is said', async () => {
    const details = { baseUrl: 'http://127.0.0.1:3000', allowUnproved: true };
    const located = await locate([], details);

    expect(located).toMatchObject({ pages: [{ green: { test: undefined, job: { url: 'http://127.0.0.1:3000/' } } }] });
    const compared = await locate([], { ...details, productionUrl: 'http://127.0.0.1:4000', compare: true });
    expect(compared).toMatchObject({ pages: [{ blue: { test: undefined, job: { url: 'http://127.0.0.1:4000/' } } }] });
  });
});
