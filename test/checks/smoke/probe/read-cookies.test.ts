import { expect, test } from 'vitest';
import { readCookies } from '../../../../src/checks/smoke/probe/read-cookies.ts';

test.each<[string, { name: string; value: string; attributes?: [string, string][] }[]]>([
  ['session=abc', [{ name: 'session', value: 'abc' }]],
  [
    'session=abc; Path=/; Secure; HttpOnly; SameSite=Lax',
    [
      {
        ...{ name: 'session', value: 'abc' },
        attributes: [
          ['path', '/'],
          ['secure', ''],
          ['httponly', ''],
          ['samesite', 'Lax'],
        ],
      },
    ],
  ],
  [
    'a=b=c; Expires=Wed, 21 Oct 2026 07:28:00 GMT',
    [{ name: 'a', value: 'b=c', attributes: [['expires', 'Wed, 21 Oct 2026 07:28:00 GMT']] }],
  ],
  ['  a = b ;path = /x ', [{ name: 'a', value: 'b', attributes: [['path', '/x']] }]],
  ['a="quoted"', [{ name: 'a', value: '"quoted"' }]],
  ['a=', [{ name: 'a', value: '' }]],
  ['a=1; Path=/; Path=/x', [{ name: 'a', value: '1', attributes: [['path', '/x']] }]],
  ['', []],
  ['=value', []],
  ['no-value', []],
  [';;;', []],
])('reads %j', (header, cookies) => {
  expect(readCookies([header])).toEqual(
    cookies.map(({ attributes = [], ...each }) => ({ ...each, attributes: new Map(attributes) })),
  );
});

test('reads several headers, and keeps a name that comes twice', () => {
  expect(readCookies(['a=1', 'b=2', 'a=3']).map(({ name, value }) => name + value)).toEqual(['a1', 'b2', 'a3']);
});
