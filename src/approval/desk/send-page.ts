import type { Context } from 'hono';
import type { DeskAnswer } from './desk-parts.ts';

/** Where a server that sends strings takes what belongs to every response from, and the page of one request; without `page`, it is in the body. */
export type PastResponse = { headers: Record<string, string>; page?: string };

/**
 * Answers with a page. In Lambda it goes past the `Response`, which would encode it only for us to decode it again: that takes as long as everything
 * else that the desk does with a page.
 */
export function sendPage(c: Context, page: string, status: DeskAnswer['status']) {
  const past = pastOf(c);
  if (past?.page === undefined) return c.html(page, status);
  past.page = String(page);
  return c.body(null, status, { 'content-type': 'text/html; charset=UTF-8' });
}

/** Adds headers to the response. They go past it, too: to set them one by one takes as long as to make half of a page. */
export function addHeaders(c: Context, headers: Readonly<Record<string, string>>): void {
  const past = pastOf(c);
  if (past) Object.assign(past.headers, headers);
  else for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
}

function pastOf({ env }: Context): PastResponse | undefined {
  return (env as { past?: PastResponse } | undefined)?.past;
}
