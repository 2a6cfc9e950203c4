import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inTurn } from '../../src/watcher/in-turn.ts';

test('every item is among the first of some minute, soon', () => {
  const start = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2030-01-01') });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 300 }), start, (count, done, from) => {
      const items = Array.from({ length: count }, (_, index) => index);
      const left = new Set(items);
      for (let minute = 0; minute < Math.ceil((3 * count) / done); minute += 1) {
        const sorted = inTurn(items, new Date(from + minute * 60_000));
        expect(sorted).toHaveLength(count);
        for (const item of sorted.slice(0, done)) left.delete(item);
      }
      expect(left.size).toBe(0);
    }),
    { numRuns: 60 },
  );
});
