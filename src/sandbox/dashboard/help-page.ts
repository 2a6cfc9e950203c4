import { html } from 'hono/html';
import { renderReasonCards } from '../../reasons/reason-card.ts';
import { pageHead } from './page-head.ts';

/** What each message of ECS means and what to do on AWS, without a connection to the documentation. */
export function helpPage() {
  return html`<!doctype html>
<html lang="en">
<head>
${pageHead('What ECS says · Greenlight')}
</head>
<body>
<main class="page help">
<p class="brand">Greenlight</p>
<h1>What ECS says, and what to do</h1>
<p class="lead">The same in AWS, where the commands are for. <a href="/">Back to the sandbox</a></p>
${renderReasonCards()}
</main>
</body>
</html>
`;
}
