import { html } from 'hono/html';

/** What the head of every page of the sandbox has. */
export function pageHead(title: string) {
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Greenlight</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/dashboard.css">`;
}
