import { afterEach, describe, expect, test } from 'vitest';
import { useSimulatedDate } from '../../../src/sandbox/own-hooks/simulated-date.ts';
import { SteppableClock } from '../../helpers/hook.ts';

describe('useSimulatedDate', () => {
  const clock = new SteppableClock('2026-11-22T14:00:00.000Z');
  let restore = () => {};
  afterEach(() => restore());

  test('makes Date use the simulated clock for the current time', () => {
    restore = useSimulatedDate(clock);
    clock.step(90);

    expect(new Date().toISOString()).toBe('2026-11-22T14:01:30.000Z');
    expect(Date.now()).toBe(Date.UTC(2026, 10, 22, 14, 1, 30));
    expect(new Date(Date()).toISOString()).toBe('2026-11-22T14:01:30.000Z');
  });

  test('does not change dates from arguments', () => {
    restore = useSimulatedDate(clock);

    expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
    expect(new Date(2026, 0).getFullYear()).toBe(2026);
    expect(Date.parse('1970-01-01T00:00:01Z')).toBe(1000);
    expect(new Date() instanceof Date).toBe(true);
    expect(structuredClone(new Date(5)).getTime()).toBe(5);
  });

  test('ends when it is restored', () => {
    const real = Date;
    useSimulatedDate(clock)();

    expect(Date).toBe(real);
  });
});
