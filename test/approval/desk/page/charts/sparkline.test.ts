import { expect, test } from 'vitest';
import { de } from '../../../../../src/approval/desk/language/de.ts';
import { en } from '../../../../../src/approval/desk/language/en.ts';
import { renderSparkline } from '../../../../../src/approval/desk/page/charts/sparkline.ts';
import type { Series } from '../../../../../src/hook/verdict.ts';
import { wordsOn } from '../../../../helpers/approval.ts';

const times: Series = { name: 'response times', values: [0, 250, 500], unit: 'ms', max: 1000 };
const chartOf = (changes: Partial<Series> = {}) => {
  const { max: _none, ...unlimited } = times;
  const drawn = String(renderSparkline(en, 'max' in changes ? { ...times, ...changes } : { ...unlimited, ...changes }));
  return {
    points: /points="([^"]*)"/.exec(drawn)?.[1],
    limit: /<path d="([^"]*)"/.exec(drawn)?.[1],
    words: wordsOn(drawn),
  };
};

test.each<[string, Partial<Series>, ReturnType<typeof chartOf>]>([
  [
    'from zero to the limit, which is a line across',
    { max: 1000 },
    { points: '0 23,1 18,2 12', limit: 'M0 1H2', words: 'response times: 0 to 500 ms, at most 1000 ms' },
  ],
  [
    'beyond the limit',
    { max: 250 },
    { points: '0 23,1 12,2 1', limit: 'M0 12H2', words: 'response times: 0 to 500 ms, at most 250 ms' },
  ],
  ['without a limit', {}, { points: '0 23,1 12,2 1', limit: undefined, words: 'response times: 0 to 500 ms' }],
  [
    'a lower limit',
    { name: 'hosts', unit: '', min: 2, values: [4, 1.2345, 4] },
    { points: '0 1,1 16,2 1', limit: 'M0 12H2', words: 'hosts: 1.23 to 4, at least 2' },
  ],
  [
    'below zero',
    { values: [-1, 0, 1] },
    { points: '0 23,1 12,2 1', limit: undefined, words: 'response times: -1 to 1 ms' },
  ],
  [
    'nothing but zero',
    { values: [0, 0, 0] },
    { points: '0 23,1 23,2 23', limit: undefined, words: 'response times: 0 ms' },
  ],
  [
    'large numbers',
    { values: [1234.5, 2000, 99_999] },
    { points: '0 23,1 23,2 1', limit: undefined, words: 'response times: 1235 to 99999 ms' },
  ],
])('draws values %s', (_what, changes, chart) => {
  expect(chartOf(changes)).toEqual(chart);
});

test('says the same in German', () => {
  expect(wordsOn(String(renderSparkline(de, times)))).toBe('response times: 0 bis 500 ms, höchstens 1000 ms');
  expect(wordsOn(String(renderSparkline(de, { name: 'x', values: [1, 2, 3], min: 2 })))).toBe(
    'x: 1 bis 3, mindestens 2',
  );
});

test('draws nothing for fewer than three values', () => {
  expect(renderSparkline(en, { ...times, values: [1, 2] })).toBe('');
});
