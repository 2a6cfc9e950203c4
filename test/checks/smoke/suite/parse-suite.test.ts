import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseSuite } from '../../../../src/checks/smoke/suite/parse-suite.ts';

describe('parseSuite', () => {
  test('reads YAML and JSON alike', () => {
    const keys = { requests: [{ path: '/version', json: { '$.sha': 'abc123', '$.items': { count: 2 } } }] };

    expect(parseSuite(JSON.stringify(keys))).toEqual({ ok: true, keys });
    expect(parseSuite(stringify(keys))).toEqual({ ok: true, keys });
    expect(parseSuite(`\uFEFF${stringify(keys)}`)).toEqual({ ok: true, keys });
  });

  test('reads any JSON object as JSON.parse does', () => {
    const keys = fc.dictionary(fc.stringMatching(/^[a-z$.]{1,8}$/), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(
        keys.filter((each) => !('suite' in each)),
        (value) => {
          const text = JSON.stringify(value);
          expect(parseSuite(text)).toEqual({ ok: true, keys: JSON.parse(text) });
        },
      ),
      { numRuns: 50 },
    );
  });

  test('reads what a person writes once with an anchor', () => {
    expect(parseSuite('headers: &all { x-tenant: a }\nrequests:\n  - { path: /a, headers: *all }\n')).toEqual({
      ok: true,
      keys: { headers: { 'x-tenant': 'a' }, requests: [{ path: '/a', headers: { 'x-tenant': 'a' } }] },
    });
  });

  const bomb = ['a0: &a0 [x,x,x,x,x,x,x,x,x]']
    .concat(Array.from({ length: 8 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(9)}]`))
    .join('\n');
  const large = `x: &x "${'y'.repeat(100_000)}"\nz: [${'*x,'.repeat(50)}]`;

  test.each([
    ['an item that is not indented', 'requests:\n  - path: /a\n   status: 200\n', /at line 3, column 1$/],
    ['a key that occurs twice', 'requests: []\nhost: a\nhost: b\n', 'the key host occurs twice at line 3, column 1'],
    [
      'a key that occurs twice in JSON',
      '{"host": "a",\n "host": "b"}',
      'the key host occurs twice at line 2, column 2',
    ],
    ['a key that occurs twice inside', 'requests: [{ path: /a, path: /b }]', /^the key path occurs twice at line 1, /],
    ['a tag', 'host: !Sub a', 'Unresolved tag: !Sub at line 1, column 7'],
    ['two documents', 'host: a\n---\nhost: b\n', /^Source contains multiple documents.* at line 2, column 1$/],
    ['an alias of nothing', 'host: *a', /^Unresolved alias/],
    ['aliases that multiply', bomb, /^Excessive alias count/],
    ['aliases of something large', large, 'its aliases expand to more than 1 MiB: use fewer'],
    ['an alias of itself', 'host: &a\n  b: *a\n', 'it is nested too deeply, or contains itself'],
    ['nesting without end', '['.repeat(20_000), 'it is nested too deeply, or contains itself'],
    [
      'a number that JSON does not have',
      'requests: [{ maxMillis: .inf }]',
      'requests[0].maxMillis is not a JSON value',
    ],
    [
      'one after a number that JSON has',
      'requests: [{ attempts: 1, maxMillis: .nan }]',
      'requests[0].maxMillis is not a JSON value',
    ],
    ['a key that is a list', '? [a, b]\n: 1', /all keys must be strings at line 1, column 3$/],
    ['a list', '- /health', 'it must be an object with keys such as requests'],
    ['a single value', 'hello', 'it must be an object with keys such as requests'],
    ['nothing', '# later\n', 'it is empty; write requests: followed by a list'],
    ['another suite', 'suite: ssm:/other', 'a suite cannot name another one: remove the key suite'],
  ])('refuses %s', (_what, text, reason) => {
    expect(parseSuite(text)).toEqual({
      ok: false,
      reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
    });
  });

  test('reads a document that is exactly 1 MiB of JSON', () => {
    const text = JSON.stringify({ x: 'y'.repeat(1024 * 1024 - '{"x":""}'.length) });

    expect(parseSuite(text)).toMatchObject({ ok: true });
    expect(parseSuite(text.replace('y', 'yy'))).toMatchObject({ ok: false });
  });

  test('compares thousands of keys without comparing each with every other', () => {
    const text = Array.from({ length: 5000 }, (_, index) => `k${index}: 1`).join('\n');

    expect(parseSuite(`${text}\nk7: 1`)).toMatchObject({ reason: 'the key k7 occurs twice at line 5001, column 1' });
  });

  test('quotes no line of the document', () => {
    for (const text of ['auth: "hunter2-planted\nhost: a', 'token: hunter2-planted: x', '\thunter2-planted: 1']) {
      expect(JSON.stringify(parseSuite(text))).not.toContain('hunter2');
    }
  });
});
