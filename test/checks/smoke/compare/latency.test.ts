import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareLatency } from '../../../../src/checks/smoke/compare/latency.ts';

const limits = { maxLatencyRatio: 1.5, floorMillis: 50 };

test.each<[string, number[], number[], boolean]>([
  ['as fast as blue', [100, 100, 100], [100, 100, 100], false],
  ['at the ratio', [100, 100, 100], [150, 150, 150], false],
  ['above the ratio', [100, 100, 100], [151, 151, 151], true],
  ['above the ratio, at the floor', [1, 1, 1], [50, 50, 50], false],
  ['above both', [1, 1, 1], [51, 51, 51], true],
  ['above both, and blue takes no time', [0, 0, 0], [51, 51, 51], true],
  ['faster than blue', [900, 900, 900], [60, 60, 60], false],
])('green is %s', (_what, blue, green, isSlower) => {
  expect(compareLatency({ blue, green }, limits).isSlower).toBe(isSlower);
});

test('two slow answers of five decide nothing, on either side', () => {
  const [slow, fast] = [fc.integer({ min: 5000, max: 60_000 }), fc.integer({ min: 60, max: 80 })];
  const side = fc
    .tuple(slow, slow, fast, fast, fast)
    .chain((times) => fc.shuffledSubarray(times, { minLength: times.length }));
  fc.assert(
    fc.property(side, side, (blue, green) => {
      expect(compareLatency({ blue, green }, limits).isSlower).toBe(false);
    }),
  );
});
