import type { Context } from 'aws-lambda';

type TimeBudget = {
  signal: AbortSignal;
  /** Milliseconds until it aborts; negative afterwards. */
  remainingMs: () => number;
  /** Call it once there is an answer. */
  release: () => void;
};

/**
 * A signal that aborts early enough before the Lambda timeout to still answer: ECS treats a killed function as a failure and rolls back.
 * A tenth of the time is reserved, at least half a second and at most three.
 *
 * @param share - how much of that to reserve: 1 for the check and everything it calls, less for what supervises them
 */
export function timeBudget(
  context: Partial<Pick<Context, 'getRemainingTimeInMillis'>> | undefined,
  share = 1,
): TimeBudget {
  const toldMs = context?.getRemainingTimeInMillis?.() ?? defaultRemainingMs;
  // A timer treats what it cannot represent (NaN, Infinity, more than 24 days) as a millisecond, and every check would be out of time.
  const remainingMs = Number.isNaN(toldMs) ? defaultRemainingMs : Math.min(toldMs, maxRemainingMs);
  const reserveMs = share * Math.min(3000, Math.max(500, remainingMs / 10));
  // If it is negative, the timer fires at once.
  const budgetMs = remainingMs - reserveMs;
  const endsAt = performance.now() + budgetMs;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error('the time budget is used up')), budgetMs);
  return {
    signal: controller.signal,
    remainingMs: () => endsAt - performance.now(),
    release: () => clearTimeout(timer),
  };
}

/** If the time left is not known (a plain unit test): that of a function with the template's timeout of one minute. */
const defaultRemainingMs = 60_000;

/** No Lambda function runs longer. */
const maxRemainingMs = 15 * 60_000;

/** Settles with the promise, or rejects with the signal's reason if that comes first: for work that may not heed its signal. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const abortion = Promise.withResolvers<never>();
  const onAbort = () => abortion.reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, abortion.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
