import { describe, expect, test } from 'vitest';
import { openingHeaders, whyNotGreen } from '../../../src/checks/browser/sent-headers.ts';
import { aTestListener, header, path, rule, toBlue } from '../../deployment/test-traffic/a-test-listener.ts';

/** Whether it is certain that the browser reaches green, if a rule before sends requests with this header to blue. */
function isCertain(name: string, { isFirst = true, value = 'x', headers = openingHeaders } = {}): boolean {
  const test = aTestListener([path('/*')], { before: [rule('1', toBlue, header(name, value))] });
  return whyNotGreen({ url: 'http://shop.example/cart?a=1', method: 'GET', headers }, test, isFirst) === undefined;
}

describe('a request of the browser certainly reaches green', () => {
  test.each(['user-agent', 'accept-language', 'upgrade-insecure-requests'])(
    'although a rule looks at %s, whose value is known',
    (name) => {
      expect(isCertain(name)).toBe(true);
      expect(isCertain(name, { value: '*' })).toBe(false);
    },
  );

  test.each([
    ...['authorization', 'cache-control', 'origin', 'referer'],
    ...['if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since', 'x-own'],
  ])('although a rule looks at %s, which the browser would report', (name) => {
    expect(isCertain(name, { value: '*' })).toBe(true);
  });

  test('although a rule looks at cookies, which a fresh profile does not have', () => {
    expect(isCertain('cookie')).toBe(true);
    expect(isCertain('cookie', { isFirst: false })).toBe(false);
    expect(isCertain('cookie', { isFirst: false, headers: { ...openingHeaders, cookie: 'a=1' } })).toBe(true);
  });

  test.each(['accept', 'accept-encoding', 'sec-fetch-site'])('but not if a rule looks at %s', (name) => {
    expect(isCertain(name)).toBe(false);
  });
});
