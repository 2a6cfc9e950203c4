import { describe, expect, test } from 'vitest';
import { browserConfigSchema } from '../../../src/checks/browser/browser-config.ts';
import { formatPageStep } from '../../../src/checks/browser/step-config.ts';
import { readConfiguration } from '../../../src/hook/configuration.ts';
import type { JsonObject } from '../../../src/hook/json.ts';

async function read(hookDetails: JsonObject) {
  const result = await readConfiguration(hookDetails, {}, browserConfigSchema);
  return result.ok ? result.config : result.reason;
}

const numbers = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => of(index));
const steps = (...given: JsonObject[]) => ({ pages: [{ path: '/', steps: given }] });

describe('the configuration of a browser check', () => {
  test.each<[JsonObject]>([
    [{ ignore: numbers(50, (index) => `message ${index}`), hide: numbers(20, (index) => `.clock-${index}`) }],
    [{ ignore: ['x'.repeat(500)], hide: ['main [data-clock="x"]'] }],
    [{ allowHosts: numbers(50, (index) => `cdn${index}.example.com`) }],
    [{ pages: numbers(9, (index) => `/${index}`).map((path) => ({ path, status: 200 })), timeoutSeconds: 25 }],
    [{ maxDifferencePercent: 0, compare: true }],
    [{ compare: false }],
    [steps({ click: 'text=Add' }, { fill: '#name', with: '' }, { press: 'Enter' }, { wait: '.cart' })],
    [steps({ fill: '#name', with: 'x'.repeat(500) })],
    [steps(...numbers(30, () => 'text=More').map((click) => ({ click })))],
  ])('takes %j', async (hookDetails) => {
    expect(await read(hookDetails)).toMatchObject(hookDetails);
  });

  test('compares with a limit only, and carries out steps only if nothing is compared', async () => {
    expect(await read({ maxDifferencePercent: 1 })).toMatchObject({ compare: true });
    expect(await read({})).toMatchObject({ compare: false });
    const pages = [{ path: '/', steps: [{ click: '.buy' }] }, '/cart'];
    expect(await read({ pages })).toMatchObject({ compare: false });
    expect(await read({ pages, compare: true })).toBe(
      'hookDetails: expected no steps next to compare and maxDifferencePercent: they would be carried out in production too',
    );
  });

  const long = 'x'.repeat(501);

  test.each<[JsonObject, string]>([
    [{ pages: '/' }, 'pages: expected a list of pages, such as ["/", { "path": "/products", "selector": ".product" }]'],
    [{ pages: [] }, 'pages: expected 1 to 20 pages, not a list of 0'],
    [{ pages: numbers(21, (index) => `/${index}`), timeoutSeconds: 1 }, 'pages: expected 1 to 20 pages, not 21'],
    [{ pages: [{ path: '/', text: 5 }] }, 'pages[0].text: expected a string, not 5'],
    [{ pages: [{ path: '/', text: '' }] }, 'pages[0].text: expected a string that is not empty, not an empty string'],
    [{ pages: [{ path: '/', text: long }] }, 'pages[0].text: expected at most 500 characters, not 501'],
    [{ hide: ['a}'] }, 'hide[0]: expected a CSS selector such as ".clock" without braces and semicolons, not "a}"'],
    [{ hide: ['{a'] }, 'hide[0]: expected a CSS selector such as ".clock" without braces and semicolons, not "{a"'],
    [{ hide: '.clock' }, 'hide: expected a list of CSS selectors, not ".clock"'],
    [{ hide: numbers(21, (index) => `.clock-${index}`) }, 'hide: expected at most 20 selectors, not 21'],
    [{ allowHosts: 'cdn.example.com' }, 'allowHosts: expected a list of hosts, not "cdn.example.com"'],
    [
      { allowHosts: numbers(51, (index) => `cdn${index}.example.com`) },
      'allowHosts: expected at most 50 hosts, not 51',
    ],
    [{ ignore: 'x' }, 'ignore: expected a list of strings, not "x"'],
    [{ ignore: numbers(51, (index) => `message ${index}`) }, 'ignore: expected at most 50 strings, not 51'],
    [{ screenshots: 'yes' }, 'screenshots: expected true or false, not "yes"'],
    [{ compare: 'yes' }, 'compare: expected true or false, not "yes"'],
    [{ allowUnproved: 'yes' }, 'allowUnproved: expected true or false, not "yes"'],
    [{ baseUrl: 5 }, 'baseUrl: expected a URL such as "https://test.example.com:8443", not 5'],
    [
      { baseUrl: 'http://127.0.0.1:3000' },
      'baseUrl: expected another host, not "http://127.0.0.1:3000": this is a loopback address, which is the function itself',
    ],
    [
      { pages: [{ path: '/', steps: 'click' }] },
      'pages[0].steps: expected a list of steps, such as [{ "click": "text=Add" }, { "wait": ".cart" }]',
    ],
    [steps(), 'pages[0].steps: expected 1 to 30 steps, not a list of 0'],
    [
      steps(...numbers(31, () => 'text=More').map((click) => ({ click }))),
      'pages[0].steps: expected 1 to 30 steps, not 31',
    ],
    [steps({ click: 5 }), 'pages[0].steps[0].click: expected a string, not 5'],
    [steps({ click: '' }), 'pages[0].steps[0].click: expected a string that is not empty, not an empty string'],
    [steps({ click: long }), 'pages[0].steps[0].click: expected at most 500 characters, not 501'],
    [steps({ fill: '#a', with: 5 }), 'pages[0].steps[0].with: expected a string, not 5'],
    [steps({ fill: '#a', with: long }), 'pages[0].steps[0].with: expected at most 500 characters, not 501'],
    [steps({ fill: '#a' }), 'pages[0].steps[0]: expected with next to fill, and nowhere else'],
    [steps({ click: '#a', with: 'x' }), 'pages[0].steps[0]: expected with next to fill, and nowhere else'],
  ])('refuses %j', async (hookDetails, reason) => {
    expect(await read(hookDetails)).toBe(`hookDetails.${reason}`);
  });

  test('names no place in the configuration for what is wrong with all of it', async () => {
    expect(await read({ baseUrl: 'https://test.example.com', loadBalancer: 'web:80' })).toMatch(
      /^hookDetails: expected/,
    );
  });
});

test('a step is named by its number, its kind and its target, and not by what is typed', () => {
  expect([{ click: '.buy' }, { fill: '#card', with: '4111' }].map(formatPageStep)).toEqual([
    'step 1 (click .buy)',
    'step 2 (fill #card)',
  ]);
});
