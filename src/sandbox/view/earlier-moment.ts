import { html } from 'hono/html';

/** Where the page shows an earlier moment, in front of what is so now. The slider's script fills it. */
export function earlierMoment() {
  return html`<div class="then" data-key="then" data-reader="moment" hidden></div>`;
}
