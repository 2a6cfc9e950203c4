import { describe, expect, test } from 'vitest';
import { compileJsonSchema } from '../../../../../src/checks/smoke/expect/engines/json-schema.ts';
import type { JsonObject, JsonValue } from '../../../../../src/hook/json.ts';

const item = { type: 'object', properties: { price: { type: 'number', minimum: 1 } }, required: ['price'] };

describe('compileJsonSchema', () => {
  test.each<[string, JsonObject, unknown, string[]]>([
    ['JSON that is as it says', { type: 'array', items: item }, [{ price: 1 }], []],
    ['a wrong type', { type: 'object' }, [], ['$ must be object']],
    [
      'a wrong value, with its path',
      { type: 'array', items: item },
      [{ price: 1 }, { price: 0.5 }],
      ['$[1].price is the number 0.5 and must be >= 1'],
    ],
    ['a string instead of a number', item, { price: '1' }, ['$.price is "1" and must be number']],
    ['a member that is missing', item, {}, ["$ must have required property 'price'"]],
    ['null instead of a member', item, { price: null }, ['$.price is null and must be number']],
    [
      '0, false and an empty string',
      { enum: [1, true, 'x'] },
      0,
      ['$ is the number 0 and must be equal to one of the allowed values'],
    ],
    [
      'a member that must not be there',
      { type: 'object', properties: {}, additionalProperties: false },
      { x: 1 },
      ['$ must NOT have additional properties'],
    ],
    [
      'a name that needs quotes',
      { properties: { "it's/~": { const: 1 } } },
      { "it's/~": 2 },
      ["$['it\\'s/~'] is the number 2 and must be equal to constant"],
    ],
    [
      'a name that begins with a digit',
      { properties: { '1a': { const: 1 } } },
      { '1a': 2 },
      ["$['1a'] is the number 2 and must be equal to constant"],
    ],
    [
      'a position of two digits',
      { properties: { a1: { items: { const: 0 } } } },
      { a1: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7] },
      ['$.a1[10] is the number 7 and must be equal to constant'],
    ],
    [
      'a member that is required and not described',
      { type: 'object', required: ['a'] },
      {},
      ["$ must have required property 'a'"],
    ],
    [
      'a 2020-12 keyword',
      { type: 'array', prefixItems: [{ type: 'string' }], items: false },
      ['a', 1],
      ['$ must NOT have more than 1 items'],
    ],
    ['a list with more items than are described', { type: 'array', prefixItems: [{ type: 'string' }] }, ['a', 1], []],
    [
      'a reference into itself',
      { $defs: { id: { type: 'integer' } }, properties: { id: { $ref: '#/$defs/id' } } },
      { id: 1.5 },
      ['$.id is the number 1.5 and must be integer'],
    ],
    [
      'the same item twice',
      { uniqueItems: true },
      [
        { a: 1, b: [2] },
        { b: [2], a: 1 },
      ],
      ['$ must pass "uniqueItems" keyword validation'],
    ],
    ['different items', { uniqueItems: true }, [1, '1', [1], { a: 1 }, null, false, 0, ''], []],
    ['uniqueItems that is switched off', { uniqueItems: false }, [1, 1], []],
    ['a format, which describes and does not validate', { type: 'string', format: 'date-time' }, 'tomorrow', []],
    [
      'a pattern',
      { pattern: '^sha256:[0-9a-f]+$' },
      'sha1:00',
      ['$ is "sha1:00" and must match pattern \'^sha256:[0-9a-f]+$\''],
    ],
  ])('finds %s', (_case, schema, root, violations) => {
    expect(compileJsonSchema(schema)(root)).toEqual(
      violations.map((each) => each.replaceAll('"uniqueItems"', "'uniqueItems'")),
    );
  });

  test('shows at most three violations, the outermost first', () => {
    const schema = { anyOf: ['string', 'boolean', 'null', 'array'].map((type) => ({ type })) };

    expect(compileJsonSchema(schema)(7)).toEqual([
      '$ is the number 7 and must match a schema in anyOf',
      '$ is the number 7 and must be array',
      '$ is the number 7 and must be null',
      '2 more violations of the schema',
    ]);
  });

  test('L10 shows nothing of a member with a name that suggests a secret', () => {
    const schema = { properties: { token: { type: 'number' }, a: { properties: { apiKey: { const: 'x' } } } } };

    expect(compileJsonSchema(schema)({ token: 'hunter2' })).toEqual(['$.token must be number']);
    expect(compileJsonSchema(schema)({ a: { apiKey: 'hunter2' } })).toEqual(['$.a.apiKey must be equal to constant']);
  });

  test.each<[string, JsonObject, string]>([
    [
      'a type that does not exist',
      { type: 'objekt' },
      'schema is invalid: data/type must be equal to one of the allowed values',
    ],
    ['a misspelled keyword', { requierd: ['a'] }, 'unknown keyword: "requierd"'],
    [
      'a reference to another document',
      { $ref: 'https://example.com/x.json' },
      "can't resolve reference https://example.com/x.json from id #",
    ],
    ['a reference that leads nowhere', { $ref: '#/$defs/x' }, "can't resolve reference #/$defs/x from id #"],
    [
      'a pattern with lookahead',
      { pattern: '(?=a)' },
      'expected a regular expression of RE2: lookahead and lookbehind are not supported',
    ],
    ['a validator whose result is a promise', { $async: true, type: 'object' }, '$async is not supported'],
    [
      'an older dialect',
      { $schema: 'http://json-schema.org/draft-07/schema#' },
      'expected a schema of https://json-schema.org/draft/2020-12/schema, not of "http://json-schema.org/draft-07/schema#"',
    ],
  ])('refuses %s before anything is sent', (_case, schema, message) => {
    expect(() => compileJsonSchema(schema)).toThrow(message);
  });

  test.each<[JsonObject, string]>([
    [{ requierd: ['a'] }, 'unknown keyword: "requierd"'],
    [{ $ref: '#/strict mode: x' }, "can't resolve reference #/strict mode: x from id #"],
    [{ uniqueItems: 'yes' }, 'schema is invalid: data/uniqueItems must be boolean'],
  ])('says no more about %j than is needed', (schema, message) => {
    expect(() => compileJsonSchema(schema)).toThrow(new Error(`expected a JSON Schema: ${message}`));
  });

  test.each(['', '#'])('accepts its own dialect with the fragment %j', (fragment) => {
    const $schema = `https://json-schema.org/draft/2020-12/schema${fragment}`;

    expect(compileJsonSchema({ $schema, type: 'null' })(null)).toEqual([]);
  });

  test.each<[string, JsonObject, () => JsonValue]>([
    ['a pattern that backtracks', { pattern: '^(a+)+$' }, () => `${'a'.repeat(1000)}!`],
    [
      'a name that is matched by a pattern',
      { patternProperties: { '^(a+)+$': true }, additionalProperties: false },
      () => ({ [`${'a'.repeat(1000)}!`]: 1 }),
    ],
    // A backtracking engine takes 2^1000 steps, the linear one no time that matters on any machine.
  ])('does not hang on %s', (_case, schema, make) => {
    expect(compileJsonSchema(schema)(make())).toHaveLength(1);
  });

  test('reads each item of a long list as often as those of a short one', () => {
    const readsOfEach = (length: number) => {
      let reads = 0;
      const items = Array.from({ length }, (_, at) =>
        Object.defineProperty({}, 'at', {
          enumerable: true,
          get() {
            reads += 1;
            return at;
          },
        }),
      );
      expect(compileJsonSchema({ uniqueItems: true })(items)).toEqual([]);
      return reads / length;
    };

    expect(readsOfEach(10)).toBeGreaterThan(0);
    expect(readsOfEach(2000)).toBe(readsOfEach(10));
  });

  test('throws on a schema that never ends because it refers to itself, and on JSON that is nested too deeply', () => {
    const circular = { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' };
    const list = { type: 'array', items: { $ref: '#' } };
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);

    expect(() => compileJsonSchema(circular)(1)).toThrow('Maximum call stack size exceeded');
    expect(() => compileJsonSchema(list)(deep)).toThrow('Maximum call stack size exceeded');
  });
});
