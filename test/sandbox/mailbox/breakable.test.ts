import { html } from 'hono/html';
import { expect, test } from 'vitest';
import { breakable } from '../../../src/sandbox/mailbox/breakable.ts';

test.each([
  ['PRE_SCALE_UP began', 'PRE_<wbr>SCALE_<wbr>UP began'],
  ['<b> & nothing', '&lt;b&gt; &amp; nothing'],
  ['', ''],
])('%j becomes %j', async (text, markup) => {
  expect(String(await html`${breakable(text)}`)).toBe(markup);
});
