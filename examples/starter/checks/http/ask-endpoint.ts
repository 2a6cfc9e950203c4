import type { AskEndpoint } from './check.ts';

/** An answer that takes longer than this does not count. */
const maxMs = 5_000;

/** Requests a page over HTTP. Redirects are not followed: they could lead to the old version. */
export const askEndpoint: AskEndpoint = async (url, signal) => {
  const response = await fetch(url, {
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(maxMs)]),
  });
  return { status: response.status, body: await response.text() };
};
