import type { ControllerClock } from '../controller/clock/clock.ts';

export type Visitors = {
  /** Looks once, and resolves when the page has come, or does not come. Rejects never. */
  visit(): Promise<void>;
  stop(): void;
};

/** Longer than any page of the shop takes: whoever waits for a visit must not wait for ever. */
const patienceMilliseconds = 5000;

/**
 * Looks at a page again and again, as visitors do, so that what a listener served is more than a claim. In the stage's own time, so
 * that a deployment has as many of them however fast it is played.
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
        signal: AbortSignal.any([gone.signal, AbortSignal.timeout(patienceMilliseconds)]),
        headers: { 'user-agent': 'visitor of the sandbox' },
      });
      await response.arrayBuffer();
    } catch {
      // A listener without a target is the stage's business and shows on its page.
    }
  };
  const visitAgainAndAgain = async () => {
    while (!gone.signal.aborted) {
      await clock.sleep(everySeconds * 1000, gone.signal);
      await visit();
    }
  };
  // Ends by being told to, which its sleep reports as a rejection.
  visitAgainAndAgain().catch(() => {});
  return { visit, stop: () => gone.abort() };
}
