import { expect, test } from 'vitest';
import { parseJson } from '../../src/hook/parse-json.ts';

test.each([
  ['{"a":1}', { a: 1 }],
  ['null', null],
  ['"text"', 'text'],
  ['', undefined],
  ['{', undefined],
  [undefined, undefined],
])('parseJson reads %j as %j', (text, value) => {
  expect(parseJson(text)).toEqual(value);
});
