import { describe, expect, test } from 'vitest';
import type { ProbeAnswer } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import type { Capture } from '../../../../src/checks/smoke/variables/capture-config.ts';
import { captureValues } from '../../../../src/checks/smoke/variables/capture-values.ts';
import { makeSuiteValues } from '../../../../src/checks/smoke/variables/suite-values.ts';
import type { JsonValue } from '../../../../src/hook/json.ts';
import { compileLinearRegex } from '../../../../src/wording/linear-regex.ts';
import { answer } from '../results.ts';

type From = Capture['from'];

const json = (path: string): From => ({ of: 'json', path });
const header: From = { of: 'header', name: 'etag' };
const cookie: From = { of: 'cookie', name: 'sid' };
const matches = (text: string): From => ({ of: 'matches', pattern: { text, regex: compileLinearRegex(text) } });
const withBody = (text: string, change: Partial<ProbeAnswer> = {}) => ({ body: Buffer.from(text), ...change });
const setting = (...cookies: string[]) => ({ headers: { 'set-cookie': cookies } });
const encoded = { contentEncoding: 'br' };

/** The faults, and the value that later requests use as `{{id}}`. */
function capture(from: From, change: Partial<ProbeAnswer>) {
  const values = makeSuiteValues();
  const faults = captureValues([{ name: 'id', from, isSecret: false }], answer(change), values);
  return { faults, value: values.get('id') };
}

describe('captureValues', () => {
  test.each<[string, From, Partial<ProbeAnswer>, JsonValue]>([
    ['a header', header, { headers: { etag: ['v1'] } }, 'v1'],
    ['a header of an answer whose body is encoded', header, { headers: { etag: ['v1'] }, ...encoded }, 'v1'],
    ['a cookie, without its attributes', cookie, setting('sid=a=b; Path=/'), 'a=b'],
    ['the last of several cookies of a name', cookie, setting('sid=a', 'sid=b', 'other=c'), 'b'],
    ['a cookie with spaces around it', cookie, setting(' sid = a ; Secure'), 'a'],
    ['a value of JSON with its type', json('$.a[0]'), withBody('{"a":[{"b":null}]}'), { b: null }],
    ['JSON after a byte order mark', json('$.a'), withBody('\uFEFF{"a":1}'), 1],
    [
      'JSON in UTF-8 that declares another charset',
      json('$.a'),
      withBody('{"a":"Łódź"}', { headers: { 'content-type': ['text/json;charset=ISO-8859-1'] } }),
      'Łódź',
    ],
    ['a byte order mark inside a value', json('$.a'), withBody('{"a":"x\uFEFF"}'), 'x\uFEFF'],
    ['the largest whole number that is exact', json('$.a'), withBody('{"a":9007199254740991}'), 9007199254740991],
    ['a fraction', json('$.a'), withBody('{"a":1.5}'), 1.5],
    ['4096 characters', json('$.a'), withBody(JSON.stringify({ a: 'x'.repeat(4096) })), 'x'.repeat(4096)],
    ['the first group of the first match', matches('id=(\\d)(\\d)'), withBody('id=x id=42 id=57'), '4'],
    ['a match of a pattern without a group', matches('\\d+'), withBody('id=42'), '42'],
  ])('takes %s', (_what, from, change, value) => {
    expect(capture(from, change)).toEqual({ faults: [], value });
  });

  test.each<[string, From, Partial<ProbeAnswer>, string]>([
    ['header is missing', header, {}, 'there is no header etag'],
    ['header is there twice', header, { headers: { etag: ['a', 'b'] } }, 'there are 2 headers etag'],
    ['cookie is missing', cookie, setting('other=a', 'sid'), 'there is no cookie sid'],
    ['answer sets no cookie', cookie, {}, 'there is no cookie sid'],
    ['body is encoded', json('$'), withBody('1', encoded), 'the body is encoded'],
    ['body was cut', matches('1'), withBody('1', { bodyEnd: 'cut' }), 'the body is not complete'],
    ['body is not JSON', json('$.a'), withBody('<html>'), 'the body is not valid JSON'],
    ['member is missing', json('$.b'), withBody('{"a":1}'), '$.b is missing'],
    ['pattern does not match', matches('b+'), withBody('a'), 'nothing in the body matches b+'],
    ['first group took no part', matches('(b)|a'), withBody('a'), 'nothing in the body matches (b)|a'],
    ['value is empty', matches('b*'), withBody('a'), 'the value is empty'],
    [
      'value is too long',
      json('$'),
      withBody(JSON.stringify('x'.repeat(4097))),
      'the value has more than 4096 characters',
    ],
    [
      'list is too long',
      json('$'),
      withBody(JSON.stringify(['x'.repeat(4093)])),
      'the value has more than 4096 characters',
    ],
    [
      'number was rounded',
      json('$'),
      withBody('-9007199254740993'),
      'the value is a number too large to be read exactly: let the service send it as a string',
    ],
  ])('says so if the %s', (_what, from, change, problem) => {
    expect(capture(from, change)).toEqual({ faults: [`capture id: ${problem}`], value: undefined });
  });

  test('says so if matching takes too long', () => {
    const regex = {
      ...compileLinearRegex('a'),
      exec: () => {
        throw new Error('takes longer than 3 s');
      },
    };

    expect(capture({ of: 'matches', pattern: { text: 'a', regex } }, {}).faults).toEqual([
      'capture id: the body cannot be matched with a: takes longer than 3 s',
    ]);
  });

  test('refuses a pattern that was not compiled', () => {
    expect(() => capture({ of: 'matches', pattern: { text: 'a' } }, {})).toThrow('the pattern a has not been compiled');
  });
});
