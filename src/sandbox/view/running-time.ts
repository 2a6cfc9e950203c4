import { html } from 'hono/html';
import { formatElapsed } from './words.ts';

/** Time since a start, kept up to date by the page's script. */
export function timeSince(start: Date, now: Date) {
  return html`<span data-since="${start.getTime()}">${formatElapsed(+now - +start)}</span>`;
}

/** Time until an end, counted down by the page's script. */
export function timeUntil(end: Date, now: Date) {
  return html`<span data-until="${end.getTime()}">${formatElapsed(+end - +now)}</span>`;
}
