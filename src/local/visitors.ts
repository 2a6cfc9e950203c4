/** Looks at a page again and again, as visitors do, so that what a listener served is more than a claim. */
export function startVisitors(url: string, { everyMilliseconds = 500 } = {}): { stop(): void } {
  const gone = new AbortController();
  const visit = async () => {
    try {
      const response = await fetch(url, {
        signal: gone.signal,
        headers: { 'user-agent': 'visitor of the local stage' },
      });
      await response.arrayBuffer();
    } catch {
      // A listener without a target is the stage's business and shows on its page.
    }
  };
  const timer = setInterval(visit, everyMilliseconds);
  return {
    stop: () => {
      clearInterval(timer);
      gone.abort();
    },
  };
}
