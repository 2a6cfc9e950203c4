import { describe, expect, test } from 'vitest';
import { smokeConfigSchema } from '../../../../src/checks/smoke/config/smoke-config.ts';
import { readConfiguration } from '../../../../src/hook/configuration.ts';
import type { JsonValue } from '../../../../src/hook/json.ts';

const exact =
  'expected a number up to 9007199254740991: a larger one is rounded when JSON is read, so that another number would equal it';
const named =
  'expected no "$…" and no "{{…}}" inside a list or an object: compare it with its own path, or write "$$" for a string that begins with "$", and "{{{{" for "{{"';
const jsonKeys =
  '==, !=, >, >=, <, <=, exists, count, type, oneOf, matches, contains, notContains, startsWith, endsWith, prefixOf, not';
const textKeys = '==, !=, >, >=, <, <=, oneOf, matches, contains, notContains, startsWith, endsWith, prefixOf, not';

describe('a predicate about JSON', () => {
  test.each<[JsonValue, unknown]>([
    [{ '==': ['a$$b', '$$c', { d: '$$e' }] }, ['a$$b', '$c', { d: '$e' }]],
    [{ '==': ['{{{{id}}', 'a{{{{b{{{{', '{{{{$c'] }, ['{{id}}', 'a{{b{{', '{{$c']],
    [{ '==': [1, null, true] }, [1, null, true]],
    [{ '==': null }, null],
    [{ '==': 9007199254740991 }, 9007199254740991],
    [{ '==': 'a$b' }, 'a$b'],
    [{ '==': '$$b' }, '$b'],
    // With the brackets and quotes these are 10 000 characters.
    [{ '==': ['x'.repeat(9996)] }, ['x'.repeat(9996)]],
  ])('compares with what %j says', async (predicate, value) => {
    expect(await read(predicate)).toEqual([{ key: '==', wanted: { kind: 'literal', value } }]);
  });

  test.each<JsonValue>([
    { oneOf: Array.from({ length: 50 }, (_, index) => index) },
    { type: 'integer' },
    { count: { '>=': 1, '!=': 3 } },
    { matches: 'x'.repeat(1000) },
  ])('may be %j', async (predicate) => {
    expect(await read(predicate)).toHaveLength(1);
  });

  test.each<[JsonValue, string]>([
    [{ '==': ['$revisionId'] }, `.==: ${named}`],
    [{ '!=': { a: [{ b: '$x' }] } }, `.!=: ${named}`],
    ...['{{id}}', 'a {{id}}', '{{{{a{{id}}', '{{', '{{{', '{{{{{{a}}'].map((text): [JsonValue, string] => [
      { '!=': [text] },
      `.!=: ${named}`,
    ]),
    [{ '==': [1, 9007199254740992] }, `.==: ${exact}`],
    [{ '==': { a: -9007199254740992 } }, `.==: ${exact}`],
    [{ '>': null }, '.>: expected a number, not null'],
    [{ '==': ['x'.repeat(9997)] }, '.==: expected at most 10000 characters of JSON'],
    [{ '==': 9007199254740992 }, '.==: expected a number up to 9007199254740991, not 9007199254740992: '],
    [{ '==': 'x'.repeat(1001) }, '.==: expected at most 1000 characters, not 1001'],
    [{ matches: 7 }, '.matches: expected a regular expression, not 7'],
    [{ matches: '' }, '.matches: expected a regular expression that is not empty, not an empty string'],
    [{ matches: 'x'.repeat(1001) }, '.matches: expected at most 1000 characters, not 1001'],
    [{ exists: 1 }, '.exists: expected true or false, not 1'],
    [
      { contains: '' },
      '.contains: expected a string that is not empty, not an empty string: an empty one proves nothing',
    ],
    [{ count: 'x' }, '.count: expected a number, or a predicate such as { ">=": 1 }, not "x"'],
    [{ count: { contains: 1 } }, '.count: expected a predicate with keys of ==, !=, >, >=, <, <=, not "contains"'],
    [{ count: { '==': 'x' } }, '.count.==: expected a number, not "x"'],
    [{ oneOf: 7 }, '.oneOf: expected a list of values, not 7'],
    [{ oneOf: [] }, '.oneOf: expected at least one value, not a list of 0'],
    [{ oneOf: Array.from({ length: 51 }, () => 1) }, '.oneOf: expected at most 50 values, not 51'],
    [
      { type: 'text' },
      '.type: expected one of "string", "number", "integer", "boolean", "object", "array", "null", not "text"',
    ],
    [{ equals: 1 }, `: expected a predicate with keys of ${jsonKeys}, not "equals"`],
    [{ '': 1 }, `: expected a predicate with keys of ${jsonKeys}, not ""`],
    [{ '==': 1, ['k'.repeat(41)]: 1 }, `: expected a predicate with keys of ${jsonKeys}, not "${'k'.repeat(40)}"`],
    [{ not: { not: { like: 1 } } }, `.not.not: expected a predicate with keys of ${jsonKeys}, not "like"`],
    [{ not: {} }, `.not: expected a predicate with at least one key of ${jsonKeys}`],
  ])('is refused if it is %j', async (predicate, reason) => {
    expect(await read(predicate)).toContain(`hookDetails.expect.json.$.a${reason}`);
  });

  test('is refused if a number cannot be compared, as YAML can say it', async () => {
    expect(await read({ '>': Number.POSITIVE_INFINITY })).toBe(
      'hookDetails.expect.json.$.a.>: expected a number, not Infinity',
    );
  });
});

describe('a predicate about text', () => {
  test.each<[JsonValue, string]>([
    [{ exists: true }, `: expected a predicate with keys of ${textKeys}, not "exists"`],
    [{ '==': 7 }, '.==: expected a string, not 7'],
    [['x'], ': expected a string, not a list of 1'],
  ])('is refused if it is %j', async (body, reason) => {
    const details = await readConfiguration({ expect: { body } }, {}, smokeConfigSchema);

    expect(details).toMatchObject({ reason: `hookDetails.expect.body${reason}` });
  });
});

/** What `$.a` must be like, or the reason why it is refused. */
async function read(predicate: JsonValue): Promise<unknown> {
  const details = await readConfiguration({ expect: { json: { '$.a': predicate } } }, {}, smokeConfigSchema);
  if (!details.ok) return details.reason;
  const [rule] = details.config.requests[0]?.expect?.rules ?? [];
  return rule !== undefined && 'predicate' in rule ? rule.predicate : rule;
}
