import { describe, expect, test } from 'vitest';
import { judgePage } from '../../../src/checks/browser/judge-page.ts';
import type { LoadedPage } from '../../../src/checks/browser/page-loader.ts';
import type { TestListener } from '../../../src/deployment/test-traffic/test-listener.ts';
import { aTestListener, header, path, rule, toBlue } from '../../deployment/test-traffic/a-test-listener.ts';

const url = 'http://shop-1.eu-central-1.elb.amazonaws.com';
const page = { path: '/', status: 200, selector: '.product', text: 'Sofa' };
const hop = { url: `${url}/`, method: 'GET', headers: {}, status: 200 };
const good: LoadedPage = {
  ...{ hops: [hop], resources: [], consoleErrors: [], pageErrors: [], blockedHosts: [], missing: [], tookMs: 640 },
};
const listener = aTestListener([path('/*')]);
/** Other requests than the first may have cookies, with which they reach blue. */
const byCookie = aTestListener([path('/*')], { before: [rule('1', toBlue, header('cookie', '*'))] });

function judge(changes: Partial<LoadedPage>, test?: TestListener, allowUnproved = false) {
  return judgePage(page, { ...good, ...changes }, { ignore: [], allowUnproved, test });
}

describe('what people read about a page that is wrong', () => {
  test.each<[Partial<LoadedPage>, string, string, string]>([
    [{ hops: [{ ...hop, status: 404 }] }, '/', 'status 404', 'status 200'],
    [{ pageErrors: ['x'] }, '/: page errors', 'x', 'none'],
    [
      { stuck: 'step 1 (click .buy) is not possible' },
      '/: steps',
      'step 1 (click .buy) is not possible',
      'every step is possible',
    ],
    [{ missing: ['load'] }, '/: load', 'did not finish loading in time', 'loaded within timeoutSeconds'],
    [{ missing: ['selector'] }, '/: selector', 'nothing visible matches .product', 'visible'],
    [{ missing: ['text'] }, '/: text', 'is not in the visible text', 'contains "Sofa"'],
    [
      { resources: [{ ...hop, url: `${url}/a.js`, status: 400 }] },
      '/: requests',
      `GET ${url}/a.js: status 400`,
      'none',
    ],
    [
      { hops: [hop, { ...hop, url: 'nothing' }] },
      '/: address',
      'an address that is not a URL: it leads to another host or port, which is not green',
      'every redirect leads to green',
    ],
  ])('with %j', (changes, name, found, allowed) => {
    expect(judge(changes)).toEqual({ outcome: 'failed', findings: [{ name, outcome: 'failed', found, allowed }] });
  });

  test.each([undefined, listener])('with no document', (test) => {
    expect(judge({ hops: [] }, test).findings).toEqual([
      {
        name: '/: address',
        outcome: 'failed',
        found: 'no document was loaded',
        allowed: 'every redirect leads to green',
      },
      { name: '/', outcome: 'failed', found: 'status unknown', allowed: 'status 200' },
    ]);
  });

  test('is nothing with a further request that was answered with 399, or by another host', () => {
    const resources = [
      { ...hop, url: `${url}/a.js`, status: 399 },
      { ...hop, url: 'nothing', status: 500 },
    ];

    expect(judge({ resources }).outcome).toBe('passed');
  });

  test('has the hosts that were left out', () => {
    expect(judge({ blockedHosts: ['a.example.com', 'b.example.com'] }).findings[1]?.found).toBe(
      'not loaded from a.example.com, b.example.com; name a host that the page needs in allowHosts',
    );
  });
});

describe('a load balancer that answers itself', () => {
  test.each<[string, Partial<LoadedPage>, string]>([
    ['is waited for', { hops: [{ ...hop, status: 503 }] }, 'unsettled'],
    [
      'is not waited for if another host did',
      { hops: [hop, { ...hop, url: 'http://a.example.com', status: 503 }] },
      'failed',
    ],
    ['is not waited for with another status', { hops: [{ ...hop, status: 500 }] }, 'failed'],
  ])('%s', (_what, changes, outcome) => {
    expect(judge(changes).outcome).toBe(outcome);
  });

  test('is what a page may expect', () => {
    const expected = { ...page, status: 503 };
    const loaded = { ...good, hops: [{ ...hop, status: 503 }], pageErrors: ['x'] };

    expect(judgePage(expected, loaded, { ignore: [], allowUnproved: false, test: undefined }).outcome).toBe('failed');
  });
});

describe('what is proved to be green', () => {
  test('is a first page without cookies, and no later one', () => {
    expect(judge({}, byCookie).outcome).toBe('passed');
    expect(judge({ hops: [hop, hop] }, byCookie)).toMatchObject({
      outcome: 'failed',
      findings: [
        { name: '/: address', found: expect.stringMatching(/^http:.*\/: it is not proved to reach green: ./) },
      ],
    });
    expect(judge({ hops: [hop, hop] }, byCookie, true).outcome).toBe('passed');
    expect(judge({ hops: [hop, hop] }, undefined).outcome).toBe('passed');
  });

  test('is what a page consists of, or its finding says what is not', () => {
    const own = [`${url}/a.js?key=1`, `${url}/b.js`].map((each) => ({ ...hop, url: each }));
    const resources = [...own, { ...hop, url: 'https://cdn.example.com/c.js' }];

    expect(judge({ resources }, listener).findings).toHaveLength(1);
    expect(judge({ resources }, undefined).findings).toHaveLength(1);
    expect(judge({ resources }, byCookie)).toMatchObject({
      outcome: 'passed',
      findings: [
        {},
        {
          ...{ name: '/: parts', outcome: 'unknown', allowed: 'every request reaches green and nothing else' },
          found: expect.stringMatching(
            /^2 of 2 requests of the page are not proved to reach green: http:\/\/shop-1[^?]*\/a\.js: ./,
          ),
        },
      ],
    });
  });
});
