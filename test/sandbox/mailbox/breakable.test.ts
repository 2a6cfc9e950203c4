import { html } from 'hono/html';
import { expect, test } from 'vitest';
import { breakable } from '../../../src/sandbox/mailbox/breakable.ts';

test.each([
  ['PRE_SCALE_UP began', 'PRE_<wbr>SCALE_<wbr>UP began'],
  ['<b> & nothing', '&lt;b&gt; &amp; nothing'],
  ['', ''],
  [
    'mail to Ana: retail-ui (my-cluster), 1.42',
    'mail to Ana: <span class="whole">retail-ui</span> (<span class="whole">my-cluster)</span>, 1.42',
  ],
  ['shop-5xx: OK', '<span class="whole">shop-5xx:</span> OK'],
  ['http://127.0.0.1/retail-ui a--b', 'http://127.0.0.1/retail-ui a--b'],
])('%j becomes %j', async (text, markup) => {
  expect(String(await html`${breakable(text)}`)).toBe(markup);
});
