import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { positionOf, stretchesOf, ticksOf } from '../../../src/simulate/drawing/time-scale.ts';

const minute = 60_000;
const at = (minutes: number) => new Date(Date.parse('2026-11-22T13:40:00Z') + minutes * minute);

describe('a scale with waits', () => {
  test('leaves what happens quickly in proportion, and draws four hours like four minutes', () => {
    const stretches = stretchesOf(at(0), at(244), [at(2), at(242)]);

    expect(stretches.map(({ start, end, isBroken }) => [start, end, isBroken])).toEqual([
      [0, 25, false],
      [25, 75, true],
      [75, 100, false],
    ]);
    expect([at(1), at(122), at(243)].map((moment) => positionOf(stretches, moment))).toEqual([12.5, 50, 87.5]);
  });

  test('has times at its ends, and between them only with room for their words', () => {
    expect(ticksOf(stretchesOf(at(0), at(4), [at(1), at(1.1), at(3.9)])).map(({ x }) => x)).toEqual([0, 25, 100]);
    expect(ticksOf(stretchesOf(at(0), at(0), []))).toEqual([]);
  });

  test('never lets time run backwards, and fills the width', () => {
    const moment = fc.double({ min: 0, max: 10_000, noNaN: true }).map(at);
    fc.assert(
      fc.property(fc.array(moment), moment, moment, (moments, one, other) => {
        const stretches = stretchesOf(at(0), at(10_000), moments);
        const [first, second] = one <= other ? [one, other] : [other, one];

        expect(positionOf(stretches, first)).toBeLessThanOrEqual(positionOf(stretches, second));
        expect([positionOf(stretches, at(0)), positionOf(stretches, at(10_000))]).toEqual([0, 100]);
      }),
    );
  });
});
