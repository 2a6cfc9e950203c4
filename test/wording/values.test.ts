import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
  formatError,
  formatIssues,
  formatValue,
  isSecretName,
  messageOf,
  shorten,
  showJson,
} from '../../src/wording/values.ts';

describe('formatValue', () => {
  test.each([
    ['shop', '"shop"'],
    ['', 'an empty string'],
    [12.5, '12.5'],
    [false, 'false'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[1, 2, 3], 'a list of 3'],
    [{ a: 1 }, 'an object'],
    [Symbol('s'), 'Symbol(s)'],
    [10n, '10'],
  ])('shows %o as %s', (value, shown) => {
    expect(formatValue(value)).toBe(shown);
  });

  test.each([
    '{"headers":{"x-a":"s3cr3t"}}',
    ' [{"x":"s3cr3t"}]',
    '"s3cr3t"',
    'headers": "s3cr3t"',
    '{x: s3cr3t}',
    '{ x-a = "s3cr3t" }',
    '[ {x: s3cr3t}]',
    '["s3cr3t"]',
    ' {x: s3cr3t}',
    '{"headers":["s3cr3t"]}',
    '"x" : s3cr3t',
    'x" : s3cr3t',
    "{'x': 's3cr3t'",
  ])('L10 does not quote %s, which may hold the value of a header', (value) => {
    const kind = value.trim().startsWith('[') ? 'a JSON list' : 'JSON';

    expect(formatValue(value)).toBe(`a string of ${value.length} characters that looks like ${kind}`);
  });

  test.each(['$.items[0]', '/items/{id}', '{{ must_env `HOOK` }}', '[a-z]', '{id}', 'a:b', "it's", 'say "hi"'])(
    'quotes %s',
    (value) => {
      expect(formatValue(value)).toBe(`"${value}"`);
    },
  );

  test('shows ten megabytes by their beginning', () => {
    expect(formatValue('x'.repeat(10_000_000))).toBe(`"${'x'.repeat(79)}…"`);
  });
});

describe('showJson', () => {
  test('L10 shows the names of headers, and nothing of members with the name of a secret', () => {
    const details = { requests: [{ path: '/x', headers: { 'x-origin-verify': 's3cr3t', accept: ['s3cr3t'] } }], n: 1 };

    expect(JSON.parse(showJson({ hookDetails: details, apiKey: 's3cr3t', Headers: ['s3cr3t'] }, 2))).toEqual({
      hookDetails: { requests: [{ path: '/x', headers: { 'x-origin-verify': '…', accept: '…' } }], n: 1 },
      apiKey: '…',
      Headers: '…',
    });
    expect(showJson(undefined)).toBe('undefined');
  });

  test.each(['headers', 'Headers', 'requestHeaders', 'default_headers', 'headersForLogin'])(
    'L10 shows the names of the headers in %s, and no value',
    (name) => {
      expect(showJson({ [name]: { 'x-origin-verify': 's3cr3t' } })).toBe(`{"${name}":{"x-origin-verify":"…"}}`);
    },
  );

  test.each(['hookDetails', 'HookDetails', 'hook_details', 'myHookDetails'])(
    'L10 leaves out %s if it is a string, because its content is not known',
    (name) => {
      const details = { path: '/x', headers: { 'x-origin-verify': 's3cr3t' } };

      expect(showJson({ [name]: JSON.stringify(details) })).toBe(`{"${name}":"…"}`);
      expect(showJson({ [name]: details })).toBe(`{"${name}":{"path":"/x","headers":{"x-origin-verify":"…"}}}`);
    },
  );
});

describe('formatIssues', () => {
  test('works for any Standard Schema library with paths of plain keys', () => {
    const issues = [{ message: 'Expected a number', path: ['requests', 0, 'status'] }];

    expect(formatIssues(issues, 'hookDetails')).toBe('hookDetails.requests[0].status: expected a number');
  });

  test('names three issues and counts the others', () => {
    const issues = ['a', 'b', 'c', 'd', 'e'].map((key) => ({ message: 'Invalid key: Expected "x"', path: [key] }));

    expect(formatIssues(issues)).toBe('a: missing, b: missing, c: missing and 2 more');
  });

  test('stays short for a path of a thousand steps', () => {
    const issues = [{ message: 'Wrong', path: Array.from({ length: 1000 }, (_, step) => `step${step}`) }];

    expect(formatIssues(issues).length).toBeLessThan(250);
  });

  test("translates valibot's words for what is missing and what is too much", () => {
    const { issues = [] } = v.safeParse(v.strictObject({ a: v.string() }), { b: 1 });

    expect(formatIssues(issues)).toBe('a: missing, b: unknown key, remove it or correct its spelling');
  });

  test.each([
    [v.string(), 5, 'a: expected a string, not 5'],
    [v.number(), 'shop', 'a: expected a number, not "shop"'],
    [v.boolean(), null, 'a: expected true or false, not null'],
    [v.array(v.string()), { b: 1 }, 'a: expected a list, not an object'],
    [v.strictObject({}), 'x', 'a: expected an object, not "x"'],
    [v.picklist(['x', 'y'], 'expected "x" or "y"'), 'z', 'a: expected "x" or "y", not "z"'],
    [v.pipe(v.number(), v.maxValue(5, 'expected at most 5; ask less')), 7, 'a: expected at most 5, not 7; ask less'],
    [v.pipe(v.string(), v.maxLength(2, 'expected 2 characters')), 'xyz', 'a: expected 2 characters, not 3'],
    [
      v.pipe(
        v.string(),
        v.check(() => false, 'expected more than "z"'),
      ),
      'z',
      'a: expected more than "z"',
    ],
    [
      v.pipe(
        v.array(v.number()),
        v.check(() => false, 'expected each once'),
      ),
      [1, 1],
      'a: expected each once',
    ],
    [v.pipe(v.number(), v.integer('no integer'), v.minValue(1, 'too low')), 0.5, 'a: no integer, not 0.5'],
  ])('says with valibot what was found, case %#', (schema, value, sentence) => {
    const { issues = [] } = v.safeParse(v.object({ a: schema as v.GenericSchema }), { a: value });

    expect(formatIssues(issues)).toBe(sentence);
  });

  test.each([
    ['Wrong. Invalid type: Expected string but received 5', 'wrong. Invalid type: Expected string but received 5'],
    ['URL Is wrong', 'URL Is wrong'],
  ])('keeps the words of another library: %j', (message, sentence) => {
    expect(formatIssues([{ message }])).toBe(sentence);
  });

  test('shows nothing of the value of an unknown key', () => {
    const schema = v.record(v.pipe(v.string(), v.regex(/^[a-z]+$/, 'expected small letters')), v.string());
    const { issues = [] } = v.safeParse(v.object({ a: schema }), { a: { 'B-1': 'hunter2' } });

    expect(formatIssues(issues)).toBe('a.B-1: expected small letters');
  });

  test('says that null was found if a rule of its own refuses it', () => {
    const word = v.pipe(
      v.nullable(v.string()),
      v.check(() => false, 'expected a word'),
    );
    const { issues = [] } = v.safeParse(v.object({ a: word }), { a: null });

    expect(formatIssues(issues)).toBe('a: expected a word, not null');
  });

  test('puts the found value after a message with quotation marks, and never into them', () => {
    const { issues = [] } = v.safeParse(v.object({ a: v.pipe(v.number(), v.maxValue(5, 'expected "5"; ask less')) }), {
      a: 7,
    });

    expect(formatIssues(issues)).toBe('a: expected "5"; ask less, not 7');
  });

  test('names the value of the right field for a rule over several fields', () => {
    const schema = v.pipe(
      v.object({ most: v.number(), least: v.number() }),
      v.forward(
        v.check(({ most, least }) => least <= most, 'expected at most most'),
        ['least'],
      ),
    );
    const { issues = [] } = v.safeParse(schema, { most: 1, least: 2 });

    expect(formatIssues(issues)).toBe('least: expected at most most, not 2');
  });

  test('says what is wanted, and no more, if a rule over several fields misses one', () => {
    const schema = v.pipe(
      v.object({ compare: v.boolean(), baseline: v.optional(v.string()) }),
      v.forward(
        v.check(({ baseline }) => baseline !== undefined, 'expected a baseline: something is compared'),
        ['baseline'],
      ),
    );
    const { issues = [] } = v.safeParse(schema, { compare: true });

    expect(formatIssues(issues)).toBe('baseline: expected a baseline: something is compared');
  });

  test.each([
    ['password', 'hunter2'],
    ['apiKey', 'hunter2'],
    ['signing_key', 'hunter2'],
    ['headers', 'authorization: hunter2'],
    ['requestHeaders', 'x-origin-verify: hunter2'],
    ['headersForLogin', 'x-origin-verify: hunter2'],
    ['LEDGER_BUCKET', 'hunter2'],
    ['url', 'https://ana:hunter2@shop.example'],
    ['url', 'ana:hunter2/x@shop.example'],
    ['url', 'https://shop.example/?k=hunter2'],
  ])('repeats no secret in %s as %s', (name, value) => {
    const { issues = [] } = v.safeParse(v.object({ [name]: v.number() }), { [name]: value });

    expect(formatIssues(issues)).toMatch(/^\w+: expected a number/);
    expect(formatIssues(issues)).not.toContain('hunter2');
  });
});

describe('formatIssues and what looks like a secret', () => {
  test.each([
    'Expected x, received hunter2',
    'Expected x received hunter2',
    'Expected x, but received hunter2',
    'Expected x but received hunter2\nand more',
  ])('leaves out the value that another library reports for a secret: %j', (message) => {
    expect(formatIssues([{ message, path: ['token'] }])).toBe('token: expected x');
  });

  test.each([
    ['header', 'plain'],
    ['aLEDGER', 'plain'],
    ['LEDGER-x', 'plain'],
    ['LEDGERx', 'plain'],
    ['url', 'ana@shop.example'],
    ['url', ':8080'],
    ['url', '@a:b'],
  ])('repeats ordinary values: %s %s', (name, value) => {
    const { issues = [] } = v.safeParse(v.object({ [name]: v.number() }), { [name]: value });

    expect(formatIssues(issues)).toBe(`${name}: expected a number, not "${value}"`);
  });

  test('hides a password without a user', () => {
    const { issues = [] } = v.safeParse(v.object({ url: v.number() }), { url: ':hunter2@shop.example' });

    expect(formatIssues(issues)).toBe('url: expected a number, not "…@shop.example"');
  });
});

describe('formatError', () => {
  test.each([
    [new Error('connection reset'), 'connection reset'],
    [new TypeError('x is not a function'), 'TypeError: x is not a function'],
    [
      new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }),
      'TypeError: fetch failed (connect ECONNREFUSED)',
    ],
    [Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }), 'AggregateError: ECONNREFUSED'],
    [new Error(''), 'no message'],
    ['boom', '"boom"'],
    [undefined, 'undefined'],
    [{ status: 500 }, 'an object'],
    [new Error('two\nlines\u001b[31m'), 'two lines [31m'],
  ])('formats %o as a sentence', (error, sentence) => {
    expect(formatError(error)).toBe(sentence);
  });

  test('does not throw for an error that throws when it is read', () => {
    const nasty = new Error('x');
    Object.defineProperty(nasty, 'message', {
      get() {
        throw new Error('gotcha');
      },
    });

    expect(formatError(nasty)).toBe('an error that cannot be shown');
  });

  test('stays short', () => {
    expect(formatError(new Error('x'.repeat(1_000_000)))).toHaveLength(300);
  });
});

describe('shorten', () => {
  test.each([
    ['connect to https://ana:s3cr3t@shop.example/a failed', 'connect to https://…@shop.example/a failed'],
    ['sent authorization: Bearer abc123.def456', 'sent authorization: Bearer …'],
    ['sent Basic YW5hOnMzY3IzdA==', 'sent Basic …'],
    ['GET /a?X-Amz-Signature=9f86d081884c&x=1', 'GET /a?X-Amz-Signature=…&x=1'],
    ['GET /a?access_token=abc', 'GET /a?access_token=…'],
    ['sent authorization: Bearer   abc123.def456', 'sent authorization: Bearer …'],
    ['sent Bearer abcDefGhi', 'sent Bearer …'],
    ['GET /a?apikey=abc', 'GET /a?apikey=…'],
    ['GET /a?api-key=abc', 'GET /a?api-key=…'],
    ['GET /a?api_key=abc', 'GET /a?api_key=…'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key AKIA…'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln', 'token eyJ…'],
  ])('removes the secret from %j', (text, shown) => {
    expect(shorten(text, 200)).toBe(shown);
  });

  test.each([
    'basic authentication is required',
    'hookDetails.token: missing',
    'the bearer token has expired',
    'mail to ana@shop.example',
    'GET https://shop.example/users?mail=ana@shop.example',
  ])('leaves %j unchanged', (text) => {
    expect(shorten(text, 200)).toBe(text);
  });

  test.each(['{"x-a":"s3cr3t" y}', '{"x-a":s3cr3t}', '["s3cr3t"}', `{"a":"${'b'.repeat(99)}","x":"s3cr3t"z}`])(
    'L10 shows nothing of the JSON %s that could not be parsed',
    (json) => {
      expect(() => JSON.parse(json)).toThrow(SyntaxError);
      try {
        JSON.parse(json);
      } catch (error) {
        expect(formatError(error)).toMatch(/JSON/);
        expect(formatError(error)).not.toMatch(/s3cr3t|b{3}/);
        expect(formatError(new Error('it failed', { cause: error }))).not.toMatch(/s3cr3t|b{3}/);
      }
    },
  );

  test('leaves no half of a secret at the cut', () => {
    expect(shorten(`${'x'.repeat(60)} https://ana:${'s3cr3t'.repeat(20)}@shop.example/`)).not.toContain('s3cr');
  });

  test('leaves a string of exactly the allowed length unchanged', () => {
    expect(shorten('x'.repeat(80))).toBe('x'.repeat(80));
    expect(shorten('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`);
  });

  test('cuts no character in half', () => {
    expect(shorten('🟢'.repeat(100), 10).isWellFormed()).toBe(true);
  });
});

test.each([
  [new TypeError('no such file'), 'no such file'],
  ['a string that was thrown', 'a string that was thrown'],
  [undefined, 'undefined'],
])('messageOf returns for %o the message %j, without a name', (error, message) => {
  expect(messageOf(error)).toBe(message);
});

test.each([
  ['apikey', true],
  ['api_key', true],
  ['api-key-id', true],
  ['key', true],
  ['x-signing-key', true],
  ['signingKey', true],
  ['monkey', false],
  ['keyboard', false],
  ['sort-keys', false],
  ['sortKeys', false],
])('the value of %s is a secret: %s', (name, isSecret) => {
  expect(isSecretName(name)).toBe(isSecret);
});
