import { describe, expect, test } from 'vitest';
import { httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../../src/checks/smoke/smoke-check.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { contextFor, whatIsWrongWith } from '../../check-context.ts';

const check = smokeCheck({
  probe: httpProbe(),
  discover: async () => ({ found: false, looked: true, reason: 'not part of these tests' }),
});

const names = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, 1]));

describe('what a request sends', () => {
  test.each<[JsonObject, JsonObject]>([
    [{ query: { page: 1, tag: ['a', 'b c'], on: true } }, { path: '/?page=1&tag=a&tag=b%20c&on=true' }],
    [{ path: '/?a=1', query: { 'b&c': 'ü=/?' } }, { path: '/?a=1&b%26c=%C3%BC%3D%2F%3F' }],
    // With its key, exactly 256 KiB.
    [{ method: 'POST', body: { text: 'x'.repeat(262_133) } }, {}],
    [{ query: {} }, { path: '/' }],
    [{ query: names(50) }, {}],
    [{ query: { a: Array(50).fill('x'.repeat(4000)) } }, {}],
    [{ name: 'x'.repeat(100) }, { name: 'x'.repeat(100) }],
    [
      { name: 'front page', timeoutSeconds: 30 },
      { name: 'front page', timeoutSeconds: 30 },
    ],
    [{ method: 'POST', body: { json: { a: 1 } } }, { body: { kind: 'json', value: { a: 1 } } }],
    [{ method: 'POST', body: { json: null } }, { body: { kind: 'json', value: null } }],
    [
      { method: 'POST', body: { form: { a: 1, b: ['x', 'y'] } } },
      {
        body: {
          kind: 'form',
          fields: [
            ['a', '1'],
            ['b', 'x'],
            ['b', 'y'],
          ],
        },
      },
    ],
    [{ method: 'PUT', body: { text: 'x' } }, { body: { kind: 'text', text: 'x', type: 'text/plain; charset=utf-8' } }],
    ...['a/b', 'text/csv; charset=utf-8', 'a/b;c=d; e=f', 'application/vnd.api+json'].map(
      (type): [JsonObject, JsonObject] => [{ method: 'PUT', body: { text: '', type } }, { body: { type } }],
    ),
    [{ method: 'PUT', body: { text: '', type: 'text/csv' } }, { body: { kind: 'text', text: '', type: 'text/csv' } }],
  ])('understands %j', async (written, expected) => {
    const { config } = await contextFor(check, { requests: [{ path: '/', ...written }] });

    expect(config.requests[0]).toMatchObject(expected);
  });

  test('adds the headers of all requests, unless the request has one of that name', async () => {
    const { config } = await contextFor(check, {
      headers: { 'X-Tenant': 'shop', accept: 'text/html' },
      requests: ['/', { path: '/', headers: { 'x-tenant': 'other' } }],
    });

    expect(config.requests.map(({ headers }) => headers)).toEqual([
      { 'x-tenant': 'shop', accept: 'text/html' },
      { 'x-tenant': 'other', accept: 'text/html' },
    ]);
  });

  test.each<[JsonObject, string]>([
    [{ body: 'x' }, 'hookDetails.requests[0].body: expected an object with json, form or text, not "x"'],
    [{ body: { json: 1 } }, 'hookDetails.requests[0]: expected no body in a GET or HEAD, which have none'],
    [
      { method: 'HEAD', body: { text: '' } },
      'hookDetails.requests[0]: expected no body in a GET or HEAD, which have none',
    ],
    [{ query: { a: 'x'.repeat(4001) } }, 'hookDetails.requests[0].query.a: expected at most 4000 characters, not 4001'],
    [{ query: { a: Array(51).fill(1) } }, 'hookDetails.requests[0].query.a: expected at most 50 values, not 51'],
    [{ query: names(51) }, 'hookDetails.requests[0].query: expected at most 50 names'],
    ...[
      ['x'.repeat(101), `"${'x'.repeat(78)}…`],
      ['\nfront page', '" front page"'],
      ['front page\n', '"front page "'],
    ].map(([name = '', shown]): [JsonObject, string] => [
      { name },
      `hookDetails.requests[0].name: expected a name of 1 to 100 printable characters, not ${shown}`,
    ]),
    [
      { query: { a: null } },
      'hookDetails.requests[0].query.a: expected a string, a number, true, false, or a list of them, not null',
    ],
    [
      { query: ['a'] },
      'hookDetails.requests[0].query: expected an object of query parameters and their values, not a list of 1',
    ],
    [
      { name: '' },
      'hookDetails.requests[0].name: expected a name of 1 to 100 printable characters, not an empty string',
    ],
    [{ timeoutSeconds: 61 }, 'hookDetails.requests[0].timeoutSeconds: expected a whole number from 1 to 60, not 61'],
  ])('refuses %j', async (written, reason) => {
    expect(await whatIsWrongWith(check, { requests: [{ path: '/', ...written }] })).toBe(reason);
  });

  test('refuses a wrong header for all requests like one of a single request', async () => {
    expect(await whatIsWrongWith(check, { headers: { 'content-length': '1' } })).toBe(
      'hookDetails.headers.content-length: expected another header: this one is set by the check itself (for Host there is hookDetails.host)',
    );
  });
});
