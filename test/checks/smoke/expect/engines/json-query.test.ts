import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import fc from 'fast-check';
import { query } from 'jsonpath-rfc9535';
import { describe, expect, test, vi } from 'vitest';
import { compileJsonQuery } from '../../../../../src/checks/smoke/expect/engines/json-query.ts';
import { parseJsonPath, valueAt } from '../../../../../src/checks/smoke/expect/json-path.ts';
import type { JsonValue } from '../../../../../src/hook/json.ts';

type ComplianceCase = { name: string; selector: string } & (
  | { invalid_selector: true }
  | { document: JsonValue; result?: JsonValue[]; results?: JsonValue[][] }
);

/** The compliance test suite of RFC 9535, which the second library publishes with its sources. */
function complianceCases(): readonly ComplianceCase[] {
  const folder = dirname(createRequire(import.meta.url).resolve('jsonpath-rfc9535/package.json'));
  const path = join(folder, 'src/__tests__/jsonpath-compliance-test-suite/cts.json');
  return JSON.parse(readFileSync(path, 'utf8')).tests;
}

const cases = complianceCases();

describe('compileJsonQuery', () => {
  test('is tried on the whole compliance test suite', () => {
    expect(cases.length).toBeGreaterThan(600);
  });

  test.each(cases.map((each) => [each.name, each] as const))('does what RFC 9535 says: %s', (_name, each) => {
    if ('invalid_selector' in each) {
      expect(() => compileJsonQuery(each.selector)).toThrow('expected a path of RFC 9535: ');
      return;
    }
    const allowed = each.results ?? [each.result];

    expect(allowed).toContainEqual(compileJsonQuery(each.selector).find(each.document));
  });

  const name = fc.constantFrom('a', 'b', 'ä', '😀', '__proto__', 'length', 'constructor', '');
  const quoted = name.map((text) => `'${text}'`);
  const index = fc.integer({ min: -3, max: 3 });
  const literal = fc.constantFrom('1', '"a"', 'null', 'true', 'false', '0', '""', '1e2', '-0');
  const inFilter = fc
    .tuple(quoted, fc.constantFrom('==', '!=', '<', '<=', '>', '>='), literal)
    .map(([key, operator, value]) => `?@[${key}] ${operator} ${value}`);
  const selector = fc.oneof(quoted, index.map(String), fc.constant('*'), inFilter, fc.constant('?@.*'));
  const segment = fc
    .tuple(fc.constantFrom('', '', '..'), fc.array(selector, { minLength: 1, maxLength: 2 }))
    .map(([descent, selectors]) => `${descent}[${selectors.join(', ')}]`);
  const path = fc.array(segment, { maxLength: 4 }).map((segments) => `$${segments.join('')}`);
  const { document } = fc.letrec((tie) => ({
    document: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.constantFrom(null, true, false, 0, 1, -0, 100, '', 'a', '😀'),
      fc.array(tie('document'), { maxLength: 4 }),
      fc.dictionary(name, tie('document'), { maxKeys: 4 }),
    ),
  }));

  // RFC 9535 leaves the order of descendants open.
  test('finds what another library finds, in any order', () => {
    fc.assert(
      fc.property(document, path, (root, text) => {
        const parsed = JSON.parse(JSON.stringify(root));

        expect(sorted(compileJsonQuery(text).find(parsed))).toEqual(sorted(query(parsed, text)));
      }),
      { numRuns: 1000 },
    );
  });

  test('finds for a path to one value what the parser without a library finds', () => {
    const step = fc.oneof(quoted, index.filter((at) => !Object.is(at, -0)).map(String));
    const singular = fc.array(step, { maxLength: 4 }).map((steps) => `$${steps.map((each) => `[${each}]`).join('')}`);
    fc.assert(
      fc.property(document, singular, (root, text) => {
        const parsed = JSON.parse(JSON.stringify(root));
        const at = valueAt(parsed, parseJsonPath(text) ?? ['?']);
        const compiled = compileJsonQuery(text);

        expect(compiled.isSingular).toBe(true);
        expect(compiled.find(parsed)).toEqual(at.found ? [at.value] : []);
      }),
    );
  });

  // The other library takes other items for a negative step from or to a place before the list.
  test('selects the items of a slice as the formula of RFC 9535 does', () => {
    const bound = fc.option(fc.integer({ min: -6, max: 6 }), { nil: undefined });
    fc.assert(
      fc.property(fc.nat(5), bound, bound, bound, (length, start, end, step) => {
        const list = Array.from({ length }, (_, at) => at);
        const text = `$[${start ?? ''}:${end ?? ''}:${step ?? ''}]`;

        expect(compileJsonQuery(text).find(list)).toEqual(slice(list, start, end, step));
      }),
      { numRuns: 1000 },
    );
  });

  const hostile = 'a'.repeat(40);
  test.each([
    ['match', '$[?match(@.a, "(a+)+")]', [{ a: `${hostile}!` }], []],
    ['search', '$[?search(@.a, "(a+)+$")]', [{ a: `${hostile}!` }], []],
    ['a pattern of the response', '$[?match(@.a, @.p)]', [{ a: `${hostile}!`, p: '(a|a)*' }], []],
    ['a pattern that is not valid', '$[?match(@.a, @.p)]', [{ a: 'a', p: '(' }], []],
    ['a pattern that is not a string', '$[?match(@.a, @.p)]', [{ a: 'a', p: 7 }], []],
    ['match as the whole text', '$[?match(@.a, "b|ab")].a', [{ a: 'ab' }, { a: 'abc' }, { a: 'b' }], ['ab', 'b']],
    ['search as a part of it', '$[?search(@.a, "b|x")].a', [{ a: 'ab' }, { a: 'c' }], ['ab']],
    ['characters, not units of UTF-16', '$[?length(@.a) == 1].a', [{ a: '😀' }, { a: 'aa' }], ['😀']],
  ])('evaluates %s in linear time', (_case, text, root, found) => {
    expect(compileJsonQuery(text).find(root)).toEqual(found);
  });

  test('remembers only some of the patterns of a response', () => {
    const root = Array.from({ length: 250 }, (_, at) => ({ a: `v${at}`, p: `v${at}` }));

    expect(compileJsonQuery('$[?match(@.a, @.p)]').find(root)).toHaveLength(250);
  });

  test('finds ten thousand values, and those that are four hundred levels deep', () => {
    const list = Array.from({ length: 10_000 }, () => 1);
    const deep = JSON.parse(`${'['.repeat(400)}${']'.repeat(400)}`);

    expect(compileJsonQuery('$..*').find(list)).toHaveLength(10_000);
    expect(compileJsonQuery('$..*').find(deep)).toHaveLength(399);
  });

  test.each<[string, string, () => JsonValue, string]>([
    ['too many values', '$..*', () => Array.from({ length: 10_001 }, () => 1), 'leads to more than 10000 values'],
    ['deep JSON', '$..a', () => JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`), 'leads deeper than 500 levels'],
  ])('refuses %s, instead of hanging or using up the memory', (_case, text, make, problem) => {
    expect(() => compileJsonQuery(text).find(make())).toThrow(problem);
  });

  test('refuses a filter that compares everything with everything, instead of hanging', () => {
    const root = Array.from({ length: 20_000 }, () => 1);
    const { find } = compileJsonQuery('$[?count($[?@ == 1]) == 0]', 200);

    expect(() => find(root)).toThrow('takes longer than 0.2 s');
  });

  test('gives a query three seconds', () => {
    const run = vi.spyOn(Script.prototype, 'runInContext');

    compileJsonQuery('$.a').find({ a: 1 });

    expect(run.mock.calls.map(([, options]) => options)).toEqual([{ timeout: 3000 }]);
  });

  test.each([
    ['$.', 'expected a path of RFC 9535: '],
    ['$.a[', 'expected a path of RFC 9535: '],
    ['$[?nothing(@.a)]', "expected a path of RFC 9535: no such function 'nothing'"],
    ['$[?length(@.*) == 1]', 'expected a path of RFC 9535: length() argument 0 must be of ValueType'],
    [`$${'[?('.repeat(150)}`, 'expected a path of RFC 9535: '],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => compileJsonQuery(text)).toThrow(message);
  });
});

function sorted(values: readonly unknown[]): readonly string[] {
  return values.map((value) => JSON.stringify(value)).toSorted();
}

/** @see https://www.rfc-editor.org/rfc/rfc9535#section-2.3.4.2.2 */
function slice(list: readonly number[], start?: number, end?: number, step = 1): readonly number[] {
  const { length } = list;
  const normal = (at: number) => (at >= 0 ? at : length + at);
  const clamp = (at: number, least: number, most: number) => Math.min(Math.max(at, least), most);
  if (step === 0) return [];
  if (step > 0) {
    const lower = clamp(normal(start ?? 0), 0, length);
    const upper = clamp(normal(end ?? length), 0, length);
    return list.filter((at) => at >= lower && at < upper && (at - lower) % step === 0);
  }
  const upper = clamp(normal(start ?? length - 1), -1, length - 1);
  const lower = clamp(normal(end ?? -length - 1), -1, length - 1);
  return list.filter((at) => at > lower && at <= upper && (upper - at) % step === 0).toReversed();
}
