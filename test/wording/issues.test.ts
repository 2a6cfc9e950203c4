import { describe, expect, test } from 'vitest';
import { CodedError } from '../../src/wording/coded-error.ts';
import { formatIssue, formatIssues, formatValue, shorten, showJson } from '../../src/wording/values.ts';

describe('an issue of a schema', () => {
  test.each([
    [{ path: ['requests', 0, 'status'], input: 'ok' }, 'requests[0].status', 'expected a number, not "ok"'],
    [{ input: 'ok' }, '', 'expected a number, not "ok"'],
    [{ path: ['a: b'], input: 5 }, 'a: b', 'expected a number, not 5'],
    [{ path: [{ key: 'a', value: 5 }] }, 'a', 'expected a number'],
    [{ input: {} }, '', 'expected a number'],
    [{ path: ['a'], input: [1] }, 'a', 'expected a number, not a list of 1'],
  ])('has its place apart from its message: %j', (issue, place, message) => {
    expect(formatIssue({ message: 'Expected a number', ...issue })).toEqual({ place, message });
  });

  test('says what was found, even if a number of the message is the same', () => {
    expect(formatIssues([{ message: 'Expected 5 words', path: ['a'], input: 5 }])).toBe('a: expected 5 words, not 5');
  });

  test('shows no query of an address', () => {
    const input = 'https://shop.example/?session=hunter2';

    expect(formatIssues([{ message: 'Expected a path', path: ['url'], input }])).toBe(
      'url: expected a path, not "https://shop.example/?…"',
    );
  });
});

test('a private key is named, and nothing of it is shown', () => {
  expect(formatValue('-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----')).toBe('a private key');
});

test('blanks and control characters in a row are one blank', () => {
  expect(shorten('a \n\t\u0007 b')).toBe('a b');
});

test.each([
  [{ auth: { user: 'ana' } }, '{"auth":{"user":"…"}}'],
  [{ Auth: 'x' }, '{"Auth":"…"}'],
  [{ oauth: { scope: 'read' } }, '{"oauth":{"scope":"read"}}'],
  [{ author: 'ana' }, '{"author":"ana"}'],
])('only what is called auth holds credentials under any name: %j', (value, shown) => {
  expect(showJson(value)).toBe(shown);
});

test('an error with a code has it next to its message and its cause', () => {
  class ShopError extends CodedError<'CLOSED'> {}
  const cause = new Error('night');

  expect(new ShopError('CLOSED', 'the shop is closed', { cause })).toMatchObject({
    code: 'CLOSED',
    message: 'the shop is closed',
    cause,
  });
});
