import type { Clock } from '../../hook/clock.ts';

/** The time a controller lives in. */
export interface ControllerClock extends Clock {
  now(): Date;
  /** Resolves after this many milliseconds of this clock; rejects with the signal's reason if it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Runs work that takes no time of this clock, except for sleeps through the function it is given: a virtual clock does
   * not move until the work has settled. Calls of hooks and of the backend go through here.
   */
  hold<T>(work: (sleep: ControllerClock['sleep']) => Promise<T>): Promise<T>;
  /** Starts the time limit of one function invocation. On a real clock it counts real time, however fast the clock runs. */
  startTimer(ms: number): InvocationTimer;
  /** Lets time pass until the promise has settled. A real clock just waits. */
  run<T>(promise: Promise<T>): Promise<T>;
}

export interface InvocationTimer {
  remainingMs(): number;
  /** Resolves when the time is up; never, if cancelled. */
  readonly expired: Promise<void>;
  cancel(): void;
}

/**
 * Runs work for at most this many milliseconds. The work's signal aborts when they are over, when the outer signal aborts and when
 * the work has settled, so that nothing it started stays behind.
 *
 * @returns the work's result, or undefined if the time was up first
 */
export async function withinTime<T extends object>(
  clock: Pick<ControllerClock, 'sleep'>,
  ms: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  outer.throwIfAborted();
  const inner = new AbortController();
  const abort = () => inner.abort(outer.reason);
  outer.addEventListener('abort', abort, { once: true });
  try {
    const timeIsUp = clock.sleep(ms, inner.signal).then(() => undefined);
    return await Promise.race([timeIsUp, work(inner.signal)]);
  } finally {
    outer.removeEventListener('abort', abort);
    inner.abort('settled');
  }
}
