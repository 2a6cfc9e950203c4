import { describe, expect, test } from 'vitest';
import { baseUrlFor } from '../../../../src/checks/smoke/config/base-url-config.ts';
import { smokeConfigSchema } from '../../../../src/checks/smoke/config/smoke-config.ts';
import { readConfiguration } from '../../../../src/hook/configuration.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';

const manyUrls = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`u${index}`, 'https://shop.example']));

describe('baseUrl', () => {
  test('may have up to ten URLs', async () => {
    const requests = [{ path: '/', at: 'u9' }];

    expect(await wrong({ baseUrl: manyUrls(10), requests })).toBeUndefined();
    expect(await wrong({ baseUrl: manyUrls(11), requests })).toBe('hookDetails.baseUrl: expected at most 10 URLs');
  });

  test.each<[string, JsonObject, string]>([
    [
      'at without a URL, in any request',
      { requests: ['/', { path: '/', at: 'web' }] },
      'hookDetails: expected no at: baseUrl has no URL called "web"',
    ],
    [
      'a request without at, even next to a URL with an odd name',
      { baseUrl: { undefined: 'https://shop.example' }, requests: ['/'] },
      'hookDetails: expected at in requests[0] to be one of the names in baseUrl: undefined',
    ],
    [
      'a password without a user',
      { baseUrl: 'https://:hunter2@shop.example' },
      'hookDetails.baseUrl: expected a URL without user name and password, not "…@shop.example": use auth, and name the password in secrets',
    ],
    [
      'a scheme that only begins like http',
      { baseUrl: 'httpx://shop.example' },
      'hookDetails.baseUrl: expected an http or https URL, not "httpx://shop.example"',
    ],
  ])('refuses %s', async (_what, details, reason) => {
    expect(await wrong(details)).toBe(reason);
  });
});

describe('baseUrlFor', () => {
  test('returns the URL that at names, and throws if there is none', () => {
    expect(baseUrlFor('https://shop.example', undefined)).toBe('https://shop.example');
    expect(baseUrlFor({ web: 'https://web.example' }, 'web')).toBe('https://web.example');
    expect(() => baseUrlFor({ web: 'https://web.example' }, undefined)).toThrow(
      new RangeError('a request without a URL'),
    );
  });
});

/** The reason why the configuration is refused; undefined if it is valid. */
async function wrong(details: JsonObject): Promise<string | undefined> {
  const read = await readConfiguration(details, {}, smokeConfigSchema);
  return read.ok ? undefined : read.reason;
}
