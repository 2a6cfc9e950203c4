import type { ControllerClock } from '../controller/clock/controller-clock.ts';

type Visitors = {
  /** Requests the page once, and resolves when it has arrived or failed. Never rejects. */
  visit(): Promise<void>;
  stop(): void;
};

/** Longer than any page of the shop takes, so that waiting for a visit always ends. */
const patienceMs = 5000;

/**
 * Requests a page again and again, as visitors do, so that what a listener served is measured. On the sandbox's clock, so that a
 * deployment gets as many visits at any speed.
 */
export function startVisitors(
  url: string,
  clock: Pick<ControllerClock, 'sleep'>,
  { everySeconds = 10 } = {},
): Visitors {
  const gone = new AbortController();
  const visit = async () => {
    try {
      const response = await fetch(url, {
        signal: AbortSignal.any([gone.signal, AbortSignal.timeout(patienceMs)]),
        headers: { 'user-agent': 'visitor of the sandbox' },
      });
      await response.arrayBuffer();
    } catch {
      // A listener without a target is shown on the dashboard.
    }
  };
  const visitAgainAndAgain = async () => {
    while (!gone.signal.aborted) {
      await clock.sleep(everySeconds * 1000, gone.signal);
      // Visitors do not wait for each other: a slow page must not mean fewer visits.
      void visit();
    }
  };
  // The signal ends it, which its sleep reports as a rejection.
  visitAgainAndAgain().catch(() => {});
  return { visit, stop: () => gone.abort() };
}
