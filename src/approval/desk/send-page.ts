import type { Context } from 'hono';
import type { DeskAnswer } from './desk-parts.ts';

/** Where a server that sends strings takes the page of one request from; without `page`, it is in the body. */
export type PastResponse = { page?: string };

/**
 * Answers with a page. In Lambda it goes past the `Response`, which would encode it only for us to decode it again: that takes as long as everything
 * else that the desk does with a page.
 */
export function sendPage(c: Context, page: string, status: DeskAnswer['status']) {
  const { past } = (c.env ?? {}) as { past?: PastResponse };
  if (past?.page === undefined) return c.html(page, status);
  past.page = String(page);
  return c.body(null, status, { 'content-type': 'text/html; charset=UTF-8' });
}
