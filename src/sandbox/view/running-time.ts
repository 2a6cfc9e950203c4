import { html } from 'hono/html';
import { formatDuration } from '../../wording/durations.ts';

/** From one moment to another, in whole seconds. */
export function timeBetween(start: Date, end: Date): string {
  return formatDuration(Math.round((+end - +start) / 1000));
}

/** Time since a start, kept up to date by the page's script. */
export function timeSince(start: Date, now: Date) {
  return html`<span data-since="${start.getTime()}">${timeBetween(start, now)}</span>`;
}

/** Time until an end, counted down by the page's script. */
export function timeUntil(end: Date, now: Date) {
  return html`<span data-until="${end.getTime()}">${timeBetween(now, end)}</span>`;
}

/** The same in a sentence, `in 20 s`, which ends with `now`. */
export function timeUntilOrNow(end: Date, now: Date) {
  const left = Math.round((+end - +now) / 1000);
  return html`<span data-in="in " data-over="now" data-until="${end.getTime()}">${left > 0 ? `in ${formatDuration(left)}` : 'now'}</span>`;
}
