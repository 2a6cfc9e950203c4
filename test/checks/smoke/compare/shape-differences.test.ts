import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shapeOf } from '../../../../src/checks/smoke/compare/json-shape.ts';
import { shapeDifferences } from '../../../../src/checks/smoke/compare/shape-differences.ts';

/** What `fc.json` may have as a name, and our member must not. */
const name = 'added by the test';

describe('the shape of JSON', () => {
  test('never differs from itself, in one document or several', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 3 }), (documents) => {
        expect(differences(documents, documents)).toEqual([]);
        expect(differences(documents, documents.toReversed())).toEqual([]);
      }),
    );
  });

  test('does not depend on values, nor on how many items a list has', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer(), fc.string(), fc.boolean(), (document, number, text, flag) => {
        const other = JSON.parse(JSON.stringify(document), (_key, value) => {
          if (Array.isArray(value)) return [...value, ...value];
          if (typeof value === 'number') return number;
          if (typeof value === 'string') return text;
          return typeof value === 'boolean' ? flag : value;
        });
        expect(differences([document], [other])).toEqual([]);
      }),
    );
  });

  test('shows a member that is added, removed or of another type, at any depth', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant('list'), fc.string()), { maxLength: 40 }), (place) => {
        const within = (leaf: object) =>
          place.reduceRight<unknown>(
            (inner, step) =>
              step === 'list' ? [inner] : Object.defineProperty({}, step, { value: inner, enumerable: true }),
            leaf,
          );
        const one = within({ [name]: 1 });
        expect(kinds([within({})], [one])).toEqual(['added']);
        expect(kinds([one], [within({})])).toEqual(['missing']);
        for (const other of ['1', true, {}, []]) expect(kinds([one], [within({ [name]: other })])).toEqual(['type']);
        expect(kinds([one], [within({ [name]: null })])).toEqual([]);
      }),
    );
  });

  test.each<[string, unknown, unknown, string[]]>([
    ['null next to a type', { price: null }, { price: 1 }, []],
    ['null next to a type in a list', { items: [{ price: null }, { price: 2 }] }, { items: [{ price: 1 }] }, []],
    ['a list without items', { items: [] }, { items: [{ price: 1 }] }, []],
    ['a member that only some items have', [{ id: 1 }, { id: 2, sale: true }], [{ id: 1, sale: false }], []],
    ['a member that no item has any more', [{ id: 1 }, { id: 2, sale: true }], [{ id: 1 }], ['$[*].sale is missing']],
    [
      'a number that is text',
      { items: [{ price: 1 }] },
      { items: [{ price: '1' }] },
      ['$.items[*].price is a string instead of a number'],
    ],
    ['some numbers that are text', [1, 2], [1, '2'], ['$[*] is a number or a string instead of a number']],
    ['a list instead of an object', { a: {} }, { a: [] }, ['$.a is a list instead of an object']],
    ['a list instead of an object with members', { a: 1 }, [], ['$ is a list instead of an object']],
    ['an object with members instead of a list', [], { a: 1 }, ['$ is an object instead of a list']],
    ['text instead of true', { a: true }, { a: 'yes' }, ['$.a is a string instead of true or false']],
    ['another root', {}, [], ['$ is a list instead of an object']],
    ['a name that is not a word', { 'build id': 1 }, {}, ['$["build id"] is missing']],
    ['a name that JavaScript treats specially', JSON.parse('{"__proto__": 1}'), {}, ['$.__proto__ is missing']],
  ])('with %s', (_what, blue, green, texts) => {
    expect(differences([blue], [green])).toEqual(texts);
  });

  test('is not looked at below 100 levels, however deep a document is', () => {
    const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`);
    const named = JSON.parse(`${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`);

    expect(differences([deep], [deep])).toEqual([]);
    expect(differences([named], [named])).toEqual([]);
    expect(kinds([deep], [{}])).toEqual(['type']);
  });
});

function differences(blue: readonly unknown[], green: readonly unknown[]): readonly string[] {
  return shapeDifferences(shapeOf(blue), shapeOf(green)).map(({ text }) => text);
}

function kinds(blue: readonly unknown[], green: readonly unknown[]): readonly string[] {
  return shapeDifferences(shapeOf(blue), shapeOf(green)).map(({ kind }) => kind);
}
