/** Waits until it may send. */
export type Pace = (signal: AbortSignal) => Promise<void>;

/**
 * Lets one message after the other through, with a time between two of them, no matter how many lanes send at once.
 *
 * @param everyMs - Slack takes one message a second
 */
export function paceOf(everyMs: number, pause: (ms: number, signal: AbortSignal) => Promise<unknown>): Pace {
  let turn: Promise<unknown> = Promise.resolve();
  return async (signal) => {
    const mine = turn;
    turn = mine.then(() => pause(everyMs, signal)).catch(() => {});
    await mine;
    signal.throwIfAborted();
  };
}
