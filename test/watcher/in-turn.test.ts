import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inTurn } from '../../src/watcher/in-turn.ts';

test('every item is among the first of some minute, soon', () => {
  const start = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2030-01-01') });
  const [count, done] = [fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 300 })];
  fc.assert(
    fc.property(count, done, start, (ofAll, each, from) => {
      expect(leftOut(ofAll, each, from)).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('none is left out by many small sweeps, which a less even spread would do', () => {
  expect(leftOut(663, 11, Date.parse('2026-01-01'))).toBe(0);
});

/** How many of `count` items are not among the first of any minute, in as many minutes as it may take. */
function leftOut(count: number, done: number, from: number): number {
  const items = Array.from({ length: count }, (_, index) => index);
  const left = new Set(items);
  for (let minute = 0; minute < Math.ceil((3 * count) / done); minute += 1) {
    const sorted = inTurn(items, new Date(from + minute * 60_000));
    expect(sorted).toHaveLength(count);
    for (const item of sorted.slice(0, done)) left.delete(item);
  }
  return left.size;
}
