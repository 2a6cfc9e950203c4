import { html } from 'hono/html';
import { renderReasonCards } from '../../../reasons/reason-card.ts';
import type { Words } from '../language/en.ts';
import { renderPage } from '../page/frame.ts';

/**
 * What each message of ECS means and what to do, in English, as in the documentation: nobody knows at which address a team reads that. It says
 * nothing about any deployment, so that everybody may see it.
 */
export function renderHelp(words: Words) {
  return renderPage(words, {
    title: 'What ECS says',
    main: html`<main class="page message" lang="en"><h1>What ECS says, and what to do</h1>
${renderReasonCards()}</main>`,
  });
}
