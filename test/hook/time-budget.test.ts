import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { timeBudget, untilAborted } from '../../src/hook/time-budget.ts';

describe('timeBudget', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([
    [60_000, 57_000],
    [900_000, 897_000],
    [20_000, 18_000],
    [3000, 2500],
    [600, 100],
  ])('of a function with %i ms left aborts after %i ms', (remainingMs, budgetMs) => {
    const { signal, release } = timeBudget({ getRemainingTimeInMillis: () => remainingMs });

    vi.advanceTimersByTime(budgetMs - 1);
    const before = signal.aborted;
    vi.advanceTimersByTime(1);

    expect([before, signal.aborted]).toEqual([false, true]);
    expect(signal.reason).toEqual(new Error('the time budget is used up'));
    release();
  });

  test.each([
    ['Infinity', Number.POSITIVE_INFINITY, 897_000],
    ['more than a timer holds', 2 ** 40, 897_000],
    ['NaN', Number.NaN, 57_000],
    ['nothing', undefined, 57_000],
  ])('of a context that reports %s does not abort at once', (_name, remainingMs, budgetMs) => {
    const { signal, release } = timeBudget({ getRemainingTimeInMillis: () => remainingMs as number });

    vi.advanceTimersByTime(budgetMs - 1);
    const before = signal.aborted;
    vi.advanceTimersByTime(1);

    expect([before, signal.aborted]).toEqual([false, true]);
    release();
  });

  test.each([undefined, {}])('is that of a one-minute function if the context is %o', (context) => {
    const { signal, release } = timeBudget(context);

    vi.advanceTimersByTime(57_000);

    expect(signal.aborted).toBe(true);
    release();
  });

  test('says how long is left', () => {
    const { remainingMs, release } = timeBudget({ getRemainingTimeInMillis: () => 60_000 });

    expect(remainingMs()).toBe(57_000);
    vi.advanceTimersByTime(10_000);
    expect(remainingMs()).toBe(47_000);
    vi.advanceTimersByTime(50_000);
    expect(remainingMs()).toBe(-3000);
    release();
  });

  test('leaves no timer running once it is released', () => {
    timeBudget({ getRemainingTimeInMillis: () => 60_000 }).release();

    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('untilAborted', () => {
  test('settles like the promise, and stops listening', async () => {
    const { signal } = new AbortController();

    await expect(untilAborted(Promise.resolve(1), signal)).resolves.toBe(1);
    await expect(untilAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('rejects with the reason if the signal aborts first, or has already aborted', async () => {
    const controller = new AbortController();
    const never = new Promise<never>(() => undefined);
    const waiting = untilAborted(never, controller.signal);

    controller.abort(new Error('time is up'));

    await expect(waiting).rejects.toThrow('time is up');
    await expect(untilAborted(never, controller.signal)).rejects.toThrow('time is up');
  });
});
