import { describe, expect, test } from 'vitest';
import { judgePage } from '../../../src/checks/browser/judge-page.ts';
import type { LoadedPage, Resource } from '../../../src/checks/browser/page-loader.ts';

const url = 'https://shop.example.com:8443';
const page = { path: '/products', status: 200, selector: '.product', text: 'Sofa' };
const hop = { url: `${url}/products`, method: 'GET', headers: {}, status: 200 };
const good: LoadedPage = {
  hops: [hop],
  resources: [],
  consoleErrors: [],
  pageErrors: [],
  blockedHosts: [],
  missing: [],
  tookMs: 640,
};

function judge(changes: Partial<LoadedPage>, ignore: readonly string[] = []) {
  return judgePage(page, { ...good, ...changes }, { ignore, allowUnproved: true, test: undefined });
}

function resource(changes: Partial<Resource>): Resource {
  return { url: `${url}/app.js?token=secret`, method: 'GET', headers: {}, status: 200, ...changes };
}

describe('a page that was opened', () => {
  test('passes with its status, its time and its requests', () => {
    expect(judge({ resources: [resource({})] })).toEqual({
      outcome: 'passed',
      findings: [
        {
          name: '/products',
          outcome: 'passed',
          found: 'status 200, loaded in 0.6 s with 1 further requests',
          allowed: 'status 200, without errors',
        },
      ],
    });
  });

  test.each<[string, Partial<LoadedPage>, string, string]>([
    ['another status', { hops: [{ ...hop, status: 404 }] }, '/products', 'status 404'],
    ['an exception', { pageErrors: ['x is not defined'] }, '/products: page errors', 'x is not defined'],
    ['two console errors', { consoleErrors: ['one', 'two'] }, '/products: console', 'one and 1 more'],
    [
      'a script that is missing',
      { resources: [resource({ status: 404 })] },
      '/products: requests',
      `GET ${url}/app.js: status 404`,
    ],
    [
      'a connection that was lost',
      { resources: [resource({ status: undefined, failure: 'net::ERR_CONNECTION_RESET' })] },
      '/products: requests',
      `GET ${url}/app.js: net::ERR_CONNECTION_RESET`,
    ],
    ['nothing that matches', { missing: ['selector'] }, '/products: selector', 'nothing visible matches .product'],
    ['no such text', { missing: ['text'] }, '/products: text', 'is not in the visible text'],
    ['no end', { missing: ['load'] }, '/products: load', 'did not finish loading in time'],
    [
      'a redirect to another host',
      {
        hops: [
          { ...hop, status: 302 },
          { ...hop, url: 'https://login.example.com/?to=secret' },
        ],
      },
      '/products: address',
      'https://login.example.com/: it leads to another host or port, which is not green',
    ],
    [
      'a page on its way that has an error, and from which a step led on',
      { hops: [hop, { ...hop, url: `${url}/pay?card=secret`, method: 'POST', status: 500 }, hop] },
      '/products: requests',
      `POST ${url}/pay: status 500`,
    ],
    ['no document', { hops: [] }, '/products: address', 'no document was loaded'],
  ])('fails with %s', (_what, changes, name, found) => {
    const { outcome, findings } = judge(changes);

    expect(outcome).toBe('failed');
    expect(findings[0]).toMatchObject({ name, outcome: 'failed', found });
    expect(JSON.stringify(findings)).not.toContain('secret');
  });

  test('does not fail with what is ignored', () => {
    expect(judge({ consoleErrors: ['the third-party cookie is gone'] }, ['third-party cookie']).outcome).toBe('passed');
    expect(judge({ consoleErrors: ['the third-party cookie', 'x'] }, ['third-party cookie']).findings[0]).toMatchObject(
      {
        outcome: 'failed',
        found: 'x',
      },
    );
  });

  test('does not fail with requests to other hosts, and says what was not loaded', () => {
    const { outcome, findings } = judge({
      resources: [resource({ url: 'https://cdn.example.com/a.js', status: 500 })],
      blockedHosts: ['metrics.example.com:443'],
    });

    expect(outcome).toBe('passed');
    expect(findings.at(-1)).toEqual({
      name: '/products: other hosts',
      outcome: 'unknown',
      found: 'not loaded from metrics.example.com:443; name a host that the page needs in allowHosts',
    });
  });

  test.each([502, 503, 504])('is not known with status %i, with which load balancers answer too', (status) => {
    expect(judge({ hops: [{ ...hop, status }] }).outcome).toBe('unsettled');
    expect(judge({ hops: [hop, { ...hop, status }, hop] }).outcome).toBe('unsettled');
    expect(
      judge({
        hops: [
          { ...hop, status: 500 },
          { ...hop, status },
        ],
      }).outcome,
    ).toBe('failed');
  });

  test('may lead on from a status that is ignored, which says nothing about the last one', () => {
    const signIn = { ...hop, url: `${url}/sign-in`, status: 401 };
    const given = { ignore: ['/sign-in: status 401'], allowUnproved: true, test: undefined };
    const outcomeOf = (status: number) =>
      judgePage(page, { ...good, hops: [signIn, { ...hop, status }] }, given).outcome;

    expect([200, 503, 500].map(outcomeOf)).toEqual(['passed', 'unsettled', 'failed']);
  });

  test('may lead on from another status if that is what the page must have, and from a redirect', () => {
    const lost = { ...hop, status: 404 };
    const hops = [{ ...hop, status: 303 }, lost, lost];
    const given = { ignore: [], allowUnproved: true, test: undefined };

    expect(judgePage({ ...page, status: 404 }, { ...good, hops }, given).outcome).toBe('passed');
  });
});
