import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { runSuite, storedSecrets } from './run-suite.ts';

/** A secret that no other text of a report contains by chance. */
const secretText = fc.stringMatching(/^[A-Za-z0-9+/=_ "'\\&%{}-]{4,30}$/).map((text) => `Zq9${text}`);

describe('a secret', () => {
  test('is in nothing that the check returns, no matter where it is used and what the server makes of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        secretText,
        fc.constantFrom('path', 'query', 'header', 'json', 'form', 'text', 'bearer', 'basic', 'expect', 'contains'),
        fc.constantFrom('body', 'header', 'location', 'json', 'cookie', 'reset', 'encoded', 'part'),
        fc.constantFrom(200, 302, 404, 500),
        async (secret, place, echo, status) => {
          const { reader } = storedSecrets({ '/s': secret });
          const { verdict } = await runSuite(
            { secrets: { s: 'ssm:/s' }, attempts: 1, requests: requestsWith(place) },
            () => echoed(secret, echo, status),
            { reader },
          );

          expect(shown(verdict)).not.toContain(secret.trim());
          expect(shown(verdict)).not.toContain(encodeURIComponent(secret));
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** Everything that is logged, reported or returned to ECS. */
function shown(verdict: object): string {
  const { cause, ...rest } = verdict as { cause?: unknown };
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    else if (value instanceof Error) texts.push(value.message, String(value.stack), JSON.stringify(value));
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(rest);
  collect(cause);
  return texts.join('\n');
}

function requestsWith(place: string): JsonObject[] {
  const requests: Record<string, JsonObject> = {
    path: { path: '/a/{{s}}/b' },
    query: { path: '/a', query: { q: '{{s}}' } },
    header: { path: '/a', headers: { 'x-a': 'b {{s}}' } },
    json: { path: '/a', method: 'POST', body: { json: { a: ['{{s}}'] } } },
    form: { path: '/a', method: 'POST', body: { form: { a: '{{s}}' } } },
    text: { path: '/a', method: 'POST', body: { text: '<{{s}}>' } },
    bearer: { path: '/a', auth: { bearer: '{{s}}' } },
    basic: { path: '/a', auth: { basic: { user: 'ana', password: '{{s}}' } } },
    expect: { path: '/a', expect: { header: { 'x-b': '{{s}}' }, json: { '$.a': '{{s}}' } } },
    contains: { path: '/a', contains: '{{s}}' },
  };
  const request = requests[place] ?? { path: '/' };
  const common = { capture: { c: '$.a' }, expect: { header: { 'x-c': 'd' }, json: { '$.a': 'e' } } };
  return [
    { ...common, ...request },
    { path: '/later/{{c}}', method: 'GET' },
  ];
}

function echoed(secret: string, echo: string, status: number) {
  const inHeader = encodeURIComponent(secret);
  const answers: Record<string, object> = {
    body: { body: `before ${secret} after` },
    header: { headers: { 'x-c': secret.replaceAll(/[^\x20-\x7e]/g, ''), 'x-b': 'z', server: secret } },
    location: { status: 302, headers: { location: `https://other.example/${inHeader}?t=${inHeader}` } },
    json: { body: { a: secret } },
    cookie: { headers: { 'set-cookie': `session=${inHeader}` } },
    reset: { status: 503, body: secret },
    encoded: { body: { a: inHeader } },
    part: { body: { a: `${'x'.repeat(70)}${secret}` } },
  };
  return { status, ...answers[echo] };
}
