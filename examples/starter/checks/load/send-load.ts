import type { Sample, SendLoad } from './check.ts';

/** A request that takes longer than this failed. */
const maxMs = 10_000;

/** Sends requests over HTTP: every virtual user waits for an answer before the next request. */
export const sendLoad: SendLoad = async ({ url, virtualUsers, seconds }, signal) => {
  const end = performance.now() + seconds * 1000;
  const samples: Sample[] = [];
  const user = async () => {
    do samples.push(await request(url, signal));
    while (performance.now() < end && !signal.aborted);
  };
  await Promise.all(Array.from({ length: virtualUsers }, user));
  signal.throwIfAborted();
  return samples;
};

async function request(url: string, signal: AbortSignal): Promise<Sample> {
  const start = performance.now();
  const failed = await fetch(url, { redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(maxMs)]) })
    .then(async (response) => {
      await response.arrayBuffer();
      return response.status >= 400;
    })
    .catch(() => true);
  return { ms: performance.now() - start, failed };
}
