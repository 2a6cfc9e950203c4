import type { HookHandler } from '../../controller/lambda/hook-function.ts';
import { formatDuration } from '../../wording/durations.ts';

/**
 * Limits a handler's real time, as Lambda does: on a virtual clock nothing else would end one that never settles.
 *
 * The handler's context still reports simulated time.
 */
export function withinRealTime(handler: HookHandler, seconds: number): HookHandler {
  const guarded: HookHandler = async (event, context) => {
    let timeout: ReturnType<typeof setTimeout> | undefined;
    const timeIsUp = new Promise<never>((_, reject) => {
      const message = `the function did not finish within ${formatDuration(seconds)} of real time; raise the limit with --function-timeout`;
      timeout = setTimeout(() => reject(Object.assign(new Error(message), { name: 'TimedOut' })), seconds * 1000);
    });
    try {
      return await Promise.race([handler(event, context), timeIsUp]);
    } finally {
      clearTimeout(timeout);
    }
  };
  return guarded;
}

/**
 * Gives a handler that runs elsewhere its remaining real time, because simulated time stands still during a call. The code behind the
 * handler has to respect it.
 */
export function withRealDeadline(handler: HookHandler, seconds: number): HookHandler {
  return (event, context) => {
    const end = performance.now() + seconds * 1000;
    return handler(event, { ...context, getRemainingTimeInMillis: () => Math.max(0, end - performance.now()) });
  };
}
