import type { HookHandler } from '../../controller/lambda/hook-function.ts';

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
