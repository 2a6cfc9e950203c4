import type { Context } from 'aws-lambda';

export type TimeBudget = {
  signal: AbortSignal;
  /** To be called once the answer is there. */
  release: () => void;
};

/**
 * A signal that aborts early enough before the Lambda time-out to still answer: ECS takes a killed function as a failure and rolls back.
 * A tenth of the time is kept back, at least half a second and at most three.
 *
 * @param share - how much of that to keep back: 1 for the check and all it calls, less for what watches over them
 */
export function timeBudget(
  context: Partial<Pick<Context, 'getRemainingTimeInMillis'>> | undefined,
  share = 1,
): TimeBudget {
  const toldMs = context?.getRemainingTimeInMillis?.() ?? defaultRemainingMs;
  // A timer takes what it cannot hold (NaN, Infinity, more than 24 days) for a millisecond, and every check would be out of time.
  const remainingMs = Number.isNaN(toldMs) ? defaultRemainingMs : Math.min(toldMs, longestRemainingMs);
  const reserveMs = share * Math.min(3000, Math.max(500, remainingMs / 10));
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new Error('the time budget is spent')),
    Math.max(0, remainingMs - reserveMs),
  );
  return { signal: controller.signal, release: () => clearTimeout(timer) };
}

/** Where nobody tells the time left (a plain unit test): that of a function with the template's time-out of a minute. */
const defaultRemainingMs = 60_000;

/** No Lambda function runs longer. */
const longestRemainingMs = 15 * 60_000;

/** Settles as the promise does, or rejects with the signal's reason if that comes first: for work that may not heed its signal. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const abortion = Promise.withResolvers<never>();
  const onAbort = () => abortion.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, abortion.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
