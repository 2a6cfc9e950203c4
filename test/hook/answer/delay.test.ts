import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delaySeconds } from '../../../src/hook/answer/delay.ts';

describe('delaySeconds', () => {
  test.each([
    [0, 10],
    [80, 10],
    [160, 20],
    [600, 75],
    [960, 120],
    [100_000, 120],
  ])('after %i s of waiting is %i s', (waited, delay) => {
    expect(delaySeconds(waited)).toBe(delay);
  });

  test.each([
    [3600, 45, 45],
    [3600, 44.2, 45],
    [3600, 0.3, 1],
    [3600, 0, 1],
    [3600, 500, 120],
  ])('after %i s with %d s until the deadline is %i s', (waited, untilDeadline, delay) => {
    expect(delaySeconds(waited, untilDeadline)).toBe(delay);
  });

  test.each([-0.001, -30, Number.NaN])('continues after the deadline (%d s) as if there were none', (untilDeadline) => {
    expect(delaySeconds(3600, untilDeadline)).toBe(120);
  });

  test('uses a requested delay, up to the deadline', () => {
    expect(delaySeconds(3600, 400, 300)).toBe(300);
    expect(delaySeconds(3600, 200, 300)).toBe(200);
  });

  test('lets a gate of up to four hours cost at most 145 calls, the last one right after its deadline', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 * 3600 }), (deadline) => {
        let at = 0;
        let calls = 1;
        while (at < deadline) {
          at += delaySeconds(at, deadline - at);
          calls += 1;
        }

        expect(calls).toBeLessThanOrEqual(145);
        expect(at - deadline).toBeLessThanOrEqual(1);
      }),
    );
  });
});
