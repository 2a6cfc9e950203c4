import { html } from 'hono/html';
import type { ChannelMessage } from '../channel/file-channel.ts';
import { channelThreads } from './compare/channel.ts';
import { pageHead } from './page-head.ts';

/** What everybody reads, on a page of its own. */
export function channelPage(messages: readonly ChannelMessage[]) {
  return html`<!doctype html>
<html lang="en">
<head>
${pageHead('Channel · Greenlight')}
</head>
<body>
<main class="page">
<p class="brand"><a href="/">Back to the sandbox</a></p>
<h1>#channel</h1>
<p class="lead">What a channel in Slack or Teams would show: everything that happens to a deployment, in one thread. No message has a personal link, so everybody may read it. <a href="/mailbox">All mails</a></p>
<h2 class="visually-hidden">Messages</h2>
${channelThreads(messages)}
</main>
</body>
</html>
`;
}
