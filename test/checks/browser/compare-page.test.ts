import { describe, expect, test } from 'vitest';
import { comparePage, formatPercent } from '../../../src/checks/browser/compare-page.ts';
import type { LocatedSide } from '../../../src/checks/browser/locate-pages.ts';
import type { LoadedPage, LoadOutcome } from '../../../src/checks/browser/page-loader.ts';
import { openingHeaders, whyNotGreen } from '../../../src/checks/browser/sent-headers.ts';
import { aTestListener, header, path, rule, toBlue, toGreen } from '../../deployment/test-traffic/a-test-listener.ts';

const [green, blue, picture] = [1, 2, 3].map((byte) => Uint8Array.of(byte)) as [Uint8Array, Uint8Array, Uint8Array];
const url = 'http://shop-1.eu-central-1.elb.amazonaws.com/';
const hop = { url, method: 'GET', headers: {}, status: 200 };
const good: LoadedPage = {
  ...{ hops: [hop], resources: [], consoleErrors: [], pageErrors: [], blockedHosts: [], missing: [], tookMs: 1 },
  screenshot: blue,
};

function compare(
  change: Partial<LoadedPage> | string = {},
  { max, percent = 0.5, test: listener }: { max?: number; percent?: number | Error; test?: LocatedSide['test'] } = {},
) {
  const outcome: LoadOutcome =
    typeof change === 'string'
      ? { kind: 'unanswered', problem: change }
      : { kind: 'loaded', page: { ...good, ...change } };
  const side = { test: listener, job: {} as LocatedSide['job'] };
  return comparePage('/', green, { side, outcome }, { maxDifferencePercent: max }, async (...pictures) => {
    expect(pictures).toEqual([green, blue]);
    if (percent instanceof Error) throw percent;
    return { percent, picture };
  });
}

describe('a page that is compared with blue', () => {
  test.each([
    [undefined, 50, 'passed', '50 % of pixels differ from blue', 'any'],
    [0.5, 0.5, 'passed', '0.5 % of pixels differ from blue', 'at most 0.5 % of pixels'],
    [0.5, 0.51, 'failed', '0.5 % of pixels differ from blue', 'at most 0.5 % of pixels'],
    [0, 0, 'passed', '0 % of pixels differ from blue', 'at most 0 % of pixels'],
  ])('with a limit of %s percent and %f that differ: %s', async (max, percent, outcome, found, allowed) => {
    expect(await compare({}, { percent, ...(max !== undefined && { max }) })).toEqual({
      finding: { name: '/: difference', outcome, found, allowed },
      ...{ blue, difference: picture, percent },
    });
  });

  test('is not known if the pictures cannot be compared, which exist', async () => {
    const problem = 'the pictures could not be compared: not a PNG';

    expect(await compare({}, { percent: new Error('not a PNG') })).toEqual({
      finding: { name: '/: difference', outcome: 'unknown', found: problem, allowed: 'any' },
      ...{ blue, problem },
    });
  });

  test.each<[Partial<LoadedPage> | string, string]>([
    ['Chromium has ended', "blue's page could not be opened: Chromium has ended"],
    [{ hops: [] }, 'blue answered with nothing'],
    [{ hops: [{ ...hop, status: 0 }] }, 'blue answered with nothing'],
    [{ hops: [{ ...hop, status: 500 }] }, 'blue answered with status 500'],
    [{ hops: [hop, { ...hop, url: 'http://other.example.com/' }] }, 'blue redirects to another host'],
    [{ hops: [hop, { ...hop, url: 'about:nothing at all' }] }, 'blue redirects to another host'],
    [{ hops: [hop, { ...hop, url: '//' }] }, 'blue redirects to another host'],
    [{ screenshot: undefined }, 'no picture of blue could be taken'],
  ])('is not compared if blue answered %j', async (change, because) => {
    expect(await compare(change, { max: 1 })).toEqual({
      finding: {
        ...{ name: '/: difference', outcome: 'unknown', found: `not compared: ${because}` },
        allowed: 'at most 1 % of pixels',
      },
    });
  });

  test('is compared with a blue that says that nothing is there', async () => {
    expect((await compare({ hops: [{ ...hop, status: 404 }] })).percent).toBe(0.5);
  });

  test('is compared only if it is certain that blue answered', async () => {
    const certain = aTestListener([path('/*')]);
    const byCookie = aTestListener([path('/*')], { before: [rule('1', toBlue, header('cookie', '*'))] });
    const unknown = 'not compared: it is not certain that blue answered';

    expect((await compare({}, { test: certain })).percent).toBe(0.5);
    expect((await compare({}, { test: byCookie })).percent).toBe(0.5);
    expect((await compare({ hops: [hop, hop] }, { test: byCookie })).finding.found).toBe(unknown);
    expect((await compare({}, { test: aTestListener([path('/*')], { actions: toBlue }) })).finding.found).toBe(unknown);
  });
});

test.each([
  [0, '0'],
  [0.001, 'less than 0.01'],
  [0.01, '0.01'],
  [0.044, '0.04'],
  [0.96, '1'],
  [1, '1'],
  [1.234, '1.23'],
  [12.34, '12.3'],
])('%f percent are written as %s', (percent, text) => {
  expect(formatPercent(percent)).toBe(text);
});

describe('what the browser sends', () => {
  const past = (name: string, value = '*') =>
    aTestListener([path('/*')], { actions: toGreen, before: [rule('1', toBlue, header(name, value))] });
  const why = (name: string, isFirst: boolean, headers = {}) =>
    whyNotGreen({ url, method: 'GET', headers }, past(name), isFirst);

  test.each([
    ...['authorization', 'cache-control', 'origin', 'referer'],
    ...['if-match', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since'],
  ])('has a %s only if that is reported', (name) => {
    expect(why(name, true)).toBeUndefined();
    expect(why(name, false)).toBeUndefined();
    expect(why(name, false, { [name]: 'x' })).toMatch(/./);
  });

  test('has a name of its own and that of a Chrome, one language, and a wish for https', () => {
    expect(openingHeaders).toEqual({
      'user-agent': expect.stringMatching(/^Mozilla\/5\.0 .* Chrome\/[\d.]+ Safari\/[\d.]+ ecs-greenlight$/),
      'accept-language': 'en-US',
      'upgrade-insecure-requests': '1',
    });
  });

  test('may have cookies after the first request', () => {
    expect(why('cookie', true)).toBeUndefined();
    expect(why('cookie', false)).toMatch(/./);
  });

  test.each(['accept', 'accept-encoding'])('may have any %s', (name) => {
    expect(why(name, true)).toMatch(/./);
    expect(why(name, true, { [name]: 'x' })).toMatch(/./);
  });

  test('has nothing else that a rule could go by', () => {
    expect(why('x-cdn', false)).toBeUndefined();
  });

  test('has a query as it is in the address', () => {
    const listener = (Value: string) =>
      aTestListener([path('/*')], {
        before: [rule('1', toBlue, { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'a', Value }] } })],
      });
    const sent = (search: string) => ({ url: `${url}${search}`, method: 'GET', headers: {} });

    expect(whyNotGreen(sent('?a=1'), listener('1'), true)).toMatch(/./);
    expect(whyNotGreen(sent('?b=1&a=2?3'), listener('2?3'), true)).toMatch(/./);
    expect(whyNotGreen(sent(''), listener('1'), true)).toBeUndefined();
  });
});
