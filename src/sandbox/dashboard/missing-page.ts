import type { Context } from 'hono';
import { html } from 'hono/html';
import { policy } from './content-policy.ts';
import { pageHead } from './page-head.ts';

/** Answers at an address at which the sandbox has nothing, with a way back. */
export function missing(context: Context, what = 'There is no such page here.') {
  context.header('content-security-policy', policy([]));
  return context.html(missingPage(what), 404);
}

function missingPage(what: string) {
  return html`<!doctype html>
<html lang="en">
<head>
${pageHead('Not here · Greenlight')}
</head>
<body>
<main class="page">
<p class="brand">Greenlight</p>
<h1>Not here</h1>
<p>${what}</p>
<p><a class="button primary" href="/">Back to the sandbox</a></p>
</main>
</body>
</html>
`;
}
