import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimerQueue } from '../../../src/controller/clock/timer-queue.ts';

test('a timer queue returns what was not cancelled, by time and then by arrival', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ due: fc.integer({ min: 0, max: 9 }), isCancelled: fc.boolean() })), (given) => {
      const queue = new TimerQueue();
      given.forEach(({ due, isCancelled }) => {
        const timer = queue.add(due, () => {});
        timer.cancelled = isCancelled;
      });

      const taken: [number, number][] = [];
      for (let timer = queue.take(); timer; timer = queue.take()) taken.push([timer.due, timer.order]);

      const expected = given.flatMap(({ due, isCancelled }, order): [number, number][] =>
        isCancelled ? [] : [[due, order]],
      );
      expect(taken).toEqual(expected.toSorted(([a, i], [b, j]) => a - b || i - j));
      expect(queue.peek()).toBeUndefined();
    }),
  );
});
