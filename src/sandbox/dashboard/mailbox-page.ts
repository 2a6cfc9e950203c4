import { html } from 'hono/html';
import type { Mails } from '../mailbox/read-mails.ts';
import { mailList } from './panes.ts';

export function mailboxPage(mailbox: Mails) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Mailbox · Greenlight</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/dashboard.css">
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
