import { html } from 'hono/html';
import type { MailboxData } from '../mailbox/mailbox.ts';
import { mailList } from './compare/mails.ts';
import { pageHead } from './page-head.ts';

/** @param owner - whose mails these are, by name. Default: everybody's */
export function mailboxPage(mailbox: MailboxData, owner?: string) {
  const title = owner === undefined ? 'Mailbox' : `Mailbox of ${owner}`;
  return html`<!doctype html>
<html lang="en">
<head>
${pageHead(`${title} · Greenlight`)}
</head>
<body>
<main class="page">
<p class="brand"><a href="/">Back to the sandbox</a></p>
<h1>${title}</h1>
<p class="lead">What Amazon SNS would have mailed, newest first. <a href="/channel">#channel</a> is what everybody reads.</p>
<div class="mailbox">${mailList(mailbox)}</div>
</main>
</body>
</html>
`;
}
