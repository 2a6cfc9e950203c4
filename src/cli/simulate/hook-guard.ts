import type { HookHandler } from '../../controller/lambda/hook-function.ts';

/**
 * Gives a handler so much real time, as Lambda does: on a virtual clock nothing else would end one that never settles.
 *
 * The handler's context goes on telling the time of the simulation.
 */
export function withinRealTime(handler: HookHandler, seconds: number): HookHandler {
  const guarded: HookHandler = async (event, context) => {
    let timeout: ReturnType<typeof setTimeout> | undefined;
    const timeIsUp = new Promise<never>((_, reject) => {
      const message = `the function was not done after ${seconds} seconds of real time; give it more with --function-timeout`;
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
 * Tells a handler that runs elsewhere, in real time, how much of it is left: the time of the simulation stands still during a call. What is
 * behind the handler has to keep to it.
 */
export function withRealDeadline(handler: HookHandler, seconds: number): HookHandler {
  return (event, context) => {
    const end = performance.now() + seconds * 1000;
    return handler(event, { ...context, getRemainingTimeInMillis: () => Math.max(0, end - performance.now()) });
  };
}
