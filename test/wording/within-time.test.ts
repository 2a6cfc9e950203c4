import { describe, expect, test } from 'vitest';
import { limitTime } from '../../src/wording/within-time.ts';

describe('limitTime', () => {
  test('returns what the function returns, and throws what it throws', () => {
    const half = limitTime((value: number) => {
      if (value % 2 === 1) throw new RangeError(`${value} is odd`);
      return value / 2;
    });

    expect(half(8)).toBe(4);
    expect(() => half(3)).toThrow(new RangeError('3 is odd'));
    expect(half(0)).toBe(0);
  });

  test('throws null if the function does', () => {
    const run = limitTime(() => {
      throw null;
    });

    expect(thrownBy(run)).toBeNull();
  });

  test.each<[string, () => unknown]>([
    [
      'a loop',
      () => {
        for (;;);
      },
    ],
    ['a regular expression that backtracks', () => /(a+)+$/.test(`${'a'.repeat(60)}b`)],
    [
      'a loop that catches every error',
      () => {
        for (;;) {
          try {
            throw new Error('again');
          } catch {}
        }
      },
    ],
  ])('interrupts %s, and does not use it again', (_case, run) => {
    let calls = 0;
    const limited = limitTime(() => {
      calls += 1;
      return run();
    }, 50);

    expect([thrownBy(limited), thrownBy(limited)]).toEqual([
      new Error('takes longer than 0.05 s'),
      new Error('takes longer than 0.05 s'),
    ]);
    expect(calls).toBe(1);
  });

  test('counts the time of an inner function as that of the outer one', () => {
    const inner = limitTime(() => {
      for (;;);
    }, 60_000);

    expect(() => limitTime(() => inner(), 50)()).toThrow('takes longer than 0.05 s');
  });

  test('does not let the outer function catch that an inner one takes too long', () => {
    const inner = limitTime(() => {
      for (;;);
    }, 10);
    const outer = limitTime(() => {
      try {
        return inner();
      } catch {
        return 'caught';
      }
    }, 200);

    expect(() => outer()).toThrow('takes longer than 0.2 s');
  });

  test('works again after an interruption', () => {
    const hanging = limitTime(() => {
      for (;;);
    }, 50);
    expect(() => hanging()).toThrow('takes longer than 0.05 s');

    expect(limitTime(() => 42)()).toBe(42);
  });
});

/** `toThrow` with a message does not notice that undefined is thrown. */
function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
