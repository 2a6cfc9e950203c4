import { html } from 'hono/html';
import { openOnDesk } from '../../announcer/formats/chat-notification.ts';
import { formatClock } from '../../wording/times.ts';
import type { ChannelMessage } from '../channel/file-channel.ts';
import { breakable } from '../mailbox/breakable.ts';
import { pageHead } from './page-head.ts';

/** A thread for each deployment, the newest first, as a chat shows it. */
export function channelPage(messages: readonly ChannelMessage[]) {
  const threads = [...Map.groupBy(messages, ({ thread }) => thread).values()].toReversed();
  return html`<!doctype html>
<html lang="en">
<head>
${pageHead('Channel · Greenlight')}
</head>
<body>
<main class="page">
<p class="brand">Greenlight</p>
<h1>Channel</h1>
<p class="lead">What a channel that everybody shares would show, in Slack or Teams. No message has a personal link. The newest deployment comes first, as in the mailboxes; its replies are in the order in which they came. <a href="/">Back to the sandbox</a></p>
${threads.length === 0 ? html`<p class="soft">Nothing was announced yet. People have to be asked about a deployment first.</p>` : ''}
${threads.map((thread) => html`<div class="card">${thread.map(renderMessage)}</div>`)}
</main>
</body>
</html>
`;
}

/** The first one of a thread, or a reply. */
function renderMessage({ title, lines, context, at, page }: ChannelMessage, index: number) {
  return html`<article>
${index === 0 ? html`<h2>${breakable(title)}</h2>` : html`<hr><h3>${breakable(title)}</h3>`}
${lines.map((line) => html`<p>${breakable(line)}</p>`)}
${page === undefined ? '' : html`<p><a href="${page}" target="_blank" rel="noopener">${openOnDesk}</a></p>`}
<p class="small soft"><time datetime="${at}">${formatClock(new Date(at)).slice(0, 5)} UTC</time>${context.map((text) => html` · ${breakable(text)}`)}</p>
</article>`;
}
