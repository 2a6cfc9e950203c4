import type { Spacing } from './spacing.ts';

/** Time that only moves forward, in milliseconds. */
export interface LoadTimer {
  now(): number;
  /** Ends early and quietly when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

type LoadRun = {
  /** Its own rate, and that of the whole function. Each start keeps both. */
  spacings: readonly Spacing[];
  durationMs: number;
  /** How many may wait for an answer at once; while as many do, nothing is sent. */
  maxInFlight: number;
  /** Sends one request, of which this is the number. Must not reject. */
  send(index: number): Promise<void>;
};

/**
 * Sends requests at a rate that is never exceeded, no matter how fast the answers come, and stops by itself: at the end of the time, or when the
 * signal aborts. Resolves once all that was sent has been answered.
 *
 * @returns how long it has sent, and how many requests it held back because too many were waiting
 */
export async function sendLoad(
  { spacings, durationMs, maxInFlight, send }: LoadRun,
  timer: LoadTimer,
  signal: AbortSignal,
): Promise<{ elapsedMs: number; heldBack: number }> {
  const startedAt = timer.now();
  const inFlight = new Set<Promise<void>>();
  let heldBack = 0;
  for (let index = 0; !signal.aborted; ) {
    const now = timer.now();
    if (now - startedAt >= durationMs) break;
    const waitMs = Math.max(...spacings.map((spacing) => spacing.waitMs(now)));
    if (waitMs > 0) {
      await timer.sleep(Math.min(waitMs, startedAt + durationMs - now), signal);
      continue;
    }
    for (const spacing of spacings) spacing.mark(now);
    if (inFlight.size >= maxInFlight) {
      heldBack += 1;
      continue;
    }
    const sent = send(index).finally(() => inFlight.delete(sent));
    inFlight.add(sent);
    index += 1;
  }
  const elapsedMs = Math.min(durationMs, timer.now() - startedAt);
  await Promise.all(inFlight);
  return { elapsedMs, heldBack };
}
