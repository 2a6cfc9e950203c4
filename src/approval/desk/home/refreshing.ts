import { html } from 'hono/html';
import { formatTime } from '../../../wording/times.ts';
import { requestVersion } from '../../request/request-version.ts';
import type { Words } from '../language/en.ts';
import { pageState } from '../page/refresh.ts';
import type { ReadRequest } from './read-open.ts';

/** A list costs many reads of the bucket. */
const refreshSeconds = 60;

/**
 * The attributes of a page's `main` that the script reads to keep the page up to date.
 *
 * @param known - what the page shows, without the time that is left
 */
export function renderRefreshing({ page }: Words, known: readonly unknown[], now: Date): ReturnType<typeof html> {
  return html` data-state="${pageState(known)}" data-every="${refreshSeconds}" data-news="${page.updated(formatTime(now, now))}"`;
}

/** What is known of a request, and whether the reader can decide about it. */
export function knownOfRequest({ key, request }: ReadRequest, link: string | undefined): readonly unknown[] {
  return [key, requestVersion(request), link !== undefined];
}
