import { html } from 'hono/html';
import { dots, openOnDesk } from '../../../announcer/formats/chat-notification.ts';
import { formatClock } from '../../../wording/times.ts';
import type { ChannelMessage } from '../../channel/file-channel.ts';
import { breakable } from '../../mailbox/breakable.ts';

/** A thread for each deployment, the newest first, as a chat shows it; its replies are in the order in which they came. */
export function channelThreads(messages: readonly ChannelMessage[]) {
  const threads = [...Map.groupBy(messages, ({ thread }) => thread)].toReversed();
  if (threads.length === 0) return html`<p class="soft">No message yet. What everybody may know appears here.</p>`;
  return html`${threads.map(([id, thread]) => html`<div class="card thread" data-key="thread-${id}">${thread.map(renderMessage)}</div>`)}`;
}

/** What is being deployed is the same in all replies. */
function renderMessage({ title, lines, context, at, page }: ChannelMessage, index: number) {
  return html`<article data-key="${at} ${title}">
<h3>${renderTitle(title)}</h3>
${lines.map((line) => html`<p>${breakable(line)}</p>`)}
${page === undefined ? '' : html`<p><a href="${page}" target="_blank" rel="noopener">${openOnDesk}</a></p>`}
<p class="small soft"><time datetime="${at}">${formatClock(new Date(at)).slice(0, 5)} UTC</time>${(index === 0 ? context : []).map((text) => html` · ${breakable(text)}`)}</p>
</article>`;
}

/** The emoji that a chat shows is our own dot here, because not every machine has a font with it. */
function renderTitle(title: string) {
  const [tone, emoji = ''] = Object.entries(dots).find(([, one]) => title.startsWith(`${one} `)) ?? [];
  if (tone === undefined) return breakable(title);
  return html`<span class="dot ${tone}" aria-hidden="true"></span>${breakable(title.slice(emoji.length + 1))}`;
}
