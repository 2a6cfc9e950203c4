import { html, raw } from 'hono/html';
import type { Words } from '../language/en.ts';
import { type NoteAction, renderButton } from './note.ts';
import { deskCss } from './style.ts';

type Html = ReturnType<typeof html>;

type Framed = {
  title: string;
  /** How things are, for the dot next to our name. */
  tone?: 'waiting' | 'passed' | 'failed' | 'rest';
  /** Who is reading, on the right of the bar. */
  reader?: Html | '';
  /** Between the bar and the foot of the page, in its own landmark. */
  main: Html;
  /** Of those that the policy allows, if the page changes while somebody reads it. Default: none. */
  scripts?: readonly string[];
  /** The style sheets that the page needs in addition to that of all, of those that the policy allows. Default: none. */
  css?: readonly string[];
};

/**
 * The frame of every page of the desk. Styles and script are inline, so that a page is one response and the policy can contain their hashes. The
 * script only saves reloading: without it, the page does everything.
 */
export function renderPage(
  words: Words,
  { title, tone = 'rest', reader = '', main, scripts = [], css = [] }: Framed,
): Html {
  return html`<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Greenlight</title>
${[deskCss, ...css].map((sheet) => raw(`<style>${sheet}</style>`))}
</head>
<body>
<header class="bar"><p class="brand ${tone}">Greenlight</p>${reader}</header>
${main}
${scripts.length > 0 ? raw('<p id="news" aria-live="polite" class="visually-hidden"></p>\n') : ''}${scripts.map((script) => raw(`<script>${script}</script>`))}
</body>
</html>
`;
}

/**
 * A page with one message: what happened, and what the reader can do.
 *
 * @param message - its title and its paragraphs
 */
export function renderMessage(words: Words, [title = '', ...paragraphs]: readonly string[], action?: NoteAction): Html {
  const button = action ? html`<p>${renderButton(action)}</p>\n` : '';
  return renderPage(words, {
    title,
    main: html`<main class="page message"><h1>${title}</h1>\n${paragraphs.map((text) => html`<p>${text}</p>\n`)}${button}</main>`,
  });
}
