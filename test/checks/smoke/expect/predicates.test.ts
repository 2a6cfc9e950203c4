import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpectations } from '../../../../src/checks/smoke/expect/compile-expectations.ts';
import { compareAnswer, formatExpectation } from '../../../../src/checks/smoke/expect/judge-expectation.ts';
import type { KnownValue, Proof } from '../../../../src/checks/smoke/expect/read-values.ts';
import type { ProbeAnswer } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import type { JsonObject, JsonValue } from '../../../../src/hook/json.ts';
import { answer, expecting } from '../results.ts';

const values = new Map<string, KnownValue>([
  ['$revisionId', { forms: ['9313423515462893900'], isSecret: false, provesGreen: true }],
  ['$imageTag', { forms: ['a1b2c3d'], isSecret: false, provesGreen: true, formsBefore: ['a1b2c3e'] }],
  ['$env.SHA', { forms: ['a1b2c3d4e5f6'], isSecret: true, provesGreen: true, formsBefore: ['a1b2c3d0ffff'] }],
]);

async function compare(written: object, said: Partial<ProbeAnswer>) {
  const compiled = await compileExpectations([expecting(written)], 'requests');
  if (!compiled.ok) throw new Error(compiled.reason);
  const [request] = compiled.requests;
  if (request?.expect === undefined) throw new Error('no expectation');
  return { ...compareAnswer(request.expect, answer(said), values), allowed: formatExpectation(request.expect, values) };
}

const charset = (name: string, body: Buffer) => ({
  body,
  headers: { 'content-type': [`text/plain; charset=${name}`] },
});
const utf16 = (text: string) => charset('utf-16le', Buffer.from(`\uFEFF${text}`, 'utf16le'));
const latin1 = (type: string, text: string) => ({
  body: Buffer.from(text, 'latin1'),
  headers: { 'content-type': [type] },
});
const jsonBody = (value: unknown) => ({ body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) });

describe('a predicate about JSON', () => {
  test.each<[JsonValue, unknown, string[]]>([
    [{ '==': 0 }, { n: 0 }, []],
    [{ '==': 0 }, { n: false }, ['$.n is false']],
    [{ '==': 0 }, { n: '' }, ['$.n is an empty string']],
    [{ '==': 0 }, '{"n":-0}', []],
    [{ '==': false }, { n: false }, []],
    [{ '==': false }, { n: 0 }, ['$.n is the number 0']],
    [{ '==': '' }, { n: '' }, []],
    [{ '==': '' }, { n: null }, ['$.n is null']],
    [{ '==': null }, { n: null }, []],
    [{ '==': null }, {}, ['$.n is missing']],
    [{ '==': null }, { n: 0 }, ['$.n is the number 0']],
    [{ '==': 9007199254740991 }, '{"n":9007199254740993}', ['$.n is the number 9007199254740992']],
    [{ '==': 1 }, '{"n":1.0}', []],
    [{ '==': 100 }, '{"n":1e2}', []],
    [{ '==': 'ä😀' }, { n: 'ä😀' }, []],
    // The same letter in two ways of Unicode is two different texts.
    [{ '==': 'ä' }, { n: 'a\u0308' }, ['$.n is "a\u0308"']],
    [{ '==': 1 }, '{"n":2,"n":1}', []],
    [{ '==': 2 }, '{"n":2,"n":1}', ['$.n is the number 1']],
    [{ '==': [1, [2]] }, { n: [1, [2]] }, []],
    [{ '==': [1, 2] }, { n: [2, 1] }, ['$.n is a list of 2']],
    [{ '==': [] }, { n: {} }, ['$.n is an object']],
    [{ '==': { a: 1, b: null } }, { n: { b: null, a: 1 } }, []],
    [{ '==': { a: 1 } }, { n: { a: 1, b: 2 } }, ['$.n is an object']],
    [{ '==': { a: 1 } }, { n: { a: '1' } }, ['$.n is an object']],
    [{ '==': ['$$x'] }, { n: ['$x'] }, []],
    [{ '!=': 1 }, { n: 2 }, []],
    [{ '!=': 1 }, { n: '1' }, []],
    [{ '!=': 1 }, { n: 1 }, ['$.n is the number 1']],
    [{ '!=': 1 }, {}, ['$.n is missing']],
    [{ '>': 3, '<=': 10 }, { n: 10 }, []],
    [{ '>': 3, '<=': 10 }, { n: 3 }, ['$.n is the number 3']],
    [{ '>=': 0 }, { n: 0 }, []],
    [{ '<': 0 }, { n: -0.5 }, []],
    [{ '<': 5 }, { n: '3' }, ['$.n is "3", not a number']],
    [{ '<': 5 }, { n: null }, ['$.n is null, not a number']],
    [{ '<': 5 }, { n: [] }, ['$.n is a list of 0, not a number']],
    [{ exists: true }, { n: null }, []],
    [{ exists: true }, {}, ['$.n is missing']],
    [{ exists: false }, {}, []],
    [{ exists: false }, { n: null }, ['$.n is present']],
    [{ count: 2 }, { n: [1, 2] }, []],
    [{ count: 2 }, { n: [[1], [2]] }, []],
    [{ count: 1 }, { n: [[1, 2, 3]] }, []],
    [{ count: 0 }, { n: [] }, []],
    [{ count: 0 }, {}, []],
    [{ count: { '==': 0, '<=': 5 } }, {}, []],
    [{ count: 0 }, { n: [1] }, ['$.n is a list of 1']],
    [{ count: { '>=': 1 } }, { n: [] }, ['$.n is a list of 0']],
    [{ count: { '<=': 5 } }, { n: [] }, []],
    // A misspelled path must not pass as "at most five".
    [{ count: { '<=': 5 } }, {}, ['$.n is missing']],
    [{ count: { '!=': 3 } }, {}, ['$.n is missing']],
    [{ count: 1 }, { n: 'x' }, ['$.n is "x", not a list']],
    [{ count: 2 }, { n: { a: 1, b: 2 } }, ['$.n is an object, not a list']],
    [{ count: 2 }, { n: null }, ['$.n is null, not a list']],
    [{ type: 'integer' }, '{"n":1.0}', []],
    [{ type: 'integer' }, { n: 1.5 }, ['$.n is the number 1.5']],
    [{ type: 'number' }, { n: 1.5 }, []],
    [{ type: 'string' }, { n: '' }, []],
    [{ type: 'string' }, { n: 1 }, ['$.n is the number 1']],
    [{ type: 'boolean' }, { n: false }, []],
    [{ type: 'null' }, { n: null }, []],
    [{ type: 'null' }, {}, ['$.n is missing']],
    [{ type: 'null' }, { n: 0 }, ['$.n is the number 0']],
    [{ type: 'object' }, { n: {} }, []],
    [{ type: 'object' }, { n: [] }, ['$.n is a list of 0']],
    [{ type: 'object' }, { n: null }, ['$.n is null']],
    [{ type: 'array' }, { n: [] }, []],
    [{ type: 'array' }, { n: {} }, ['$.n is an object']],
    [{ matches: '^v\\d+$' }, { n: 'v42' }, []],
    [{ matches: 'v' }, { n: 'xvx' }, []],
    [{ matches: '^v\\d+$' }, { n: 'w42' }, ['$.n is "w42"']],
    [{ matches: '1' }, { n: 1 }, ['$.n is the number 1, not a string']],
    [{ oneOf: [1, 'a', null, false] }, { n: false }, []],
    [{ oneOf: [1, 'a', null, false] }, { n: null }, []],
    [{ oneOf: [1, 'a', null, false] }, { n: 0 }, ['$.n is the number 0']],
    [{ oneOf: [null] }, {}, ['$.n is missing']],
    [{ contains: 'b' }, { n: 'abc' }, []],
    [{ contains: 'b' }, { n: ['a', 'b'] }, []],
    [{ contains: 'b' }, { n: ['abc'] }, ['$.n is a list of 1']],
    [{ contains: 'b' }, { n: { b: 1 } }, ['$.n is an object, not a string']],
    [{ notContains: 'b' }, { n: 'ac' }, []],
    [{ notContains: 'b' }, { n: 'abc' }, ['$.n is "abc"']],
    [{ notContains: 'b' }, { n: ['b'] }, ['$.n is a list of 1']],
    [{ notContains: 'b' }, { n: null }, ['$.n is null, not a string']],
    [{ notContains: 'b' }, {}, ['$.n is missing']],
    [{ startsWith: 'a', endsWith: 'c' }, { n: 'abc' }, []],
    [{ startsWith: 'a' }, { n: ['a'] }, ['$.n is a list of 1, not a string']],
    [{ startsWith: 'a', endsWith: 'c' }, { n: 'bca' }, ['$.n is "bca"']],
    [{ prefixOf: 'abcdef' }, { n: 'abc' }, []],
    [{ prefixOf: 'abcdef' }, { n: 'abcdefg' }, ['$.n is "abcdefg"']],
    [{ prefixOf: 'abcdef' }, { n: '' }, ['$.n is an empty string']],
    [{ not: 5 }, { n: 6 }, []],
    [{ not: 5 }, { n: 5 }, ['$.n is the number 5']],
    [{ not: { '==': 5 } }, {}, ['$.n is missing']],
    [{ not: { '<': 5 } }, { n: '3' }, ['$.n is "3", not a number']],
    [{ not: { '>': 3, '<': 10 } }, { n: 12 }, []],
    [{ not: { '>': 3, '<': 10 } }, { n: 5 }, ['$.n is the number 5']],
    [{ not: { exists: true } }, {}, []],
    [{ not: { exists: true, '==': 5 } }, { n: 6 }, []],
    [{ not: { exists: true, '==': 5 } }, { n: 5 }, ['$.n matches, but must not']],
    [{ not: { not: { exists: true, '==': 5 } } }, { n: 5 }, []],
    [{ not: { exists: true } }, { n: 1 }, ['$.n matches, but must not']],
    [{ not: { not: { '==': 5 } } }, { n: 5 }, []],
    [{ not: { matches: 'error' } }, { n: 'fine' }, []],
    [{ not: { count: 2 } }, { n: [1] }, []],
    [{ not: { count: 2 } }, { n: 'x' }, ['$.n is "x", not a list']],
  ])('%j of %j', async (predicate, root, faults) => {
    expect((await compare({ json: { '$.n': predicate } }, jsonBody(root))).faults).toEqual(faults);
  });

  test.each<[string, JsonValue, unknown, string[]]>([
    ['$.items[*].ok', { count: 2 }, { items: [{ ok: 1 }, { ok: 2 }] }, []],
    ['$.items[*].ok', { count: { '>=': 1 } }, { items: [] }, ['$.items[*].ok has 0 values']],
    ['$.items[*].ok', { count: 0 }, { items: [] }, []],
    ['$.items[*].ok', { exists: false }, { items: [] }, []],
    ['$.items[*].ok', { exists: true }, { items: [] }, ['$.items[*].ok is missing']],
    ['$.items[*].ok', true, { items: [{ ok: true }] }, []],
    ['$.items[*].ok', true, { items: [{ ok: true }, { ok: true }] }, ['$.items[*].ok leads to 2 values, not to one']],
    ['$.items[*].ok', true, { items: [] }, ['$.items[*].ok is missing']],
    [
      '$.items[*].ok',
      { not: { exists: true, '==': 5 } },
      { items: [{ ok: 1 }, { ok: 2 }] },
      ['$.items[*].ok leads to 2 values, not to one'],
    ],
    ['$..*', { count: 0 }, Array.from({ length: 10_001 }, () => 1), ['$..* leads to more than 10000 values']],
    // One list that a path finds among several is one value, not its items.
    ['$[*]', { count: 1 }, [[1, 2, 3]], []],
    ["$.items[?@.status != 'UP']", { count: 0 }, { items: [{ status: 'UP' }, { status: 'UP' }] }, []],
    [
      "$.items[?@.status != 'UP']",
      { count: 0 },
      { items: [{ status: 'UP' }, {}] },
      ["$.items[?@.status != 'UP'] has 1 values"],
    ],
    ['$.items[?@.id == 7].name', 'seven', { items: [{ id: 7, name: 'seven' }] }, []],
    ['$..sha', 'abc', { build: { sha: 'abc' } }, []],
    ['$.items[1:]', { count: 2 }, { items: [1, 2, 3] }, []],
    ['$ .n', 1, { n: 1 }, []],
    ['$ .n', { count: 2 }, { n: [1, 2] }, []],
  ])('at %s: %j of %j', async (path, predicate, root, faults) => {
    expect((await compare({ json: { [path]: predicate } }, jsonBody(root))).faults).toEqual(faults);
  });

  test.each<[string, Partial<ProbeAnswer>, string]>([
    ['HTML', jsonBody('<!doctype html><p>$.n</p>'), 'body is not valid JSON'],
    ['an empty body', jsonBody(''), 'body is not valid JSON'],
    ['a gzip body', { ...jsonBody({ n: 1 }), contentEncoding: 'gzip' }, 'body is encoded with gzip'],
    ['a body longer than a MiB', { ...jsonBody({ n: 1 }), bodyEnd: 'cut' }, 'body is longer than a MiB'],
    ['a body without its end', { ...jsonBody({ n: 1 }), bodyEnd: 'late' }, 'body is not complete'],
  ])('never holds for %s, not even in the negative', async (_case, said, fault) => {
    const json = { '$.n': { exists: false }, '$.m': { not: 1 }, '$.o': { notContains: 'x' }, '$..p': { count: 0 } };

    expect((await compare({ json, schema: { not: { type: 'null' } } }, said)).faults).toEqual([fault]);
  });

  test('reads JSON with a byte order mark', async () => {
    expect((await compare({ json: { '$..n': 1 } }, jsonBody('\uFEFF{"n":1}'))).faults).toEqual([]);
  });

  const scalar = fc.constantFrom<JsonValue>(null, true, false, 0, 1, 2, '', 'a', '1');
  const leaf = fc.oneof(
    scalar.map((each): JsonObject => ({ '==': each })),
    scalar.map((each): JsonObject => ({ '!=': each })),
    fc.constantFrom<JsonObject>(
      { '<': 1 },
      { '>=': 1 },
      { type: 'string' },
      { contains: 'a' },
      { exists: true },
      { count: 1 },
    ),
  );

  test('never holds together with its opposite, and not at all if it does not apply', async () => {
    await fc.assert(
      fc.asyncProperty(leaf, fc.option(scalar, { nil: undefined }), async (predicate, value) => {
        const body = jsonBody({ n: value });
        const holds = (await compare({ json: { '$.n': predicate } }, body)).faults.length === 0;
        const doesNot = (await compare({ json: { '$.n': { not: predicate } } }, body)).faults.length === 0;
        const twice = (await compare({ json: { '$.n': { not: { not: predicate } } } }, body)).faults.length === 0;

        expect(holds && doesNot).toBe(false);
        expect(twice).toBe(holds);
      }),
    );
  });

  test('equals exactly what is the same JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), async (one, other) => {
        const [wanted, found] = [one, other].map((each) => JSON.parse(JSON.stringify(each)));
        fc.pre(!/"\$|\{\{|__proto__|\d{16}|e\+/.test(JSON.stringify(wanted)));
        const isEqual = async (root: unknown) =>
          (await compare({ json: { $: { '==': wanted } } }, jsonBody(JSON.stringify(root)))).faults.length === 0;

        expect(await isEqual(wanted)).toBe(true);
        expect(await isEqual(found)).toBe(canonical(wanted) === canonical(found));
      }),
    );
  });
});

function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

describe('a predicate about text', () => {
  test.each<[string, object, Partial<ProbeAnswer>, string[]]>([
    [
      'a header',
      { header: { 'Content-Type': { startsWith: 'application/json' } } },
      { headers: { 'content-type': ['application/json; charset=utf-8'] } },
      [],
    ],
    [
      'another header',
      { header: { 'content-type': { matches: '^text/(html|yaml)' } } },
      { headers: { 'content-type': ['text/plain'] } },
      ['header content-type is "text/plain"'],
    ],
    ['a number in a header', { header: { age: { '<': 60 } } }, { headers: { age: ['59'] } }, []],
    [
      'a large number in a header',
      { header: { age: { '<': 60 } } },
      { headers: { age: ['60'] } },
      ['header age is "60"'],
    ],
    [
      'an empty header as a number',
      { header: { age: { '<': 60 } } },
      { headers: { age: [''] } },
      ['header age is an empty string, not a number'],
    ],
    [
      'a hexadecimal header',
      { header: { age: { '<': 60 } } },
      { headers: { age: ['0x10'] } },
      ['header age is "0x10", not a number'],
    ],
    [
      'a number in a header, and something else',
      { header: { age: { '<': 60 } } },
      { headers: { age: ['59', 'x'] } },
      ['header age is "x", not a number'],
    ],
    [
      'numbers as JSON writes them',
      { header: { age: { '>': 1.2 } } },
      { headers: { age: ['1.25', '1e2', '1E+2', '1e10', '12.5e-1', '20'] } },
      [],
    ],
    [
      'numbers as JSON does not write them',
      { header: { age: { '<': 60 } } },
      { headers: { age: ['01', '1.', '.5', '1e', '+1', ' 1', '1 ', '-'] } },
      ['header age is "01", not a number'],
    ],
    [
      'a header with a query',
      { header: { link: 'x' } },
      { headers: { link: ['a?b=c#d'] } },
      ['header link is "a?b=c#d"'],
    ],
    ['a header that must be missing', { header: { 'x-powered-by': { exists: false } } }, {}, []],
    [
      'a header that must not be there',
      { header: { 'x-powered-by': { exists: false } } },
      { headers: { 'x-powered-by': ['PHP'] } },
      ['header x-powered-by is present'],
    ],
    ['a header that is missing', { header: { etag: { exists: true } } }, {}, ['header etag is missing']],
    [
      'a header sent twice, of which one is wrong',
      { header: { vary: { not: 'cookie' } } },
      { headers: { vary: ['accept', 'cookie'] } },
      ['header vary is "cookie"'],
    ],
    [
      'a header sent twice',
      { header: { vary: { count: 2, contains: 'c' } } },
      { headers: { vary: ['accept', 'cookie'] } },
      [],
    ],
    [
      'a cookie',
      { cookie: { session: { exists: true } } },
      { headers: { 'set-cookie': ['a=b', 'session=x; Path=/'] } },
      [],
    ],
    [
      'a cookie that is missing',
      { cookie: { session: { exists: true } } },
      { headers: { 'set-cookie': ['Session=x'] } },
      ['cookie session is missing'],
    ],
    [
      'the value of a cookie, which is never shown',
      { cookie: { session: { matches: '^[a-f]+$' } } },
      { headers: { 'set-cookie': ['session=hunter2'] } },
      ['cookie session is another value'],
    ],
    [
      'an attribute of a cookie',
      { cookie: { 'session[SameSite]': 'Lax', 'session[secure]': { exists: true } } },
      { headers: { 'set-cookie': ['session=x; samesite=None; Secure'] } },
      ['cookie session[samesite] is "None"'],
    ],
    [
      'a cookie that is set twice, and an attribute that is a number',
      { cookie: { session: { matches: '^[ab]$' }, 'session[Max-Age]': { '<': 60 } } },
      { headers: { 'set-cookie': ['session=a; Max-Age=59', 'session=b; Max-Age=0'] } },
      [],
    ],
    [
      'an attribute that only one of two cookies of the same name has',
      { cookie: { 'session[Secure]': { exists: true }, 'session[Path]': { not: '/admin' } } },
      { headers: { 'set-cookie': ['session=a; Secure; Path=/', 'session=b'] } },
      ['cookie session[secure] is missing in 1 of 2 cookies', 'cookie session[path] is missing in 1 of 2 cookies'],
    ],
    [
      'an attribute that a cookie need not have that is only removed',
      { cookie: { 'session[Secure]': { exists: true }, 'session[SameSite]': { '==': 'Lax' } } },
      {
        headers: {
          date: ['Sun, 29 Nov 2026 00:30:00 GMT'],
          'set-cookie': [
            'session=; Max-Age=0; Path=/old',
            'session=; Expires=Sun, 29-Nov-2026 00:30:00 GMT',
            'session=a; Secure; SameSite=Lax',
          ],
        },
      },
      [],
    ],
    [
      'an attribute of a cookie that is removed later',
      { cookie: { 'session[Secure]': { exists: true } } },
      {
        headers: {
          date: ['Sun, 29 Nov 2026 00:30:00 GMT'],
          'set-cookie': [
            'session=a; Secure',
            'session=b; Max-Age=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
            'session=c; Expires=Sun, 29 Nov 2026 00:30:01 GMT',
          ],
        },
      },
      ['cookie session[secure] is missing in 2 of 3 cookies'],
    ],
    [
      'an attribute that no cookie may have, and one has',
      { cookie: { 'session[Domain]': { exists: false } } },
      { headers: { 'set-cookie': ['session=a', 'session=b; Domain=example.com'] } },
      ['cookie session[domain] is present'],
    ],
    [
      'a missing attribute',
      { cookie: { 'session[HttpOnly]': { exists: true } } },
      { headers: { 'set-cookie': ['session=x'] } },
      ['cookie session[httponly] is missing'],
    ],
    ['the whole body', { body: { '==': '1.42' } }, jsonBody(' 1.42\n'), []],
    [
      'text in the charset of the answer',
      { body: { contains: 'Störung', notContains: 'Wartung für heute' } },
      latin1('text/html; charset=ISO-8859-1', 'Störung: Wartung für heute'),
      ['body is "Störung: Wartung für heute"'],
    ],
    ['JSON in UTF-16', { json: { '$.name': 'Müller' } }, utf16('{"name":"Müller"}'), []],
    [
      'JSON in the charset of the answer',
      { json: { '$.name': { '!=': 'Müller' } } },
      latin1('application/json;charset="windows-1252"', '{"name":"Müller"}'),
      ['$.name is "Müller"'],
    ],
    [
      'JSON in UTF-8 that declares another charset',
      { json: { '$.name': 'Müller' }, body: { contains: 'Müller' } },
      {
        ...jsonBody({ name: 'Müller' }),
        headers: { 'content-type': ['application/problem+json; charset=iso-8859-1'] },
      },
      [],
    ],
    [
      'JSON in UTF-8 in a page of another charset',
      { json: { '$.name': 'Müller' } },
      charset('iso-8859-1', Buffer.from('{"name":"Müller"}')),
      [],
    ],
    ['text after a byte order mark', { body: 'Müller' }, charset('iso-8859-1', Buffer.from('\uFEFFMüller')), []],
    ['text in a charset that nobody knows', { body: 'Müller' }, charset('x-unheard-of', Buffer.from('Müller')), []],
    [
      'several demands on the body',
      { body: { contains: 'Add to cart', notContains: 'Exception', startsWith: '<!doctype', endsWith: '</html>' } },
      jsonBody('<!doctype html>Add to cart</html>\n'),
      [],
    ],
    [
      'a body with an error',
      { body: { notContains: 'Exception' } },
      jsonBody('NullPointerException'),
      ['body is "NullPointerException"'],
    ],
    ['a body as a number', { body: { '>': 3 } }, jsonBody('4\n'), []],
    ['an empty body', { body: { not: { contains: 'x' } } }, jsonBody(''), []],
    ['text in the first MiB', { body: { contains: 'ok' } }, { ...jsonBody('ok'), bodyEnd: 'cut' }, []],
    ['the beginning of a long body', { body: { startsWith: 'ok' } }, { ...jsonBody('ok'), bodyEnd: 'cut' }, []],
    [
      'what is not known of a long body',
      { body: { notContains: 'x', endsWith: 'k', matches: 'k', not: { contains: 'x' } } },
      { ...jsonBody('ok'), bodyEnd: 'cut' },
      ['body is longer than a MiB'],
    ],
    [
      'what is not in the first MiB',
      { body: { contains: 'x' } },
      { ...jsonBody('ok'), bodyEnd: 'cut' },
      ['body is longer than a MiB'],
    ],
    ['an encoded body', { body: { notContains: 'x' } }, { contentEncoding: 'br' }, ['body is encoded with br']],
    [
      'a long body that is encoded',
      { body: { contains: 'o' } },
      { contentEncoding: 'br', bodyEnd: 'cut' },
      ['body is encoded with br'],
    ],
    ['an incomplete body', { body: { contains: 'o' } }, { bodyEnd: 'late' }, ['body is not complete']],
  ])('judges %s', async (_case, written, said, faults) => {
    expect((await compare(written, said)).faults).toEqual(faults);
  });
});

describe('redirects, certificate and time', () => {
  const redirects = [
    { status: 301, location: 'https://shop.example/login' },
    { status: 302, location: 'https://shop.example/de/login' },
  ];
  const certificate = { daysToExpiry: 9, issuer: 'Amazon RSA 2048 M02', subject: 'shop.example' };

  test.each<[object, Partial<ProbeAnswer>, string[], string]>([
    [{ redirects: { count: 2 } }, { redirects }, [], 'number of redirects 2'],
    [{ redirects: { count: { '<=': 1 } } }, { redirects }, ['number of redirects is 2'], 'number of redirects <= 1'],
    [{ redirects: { count: 0 } }, {}, [], 'number of redirects 0'],
    [
      { redirects: { location: { endsWith: '/de/login' } } },
      { redirects },
      [],
      'last redirect ending with "/de/login"',
    ],
    [
      { redirects: { location: ['https://shop.example/login', { contains: '/fr/' }] } },
      { redirects },
      ['redirect 2 is "https://shop.example/de/login"'],
      'number of redirects 2, redirect 1 "https://shop.example/login", redirect 2 containing "/fr/"',
    ],
    [
      { redirects: { location: ['https://shop.example/login'] } },
      { redirects },
      ['number of redirects is 2'],
      'number of redirects 1, redirect 1 "https://shop.example/login"',
    ],
    [
      { redirects: { location: 'https://x' } },
      { redirects: [{ status: 302, location: 'https://y/?code=hunter2' }] },
      ['last redirect is "https://y/?…"'],
      'last redirect "https://x"',
    ],
    [{ redirects: { location: 'https://x' } }, {}, ['last redirect is missing'], 'last redirect "https://x"'],
    [
      { tls: { daysToExpiry: { '>=': 14 } } },
      { certificate },
      ["rest of the certificate's validity is 9 days"],
      "rest of the certificate's validity >= 14 days",
    ],
    [{ tls: { daysToExpiry: { '>=': 9 } } }, { certificate }, [], "rest of the certificate's validity >= 9 days"],
    [
      { tls: { daysToExpiry: { '>=': -30 } } },
      {},
      ["rest of the certificate's validity is not known: the connection has no certificate"],
      "rest of the certificate's validity >= -30 days",
    ],
    [
      { maxFirstByteMillis: 500 },
      { firstByteMs: 812 },
      ['time to the first byte is 812 ms'],
      'time to the first byte <= 500 ms',
    ],
    [{ maxFirstByteMillis: 500 }, { firstByteMs: 500 }, [], 'time to the first byte <= 500 ms'],
    [{ maxFirstByteMillis: 500 }, {}, ['time to the first byte was not measured'], 'time to the first byte <= 500 ms'],
  ])('judges %j', async (written, said, faults, allowed) => {
    expect(await compare(written, said)).toMatchObject({ faults, allowed });
  });
});

describe('a value of the deployment in a predicate', () => {
  const header = (predicate: JsonValue, ...found: string[]) =>
    compare({ header: { 'x-version': predicate } }, { headers: { 'x-version': found } });
  const shared = (text: string): Proof => ({
    because: `${text} begins in the same way in the revision that ran before`,
    isUnread: false,
  });
  const short = (text: string): Proof => ({
    because: `fewer than 7 characters of ${text} prove nothing`,
    isUnread: false,
  });

  test.each<[string, JsonValue, string, Proof | undefined, boolean]>([
    ['equality', { '==': '$imageTag' }, 'a1b2c3d', true, true],
    ['an answer that begins with it', { startsWith: '$imageTag' }, 'a1b2c3d4e5f6', true, true],
    ['another answer', { startsWith: '$imageTag' }, 'a1b2c3e4e5f6', true, false],
    ['an answer that is its beginning', { prefixOf: '$env.SHA' }, 'a1b2c3d4', true, true],
    ['a beginning that the version before shares', { prefixOf: '$env.SHA' }, 'a1b2c3d', shared('$env.SHA'), true],
    ['a beginning of fewer than 7 characters', { prefixOf: '$env.SHA' }, 'a1b2c3', short('$env.SHA'), true],
    ['a beginning of one character', { prefixOf: '$env.SHA' }, 'a', short('$env.SHA'), true],
    ['an answer that contains it', { contains: '$imageTag' }, 'v-a1b2c3d', undefined, true],
    ['an answer that ends with it', { endsWith: '$imageTag' }, 'v-a1b2c3d', undefined, true],
    ['one of several', { oneOf: ['$imageTag', 'latest'] }, 'a1b2c3d', undefined, true],
    ['another value', { '!=': '$imageTag' }, 'latest', undefined, true],
    ['the opposite', { not: { '!=': '$imageTag' } }, 'a1b2c3d', undefined, true],
    [
      'the beginning of an id',
      { prefixOf: '$revisionId' },
      '93134235154',
      { because: 'the beginning of $revisionId is not compared with the version before', isUnread: false },
      true,
    ],
  ])('proves green or does not: %s', async (_case, predicate, found, proof, isMet) => {
    const compared = await header(predicate, found);

    expect(compared.proof).toEqual(proof);
    expect(compared.faults.length === 0).toBe(isMet);
    expect(compared.isOther).toBe(!isMet);
  });

  test('does not count the name of the algorithm of a digest', async () => {
    const forms = [`sha256:${'b'.repeat(64)}`];
    const known = new Map([['$imageDigest', { forms, isSecret: false, provesGreen: true as const, formsBefore: [] }]]);
    const { expect: expectation } = expecting({ body: { prefixOf: '$imageDigest' } });
    const proofOf = (body: string) => expectation && compareAnswer(expectation, answer(jsonBody(body)), known).proof;

    expect(proofOf('sha256:bbb')).toEqual(short('$imageDigest'));
    expect(proofOf('sha256:bbbbbbb')).toBe(true);
  });

  const changed = { isSecret: false, provesGreen: true as const };
  const unchanged: Proof = { because: 'the same before', isUnread: false };
  test.each<[string, JsonValue, readonly string[], KnownValue, Proof | undefined]>([
    [
      'a header that is missing',
      { prefixOf: '$imageTag' },
      [],
      { ...changed, forms: ['a1b2c3d4'], formsBefore: [] },
      short('$imageTag'),
    ],
    [
      'a header that is long once',
      { prefixOf: '$imageTag' },
      ['a1b2c3d', 'a1'],
      { ...changed, forms: ['a1b2c3d4'], formsBefore: [] },
      short('$imageTag'),
    ],
    [
      'a header that is unlike the one before once',
      { prefixOf: '$imageTag' },
      ['a1b2c3d', 'a1b2c3d4'],
      { ...changed, forms: ['a1b2c3d4'], formsBefore: ['a1b2c3df'] },
      shared('$imageTag'),
    ],
    [
      'a value that only adds to the one before',
      { startsWith: '$imageTag' },
      ['a1b2c3d4'],
      { ...changed, forms: ['a1b2c3d4'], formsBefore: ['a1b2c3d'] },
      shared('$imageTag'),
    ],
    [
      'a value with the name of an algorithm inside it',
      { startsWith: '$imageTag' },
      ['x-sha256:b'],
      { ...changed, forms: ['x-sha256:b'], formsBefore: [] },
      true,
    ],
    [
      'a beginning of a value that is the same as before',
      { startsWith: '$imageTag' },
      ['a1b2c3d4'],
      { isSecret: false, provesGreen: unchanged, forms: ['a1b2c3d4'] },
      unchanged,
    ],
    ['what was captured', { '==': '{{id}}' }, ['a1b2c3d4'], { ...changed, forms: ['a1b2c3d4'] }, undefined],
  ])('is proved as far as it can be by %s', (_case, predicate, found, value, proof) => {
    const known = new Map([[JSON.stringify(predicate).includes('{{') ? '{{id}}' : '$imageTag', value]]);
    const { expect: expectation } = expecting({ header: { x: predicate } });
    const headers = found.length === 0 ? {} : { x: [...found] };

    expect(expectation && compareAnswer(expectation, answer({ headers }), known).proof).toEqual(proof);
  });

  test('is not proved by something else than a string, nor by a body that cannot be read', async () => {
    const proofOf = async (said: Partial<ProbeAnswer>) =>
      (await compare({ json: { '$.n': { prefixOf: '$imageTag' } } }, said)).proof;

    expect(await proofOf(jsonBody({ n: 5 }))).toEqual(short('$imageTag'));
    expect(await proofOf(jsonBody('<html>'))).toEqual(short('$imageTag'));
  });

  test.each<[JsonValue, unknown]>([
    ['$taskDefinition', 'shop:42'],
    [{ oneOf: ['x', '$taskDefinition'] }, 'arn:x/shop:42'],
    [{ contains: '$taskDefinition' }, 'this is shop:42!'],
    [{ contains: '{{id}}' }, [42]],
    [{ notContains: '{{id}}' }, ['42']],
  ])('%j may have any of its forms: %j', (predicate, n) => {
    const { expect: expectation } = expecting({ json: { '$.n': predicate } });
    const known = new Map<string, KnownValue>([
      ['$taskDefinition', { ...changed, forms: ['arn:x/shop:42', 'shop:42'] }],
      ['{{id}}', { ...changed, forms: [42] }],
    ]);

    expect(expectation && compareAnswer(expectation, answer(jsonBody({ n })), known).faults).toEqual([]);
  });

  test.each<[string, JsonValue]>([
    ['a value of the deployment', { not: '$env.SHA' }],
    ['a value of the deployment that must be another one', { '!=': '$env.SHA' }],
    ['a secret with which a placeholder is replaced', { '!=': '{{token}}' }],
  ])('L10 is not shown in what was found, if it is %s', (_what, predicate) => {
    const { expect: expectation } = expecting({ header: { x: predicate } });
    const secret: KnownValue = { forms: ['hunter2'], isSecret: true, provesGreen: true };
    const known = new Map([
      ['$env.SHA', secret],
      ['{{token}}', secret],
    ]);

    expect(expectation && compareAnswer(expectation, answer({ headers: { x: ['hunter2'] } }), known).faults).toEqual([
      'header x is a value that is excluded',
    ]);
  });

  test.each<[string, JsonValue, boolean]>([
    ['may come from another version', { contains: '$imageTag' }, true],
    ['may come from another version', { oneOf: ['$imageTag', 'x'] }, true],
    ['does not, if it must be another value', { notContains: '$revisionId', '!=': '$revisionId' }, false],
    ['does not, if a literal is wrong', { startsWith: '$revisionId', endsWith: '!' }, false],
  ])('an answer that does not meet it %s: %j', async (_case, predicate, isOther) => {
    expect(await header(predicate, '9313423515462893900')).toMatchObject({ isOther, faults: [expect.any(String)] });
  });

  test.each<JsonValue>([
    { '==': '$imageDigest' },
    { '!=': '$imageDigest' },
    { notContains: '$imageDigest' },
    { not: '$imageDigest' },
    { not: { oneOf: ['$imageDigest', 'b'] } },
  ])('never holds if the value is not known: %j', async (predicate) => {
    expect((await header(predicate, 'a')).faults).toEqual(['header x-version is "a"']);
  });

  test('L10 is not shown if it is secret, and neither is what was found instead', async () => {
    const { faults, allowed } = await header({ prefixOf: '$env.SHA', notContains: 'z' }, 'hunter2z');

    expect(faults).toEqual(['header x-version is a value that is excluded', 'header x-version is another value']);
    expect(allowed).toBe('header x-version without "z" and the beginning of $env.SHA');
  });
});

describe('a schema for the JSON', () => {
  const schema = { type: 'object', properties: { next: { $ref: '#' } } };

  test.each<[unknown, string[]]>([
    [{ next: {} }, []],
    [[], ['$ must be object']],
    ['<html>', ['body is not valid JSON']],
    [
      `${'{"next":'.repeat(20_000)}{}${'}'.repeat(20_000)}`,
      ['the JSON cannot be checked with the schema: it is nested too deeply, or that takes too long'],
    ],
  ])('alone finds what is wrong with %.40j, and proves nothing', async (root, faults) => {
    expect(await compare({ schema }, jsonBody(root))).toEqual({
      ...{ faults, isOther: false, proof: undefined, allowed: 'JSON that matches the schema' },
    });
  });

  test('has to be compiled first, like a path of RFC 9535', () => {
    const compareUncompiled = (written: object) =>
      compareAnswer(expecting(written).expect ?? { rules: [] }, answer(jsonBody({})), values);

    expect(() => compareUncompiled({ schema })).toThrow('the schema has not been compiled');
    expect(() => compareUncompiled({ json: { '$..a': 1 } })).toThrow('$..a has not been compiled');
    expect(() => compareUncompiled({ body: { matches: 'a' } })).toThrow('the pattern a has not been compiled');
  });
});

test('what is allowed is described for the report', async () => {
  const predicate = {
    ...{ '!=': 0, '>': 3, '<=': 10, type: 'integer', exists: true, oneOf: [4, 'x', null], not: { '==': 7 } },
  };
  const text = { contains: 'a', notContains: 'b', startsWith: 'c', endsWith: 'd', prefixOf: 'e', matches: '^f$' };
  const written = {
    json: { '$.n': predicate, '$..x': { count: { '>=': 1, '!=': 3 }, exists: false } },
    body: text,
    schema: { type: 'object' },
  };

  expect((await compare(written, jsonBody({ n: 5 }))).allowed).toBe(
    [
      '$.n other than the number 0 and > 3 and <= 10 and present and of type integer and one of the number 4, "x", null and not (the number 7)',
      '$..x absent and count other than 3 and >= 1',
      'JSON that matches the schema',
      'body matching "^f$" and containing "a" and without "b" and beginning with "c" and ending with "d" and the beginning of "e"',
    ].join(', '),
  );
});

test('L10 nothing of what is expected of a secret is shown', async () => {
  const secret = { '==': 'hunter2', '<': 5, matches: 'hunter', oneOf: ['hunter2'], contains: 'hunter' };
  const { allowed, faults } = await compare({ json: { '$.token': secret } }, jsonBody({ token: 'swordfish' }));

  expect(`${allowed} ${faults.join()}`).not.toMatch(/hunter|sword/);
  expect(allowed).toBe(
    '$.token as configured and < what is configured and one of those configured and matching what is configured and containing as configured',
  );
});
