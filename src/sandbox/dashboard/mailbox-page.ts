import { html } from 'hono/html';
import type { Mails } from '../mailbox/read-mails.ts';
import { pageHead } from './page-head.ts';
import { mailList } from './panes.ts';

export function mailboxPage(mailbox: Mails) {
  return html`<!doctype html>
<html lang="en">
<head>
${pageHead('Mailbox')}
</head>
<body>
<main class="page">
<p class="brand">Greenlight</p>
<h1>Mailbox</h1>
<p class="lead">What Amazon SNS would have mailed, newest first. <a href="/">Back to the dashboard</a></p>
<div class="card mailbox">${mailList(mailbox)}</div>
</main>
</body>
</html>
`;
}
