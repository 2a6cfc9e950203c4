import { describe, expect, test } from 'vitest';
import { valueDifferences } from '../../../../src/checks/smoke/compare/value-differences.ts';
import { compileJsonQuery } from '../../../../src/checks/smoke/expect/engines/json-query.ts';
import { parseJsonPath } from '../../../../src/checks/smoke/expect/json-path.ts';

describe('chosen values', () => {
  test.each<[string, string, unknown[], unknown[], string[]]>([
    ['that are equal', '$.price', [{ price: 10 }], [{ price: 10 }], []],
    ['that differ', '$.price', [{ price: 10 }], [{ price: 12 }], ['$.price is the number 12 instead of the number 10']],
    ['that look alike', '$.price', [{ price: 10 }], [{ price: '10' }], ['$.price is "10" instead of the number 10']],
    ['that change in production meanwhile', '$.price', [{ price: 10 }, { price: 11 }], [{ price: 11 }], []],
    [
      'of which one of green is another',
      '$.price',
      [{ price: 10 }],
      [{ price: 10 }, { price: 9 }],
      ['$.price is the number 9 instead of the number 10'],
    ],
    ['with members in another order', '$.tax', [{ tax: { a: 1, b: 2 } }], [{ tax: { b: 2, a: 1 } }], []],
    ['inside an object', '$.tax', [{ tax: { a: 1 } }], [{ tax: { a: 2 } }], ['$.tax has another value']],
    ['that are missing in green', '$.price', [{ price: 1 }], [{}], ['$.price is missing instead of the number 1']],
    [
      'that are null in green',
      '$.price',
      [{ price: 1 }],
      [{ price: null }],
      ['$.price is null instead of the number 1'],
    ],
    [
      'that are nowhere, as with a misspelled path',
      '$.prise',
      [{ price: 1 }],
      [{ price: 1 }],
      ['$.prise is missing on both sides'],
    ],
    [
      'of several items',
      '$.items[*].id',
      [{ items: [{ id: 1 }, { id: 2 }] }],
      [{ items: [{ id: 1 }, { id: 3 }] }],
      ['$.items[*].id has another value'],
    ],
    [
      'of another number of items',
      '$.items[*].id',
      [{ items: [{ id: 1 }, { id: 2 }] }],
      [{ items: [{ id: 1 }, { id: 2 }, { id: 3 }] }],
      ['$.items[*].id is 3 values instead of 2 values'],
    ],
    [
      'at a name that is only as a whole the name of a secret',
      '$.key.id',
      [{ key: { id: 'a' } }],
      [{ key: { id: 'b' } }],
      ['$.key.id has another value'],
    ],
    [
      'with the name of a secret',
      "$.session['access-token']",
      [{ session: { 'access-token': 'a' } }],
      [{ session: { 'access-token': 'b' } }],
      ["$.session['access-token'] has another value"],
    ],
  ])('are compared: values %s', (_what, path, blue, green, texts) => {
    expect(differences(path, blue, green)).toEqual(texts);
  });

  test('that cannot be looked up are different, and why is said', () => {
    const query = {
      isSingular: false,
      find() {
        throw new Error('took too long');
      },
    };

    expect(
      valueDifferences([{ of: 'json', text: '$..a', path: undefined, query }], { blue: [{}], green: [{}] }),
    ).toEqual(['$..a took too long']);
  });

  test('that are nested too deeply to be compared are not equal', () => {
    const deep = JSON.parse(`{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`);

    expect(differences('$.a', [deep], [deep])).toEqual(['$.a has another value']);
  });
});

function differences(text: string, blue: unknown[], green: unknown[]): readonly string[] {
  const path = parseJsonPath(text);
  const subject = { of: 'json' as const, text, path, ...(path === undefined && { query: compileJsonQuery(text) }) };
  return valueDifferences([subject], { blue, green });
}
