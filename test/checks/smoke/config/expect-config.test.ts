import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { expectSchema, sharedExpectSchema } from '../../../../src/checks/smoke/config/expect-config.ts';
import { deploymentValuesOf } from '../../../../src/checks/smoke/expect/expectation.ts';
import { httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../../src/checks/smoke/smoke-check.ts';
import type { JsonValue } from '../../../../src/hook/json.ts';
import { whatIsWrongWith } from '../../check-context.ts';

const check = smokeCheck({ probe: httpProbe(), discover: () => Promise.reject(new Error('not called')) });
const names =
  'expected "$revisionId", "$imageDigest", "$imageTag", "$taskDefinition" or "$env.NAME", or "$$" for a string that begins with "$"; "$imageDigest", "$imageTag" and "$env.NAME" may end with ":container"';
const keys = 'header, cookie, json, schema, body, redirects, tls';
const predicateKeys =
  '==, !=, >, >=, <, <=, exists, count, type, oneOf, matches, contains, notContains, startsWith, endsWith, prefixOf, not';

/** This many headers or paths. */
function many(count: number, name: (number: number) => string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, number) => [name(number), 'x']));
}

/** A JSON Schema that is written with this many characters. */
const schemaOf = (length: number) => ({ $comment: 'x'.repeat(length - JSON.stringify({ $comment: '' }).length) });

describe('expect', () => {
  test.each<JsonValue>([
    { body: '$$' },
    { body: 'x'.repeat(1000) },
    { header: { "!#$%&'*+.^_`|~09AZaz-": '$revisionId' } },
    { header: many(20, (number) => `x-${number}`) },
    { json: many(20, (number) => `$.a${number}`) },
    { schema: schemaOf(100_000) },
    { cookie: { 'sid[path]': '/', 'sid[HttpOnly]': { exists: true }, sid: 'x' } },
    { redirects: { location: Array(10).fill('/a') } },
    { json: { [`$.${'x'.repeat(498)}`]: 1 } },
    { json: { '$.a': '', '$.b': 1.5, '$.c': false, '$.d': null, '$.e': 'x'.repeat(1000) } },
  ])('accepts %j', async (expectation) => {
    expect(await whatIsWrongWith(check, { expect: expectation })).toBeUndefined();
  });

  test.each<[JsonValue, string]>([
    [null, `: expected an object with ${keys} or maxFirstByteMillis, not null`],
    [[], `: expected an object with ${keys} or maxFirstByteMillis, not a list of 0`],
    [{}, `: expected at least one of ${keys}, maxFirstByteMillis`],
    [{ header: 7 }, '.header: expected an object of header names and values, not 7'],
    [{ header: null }, '.header: expected an object of header names and values, not null'],
    [{ header: [] }, '.header: expected an object of header names and values, not a list of 0'],
    [{ header: {} }, '.header: expected 1 to 20 headers'],
    [{ header: many(21, (number) => `x-${number}`) }, '.header: expected 1 to 20 headers'],
    [{ header: { 'x y': '1' } }, '.header.x y: expected the name of a header'],
    [{ header: { 'x:': '1' } }, '.header.x:: expected the name of a header'],
    [{ header: { ':x': '1' } }, '.header.:x: expected the name of a header'],
    [{ header: { x: 7 } }, '.header.x: expected a string, not 7'],
    [
      { header: { x: '' } },
      '.header.x: expected a string that is not empty, not an empty string: an empty one proves nothing',
    ],
    [{ header: { x: 'x'.repeat(1001) } }, '.header.x: expected at most 1000 characters, not 1001'],
    [{ header: { x: '$revision' } }, `.header.x: ${names}`],
    [{ cookie: 7 }, '.cookie: expected an object of cookie names and values'],
    [{ cookie: {} }, '.cookie: expected 1 to 20 cookies'],
    [{ cookie: many(21, (number) => `c${number}`) }, '.cookie: expected 1 to 20 cookies'],
    ...['sid[Lang]', 'x sid', 'sid[Path]x', 'sid[]'].map((name): [JsonValue, string] => [
      { cookie: { [name]: '/' } },
      `.cookie.${name}: expected the name of a cookie such as "session", or one of its attributes such as "session[Path]"`,
    ]),
    [{ schema: true }, '.schema: expected a JSON Schema, not true'],
    [{ schema: {} }, '.schema: expected a JSON Schema with at least one keyword'],
    [{ schema: schemaOf(100_001) }, '.schema: expected a JSON Schema of at most 100000 characters'],
    [{ redirects: [] }, '.redirects: expected an object with count or location, not a list of 0'],
    [{ redirects: {} }, '.redirects: expected at least one of count, location'],
    [{ redirects: { location: [] } }, '.redirects.location: expected 1 to 10 locations, not a list of 0'],
    [{ redirects: { location: Array(11).fill('/') } }, '.redirects.location: expected 1 to 10 locations, not 11'],
    [{ tls: 7 }, '.tls: expected an object with daysToExpiry, not 7'],
    [{ tls: {} }, '.tls: expected daysToExpiry'],
    [
      { json: { [`$.${'x'.repeat(499)}`]: 1 } },
      `.json.$.${'x'.repeat(77)}…: expected a path of at most 500 characters`,
    ],
    [{ json: 7 }, '.json: expected an object of paths and values, not 7'],
    [{ json: {} }, '.json: expected 1 to 20 paths'],
    [{ json: many(21, (number) => `$.a${number}`) }, '.json: expected 1 to 20 paths'],
    [
      { json: { version: 'x' } },
      '.json.version: expected a path that begins with "$", such as "$.version" or "$.items[*].id"',
    ],
    [{ json: { '$.a': {} } }, `.json.$.a: expected a predicate with at least one key of ${predicateKeys}`],
    [
      { json: { '$.a': [] } },
      '.json.$.a: expected a string, a number, true, false, null or a predicate, not a list of 0: write { "==": […] } for a list, or { "oneOf": […] } for one of several values',
    ],
    [{ json: { '$.a': '$x' } }, `.json.$.a: ${names}`],
    [{ json: { '$.a': 'x'.repeat(1001) } }, '.json.$.a: expected at most 1000 characters, not 1001'],
    [{ body: 7 }, '.body: expected a string, not 7'],
    [{ body: '' }, '.body: expected a string that is not empty, not an empty string: an empty one proves nothing'],
    [{ body: '$x' }, `.body: ${names}`],
  ])('refuses %j, and says what to write', async (expectation, reason) => {
    const said = await whatIsWrongWith(check, { expect: expectation });

    // The found value comes before the remedy.
    expect(said?.replace(/, not "\$?[^"]*"(?=;|$)/, '')).toBe(`hookDetails.expect${reason}`);
  });
});

test('each key becomes a rule that says where it is written, what it reads and what it wants', () => {
  const literal = (value: JsonValue) => ({ key: '==', wanted: { kind: 'literal', value } });
  const expectation = {
    header: { 'X-Cache': 'hit' },
    cookie: { sid: '1', 'sid[HttpOnly]': { exists: true }, 'sid[Max-Age]': { '>': 60 } },
    json: { '$.a': 1 },
    schema: { type: 'object' },
    body: { matches: 'x' },
    redirects: { count: 1, location: '/b' },
    tls: { daysToExpiry: { '>': 14 } },
    maxFirstByteMillis: 300,
  };

  const { rules } = v.parse(expectSchema, expectation);

  expect(rules).toEqual([
    { at: 'expect.header["X-Cache"]', subject: { of: 'header', name: 'x-cache' }, predicate: [literal('hit')] },
    { at: 'expect.cookie["sid"]', subject: { of: 'cookie', name: 'sid' }, predicate: [literal('1')] },
    {
      at: 'expect.cookie["sid[HttpOnly]"]',
      subject: { of: 'cookie', name: 'sid', attribute: 'httponly' },
      predicate: [{ key: 'exists', wanted: true }],
    },
    {
      at: 'expect.cookie["sid[Max-Age]"]',
      subject: { of: 'cookie', name: 'sid', attribute: 'max-age' },
      predicate: [{ key: '>', wanted: 60 }],
    },
    {
      at: 'expect.json["$.a"]',
      subject: { of: 'json', text: '$.a', path: expect.anything() },
      predicate: [literal(1)],
    },
    { at: 'expect.schema', subject: { of: 'schema' }, schema: { type: 'object' } },
    { at: 'expect.body', subject: { of: 'body' }, predicate: [{ key: 'matches', wanted: { text: 'x' } }] },
    { at: 'expect.redirects.count', subject: { of: 'redirects' }, predicate: [literal(1)] },
    { at: 'expect.redirects.location', subject: { of: 'location', position: -1 }, predicate: [literal('/b')] },
    { at: 'expect.tls.daysToExpiry', subject: { of: 'daysToExpiry' }, predicate: [{ key: '>', wanted: 14 }] },
    { at: 'expect.maxFirstByteMillis', subject: { of: 'firstByte' }, predicate: [{ key: '<=', wanted: 300 }] },
  ]);
  const shared = v.parse(sharedExpectSchema, { body: 'x', redirects: { location: ['/a', { endsWith: 'b' }] } });
  expect(shared.rules).toEqual([
    { at: '/expect.body', subject: { of: 'body' }, predicate: [literal('x')] },
    { at: '/expect.redirects.location', subject: { of: 'redirects' }, predicate: [literal(2)] },
    {
      at: '/expect.redirects.location[0]',
      subject: { of: 'location', position: 0 },
      predicate: [literal('/a')],
    },
    {
      at: '/expect.redirects.location[1]',
      subject: { of: 'location', position: 1 },
      predicate: [{ key: 'endsWith', wanted: { kind: 'literal', value: 'b' } }],
    },
  ]);
});

describe('deploymentValuesOf', () => {
  test.each<[unknown, string[]]>([
    [{ body: '$revisionId' }, ['$revisionId']],
    [{ body: 'x' }, []],
    [{ header: { x: '$imageTag' }, json: { '$.a': '$env.V', '$.b': 1 }, body: '$$' }, ['$imageTag', '$env.V']],
  ])('returns those that %j names', (expectation, texts) => {
    expect(deploymentValuesOf(v.parse(expectSchema, expectation)).map(({ text }) => text)).toEqual(texts);
  });

  test('returns none without an expectation', () => {
    expect(deploymentValuesOf(undefined)).toEqual([]);
  });
});
