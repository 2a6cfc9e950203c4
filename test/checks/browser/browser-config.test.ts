import { describe, expect, test } from 'vitest';
import { browserCheck } from '../../../src/checks/browser/browser-check.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { contextFor, whatIsWrongWith } from '../check-context.ts';

const check = browserCheck({
  loader: { load: async () => ({ kind: 'broken', problem: 'not used' }) },
  addressRules: { allowLoopback: false },
  ecs: { describeServiceDeployment: async () => undefined },
  comparePictures: async () => ({ percent: 0, picture: new Uint8Array() }),
  pictures: { put: async () => {} },
  discover: async () => ({ found: false, looked: true, reason: 'not used' }),
});

describe('the configuration of a browser check', () => {
  test('is complete without any key', async () => {
    const { config } = await contextFor(check, {});

    expect(config).toMatchObject({
      pages: [{ path: '/', status: 200 }],
      allowHosts: [],
      ignore: [],
      viewport: { width: 1280, height: 800 },
      headers: {},
      screenshots: true,
      compare: false,
      hide: [],
      timeoutSeconds: 15,
      allowUnproved: false,
      located: { requests: [{ path: '/', method: 'GET' }], waitMinutes: 15 },
    });
  });

  test('takes every key', async () => {
    const { config } = await contextFor(check, {
      baseUrl: 'https://test.example.com:8443',
      host: 'shop.example.com',
      pages: ['/', { path: '/old', status: 404, selector: 'main h1', text: 'Not here' }],
      allowHosts: ['cdn.example.com', '*.fonts.example.com', 'api.example.com:8443'],
      ignore: ['third-party cookie'],
      viewport: { width: 390, height: 844 },
      headers: { 'x-preview': 'yes' },
      timeoutSeconds: 30,
      waitMinutes: 5,
      allowUnproved: true,
    });

    expect(config).toMatchObject({
      pages: [
        { path: '/', status: 200 },
        { path: '/old', status: 404, selector: 'main h1', text: 'Not here' },
      ],
      located: {
        baseUrl: 'https://test.example.com:8443',
        host: 'shop.example.com',
        waitMinutes: 5,
        requests: [{ headers: { 'x-preview': 'yes' } }, { path: '/old' }],
      },
    });
  });

  test.each<[JsonObject, string]>([
    [{ page: '/' }, 'hookDetails.page: unknown key'],
    [{ pages: [] }, 'expected 1 to 20 pages'],
    [{ pages: ['products'] }, 'expected a path that begins with a slash'],
    [{ pages: [{ path: '/', status: 100 }] }, 'expected a whole number from 200 to 599'],
    [{ pages: [{ path: '/', selector: '' }] }, 'expected a string that is not empty'],
    [{ allowHosts: ['https://cdn.example.com'] }, 'expected a host such as "cdn.example.com"'],
    [{ allowHosts: ['*'] }, 'expected a host such as "cdn.example.com"'],
    [{ allowHosts: ['*.*'] }, 'expected a host such as "cdn.example.com"'],
    [{ viewport: { width: 5000, height: 800 } }, 'expected a whole number from 200 to 2000'],
    [{ viewport: '390x844' }, 'expected an object such as { "width": 390, "height": 844 }'],
    [{ pages: [{ path: '/', steps: [{ click: '.a', press: 'Enter' }] }] }, 'expected one of { "click": "text=Add" }'],
    [{ pages: [{ path: '/', steps: [{ fill: '.a' }] }] }, 'expected with next to fill'],
    [{ pages: [{ path: '/', steps: ['click'] }] }, 'expected one of { "click": "text=Add" }'],
    [
      { pages: [{ path: '/', steps: [{ click: '.buy' }] }], compare: true },
      'expected no steps next to compare and maxDifferencePercent: they would be carried out in production too',
    ],
    [{ maxDifferencePercent: 101 }, 'expected a number from 0 to 100'],
    [{ maxDifferencePercent: 1, compare: false }, 'expected no maxDifferencePercent next to "compare": false'],
    [{ compare: true, screenshots: false }, 'expected no "screenshots": false next to compare'],
    [{ hide: ['a{} body'] }, 'expected a CSS selector such as ".clock"'],
    [
      { baseUrl: 'https://test.example.com', compare: true },
      'expected productionUrl for compare in pages[0]: the URL of production, next to baseUrl',
    ],
    [
      { maxDifferencePercent: 1, pages: Array.from({ length: 7 }, (_, index) => `/${index}`) },
      '7 pages of both versions with 15 s each may take 280 s, and there are 270',
    ],
    [{ timeoutSeconds: 61 }, 'expected a whole number from 1 to 60'],
    [{ headers: { host: 'other' } }, 'expected another header'],
    [
      { baseUrl: 'http://169.254.169.254' },
      'hookDetails.baseUrl: expected another host, not "http://169.254.169.254": this is a link-local address',
    ],
    [{ baseUrl: 'http://localhost:3000' }, 'this is a loopback address, which is the function itself'],
    [{ baseUrl: 'https://test.example.com', loadBalancer: 'web:8080' }, 'expected either baseUrl or loadBalancer'],
    [
      { pages: Array.from({ length: 14 }, (_, index) => `/${index}`) },
      'expected fewer pages or a shorter timeoutSeconds: 14 pages with 15 s each may take 280 s, and there are 270',
    ],
  ])('refuses %j', async (details, problem) => {
    expect(await whatIsWrongWith(check as never, details)).toContain(problem);
  });
});
