import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FillError, makeFiller } from '../../../../src/checks/smoke/variables/filler.ts';
import { namesIn, parseTemplate } from '../../../../src/checks/smoke/variables/template.ts';
import { anyCharacter } from '../../../helpers/random-cases.ts';

const value = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 40 }),
  fc.constantFrom('..', '.', '', '%2e', '../..', '?a#b', '\r\nx: y'),
);

/** The result, or undefined if it was refused. */
function fill(run: (filler: ReturnType<typeof makeFiller>) => string, id: string): string | undefined {
  try {
    return run(makeFiller(() => id));
  } catch (error) {
    expect(error).toBeInstanceOf(FillError);
    return undefined;
  }
}

describe('a placeholder', () => {
  test('never becomes another host, another segment of a path, another parameter or a fragment', () => {
    fc.assert(
      fc.property(value, (id) => {
        const path = fill((filler) => filler.path('/a/{{id}}/x{{id}}?b={{id}}&c=d'), id);
        if (path === undefined) return;
        const url = new URL(path, 'https://shop.example');

        expect(url.host).toBe('shop.example');
        expect(url.hash).toBe('');
        expect(url.pathname.split('/')).toHaveLength(4);
        expect([...url.searchParams.keys()]).toEqual(['b', 'c']);
        expect(url.searchParams.get('b')).toBe(id.toWellFormed());
        expect(decodeURIComponent(url.pathname.split('/')[2] ?? '')).toBe(id.toWellFormed());
      }),
      { numRuns: 2000 },
    );
  });

  test('never becomes a second header', () => {
    fc.assert(
      fc.property(value, (id) => {
        const header = fill((filler) => filler.header('a {{id}} b', 'x-a'), id);

        expect(header ?? `a ${id} b`).toBe(`a ${id} b`);
        expect(header ?? '').toMatch(/^[\t\x20-\x7e]*$/);
      }),
      { numRuns: 2000 },
    );
  });

  test('never leaves its string in a JSON body', () => {
    fc.assert(
      fc.property(value, (id) => {
        expect(JSON.parse(JSON.stringify(makeFiller(() => id).json({ a: '{{id}}', b: ['x{{id}}'] })))).toEqual(
          JSON.parse(JSON.stringify({ a: id, b: [`x${id}`] })),
        );
      }),
    );
  });
});

describe('parseTemplate', () => {
  test('reads back what it was made of, and never throws', () => {
    const part = fc.oneof(
      fc.string().map((text) => ({ written: text.replaceAll('{', ''), name: undefined })),
      fc.constant({ written: '{{{{', name: undefined }),
      fc.constantFrom('id', '$revisionId', '$imageTag:app').map((name) => ({ written: `{{ ${name} }}`, name })),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.map(({ written }) => written).join('');

        expect(namesIn(text)).toEqual(parts.flatMap(({ name }) => name ?? []));
        expect(parseTemplate(text).ok).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', '$', ' ') }), (text) => void parseTemplate(text)),
    );
  });
});
