import { expect, test } from 'vitest';
import { renderGauge } from '../../../../../src/approval/desk/page/charts/gauge.ts';

/** How far the bar goes, in percent of its room; undefined without a chart. The mark of the limit is at 75. */
const lengthOf = (found: string, allowed: string | undefined) =>
  /<rect width="([\d.]+)%"/.exec(String(renderGauge(found, allowed)))?.[1];

test('the limit is a mark', () => {
  expect(String(renderGauge('212 ms', '500 ms'))).toContain('<rect class="mark" x="75%" width="2" height="6"/>');
});

test.each<[string, string | undefined, string | undefined]>([
  ['212 ms', '500 ms', '31.8'],
  ['p99 500 ms', 'at most 500 ms', '75'],
  ['p99 5000 ms', 'at most 500 ms', '100'],
  ['3.1 %', 'at most 2 %', '100'],
  ['0 %', 'at most 0 %', '0'],
  ['1', 'below 2', '37.5'],
  ['0.25 s', 'under 0.50 s', '37.5'],
  ['250ms', 'up to 500ms', '37.5'],
  ['212 ms', '0.5 s', undefined],
  ['p50 100 ms, p99 212 ms', '500 ms', undefined],
  ['status 200', 'status 200', undefined],
  ['OK', 'OK', undefined],
  ['212 ms', undefined, undefined],
  ['1200 requests in 60 s', '1200 requests in 60 s', undefined],
])('what was found, %j, against %j', (found, allowed, length) => {
  expect(lengthOf(found, allowed)).toBe(length);
  if (length === undefined) expect(renderGauge(found, allowed)).toBe('');
});
