import type { Clock } from '../../hook/clock.ts';

/** The time a controller lives in. */
export interface ControllerClock extends Clock {
  now(): Date;
  /** Resolves after so many milliseconds of this clock; rejects with the signal's reason when that aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /**
   * Does work that takes none of this clock's time but what it sleeps through the function it is given: a virtual clock stands
   * still until the work has settled. Calls of hooks and of the backend go through here.
   */
  hold<T>(work: (sleep: ControllerClock['sleep']) => Promise<T>): Promise<T>;
  /** Starts the time limit of one function invocation. On a real clock it counts the wall's time, however fast the clock runs. */
  startTimer(milliseconds: number): InvocationTimer;
  /** Lets time pass until the promise has settled. A real clock just waits. */
  run<T>(promise: Promise<T>): Promise<T>;
}

export interface InvocationTimer {
  remainingMilliseconds(): number;
  /** Resolves when the time is up; never, once cancelled. */
  readonly expired: Promise<void>;
  cancel(): void;
}

/**
 * Does work for at most so many milliseconds. The work's signal aborts when they are over, when the outer signal aborts and when
 * the work has settled, so that nothing it started stays behind.
 *
 * @returns what the work gave, or undefined when the time was up first
 */
export async function withinTime<T extends object>(
  clock: Pick<ControllerClock, 'sleep'>,
  milliseconds: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  outer.throwIfAborted();
  const inner = new AbortController();
  const abort = () => inner.abort(outer.reason);
  outer.addEventListener('abort', abort, { once: true });
  try {
    const timeIsUp = clock.sleep(milliseconds, inner.signal).then(() => undefined);
    return await Promise.race([timeIsUp, work(inner.signal)]);
  } finally {
    outer.removeEventListener('abort', abort);
    inner.abort('settled');
  }
}
