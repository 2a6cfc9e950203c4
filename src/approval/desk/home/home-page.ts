import { html } from 'hono/html';
import { versionsOf } from '../../../wording/versions.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { signOutPath } from '../../sign-in/paths.ts';
import type { Words } from '../language/en.ts';
import { renderPage } from '../page/frame.ts';
import { homeCss } from '../page/sheets.ts';
import { decidedPath } from './home-paths.ts';
import type { DecidedRow } from './read-decided.ts';
import type { OpenRequests, ReadRequest } from './read-open.ts';
import { renderDecidedRow, renderNextRequest, renderOpenRow } from './rows.ts';

type Html = ReturnType<typeof html>;

export type HomePage = {
  /** Missing on a page of decided requests only. */
  open?: OpenRequests | undefined;
  /** Newest first; `older` is where the next page begins, if there is one. */
  decided: { rows: readonly DecidedRow[]; older?: string | undefined };
  /** What was searched for. */
  service?: string | undefined;
  /** Who is reading. */
  reader: string;
  /** Where the reader decides about a request; undefined if they cannot. */
  linkTo: (request: ReadRequest) => string | undefined;
  now: Date;
};

/** What waits for the reader, what waits for others, and what was decided. */
export function renderHome(words: Words, shown: HomePage): Html {
  const { open, decided, service = '', reader, now } = shown;
  const { home } = words;
  return renderPage(words, {
    title: home.title,
    tone: open && open.forMe.length > 0 ? 'waiting' : 'rest',
    reader: renderSignedIn(words, reader),
    css: [homeCss],
    main: html`<main class="page"><div class="top"><h1>${home.title}</h1>
<form class="search" action="${open ? '/' : decidedPath()}"><label for="service">${home.service}</label> <input type="text" id="service" name="service" value="${service}" maxlength="255" autocomplete="off"> <button class="button" type="submit">${home.search}</button></form></div>
${open ? renderOpen(words, open, shown) : ''}<h2>${home.decided}</h2>
${renderList(
  words,
  decided.rows.map((row) => renderDecidedRow(words, row, now)),
)}
${renderNext(words, shown)}</main>`,
  });
}

/** With a button to sign out. */
export function renderSignedIn({ page }: Words, reader: string): Html {
  return html`<form method="post" action="${signOutPath}" class="reader"><span>${page.signedIn} <strong>${reader}</strong></span> <button class="button" type="submit">${page.signOut}</button></form>`;
}

/** Of each kind, so that the page stays small. */
const maxShown = 8;

function renderOpen(words: Words, { forMe, forOthers, unread }: OpenRequests, shown: HomePage): Html {
  const { home } = words;
  const more = unread + Math.max(0, forMe.length - maxShown) + Math.max(0, forOthers.length - maxShown);
  return html`<h2>${home.forMe}</h2>
${renderMine(words, forMe.slice(0, maxShown), shown)}
<h2>${home.forOthers}</h2>
${renderRows(words, forOthers.slice(0, maxShown), shown)}
${more > 0 ? html`<p class="soft">${home.more(more)}</p>\n` : ''}`;
}

/** The first that can be decided stands out, with the only filled button. */
function renderMine(words: Words, requests: readonly ReadRequest[], shown: HomePage): Html {
  const [first] = requests.flatMap((one) => {
    const link = shown.linkTo(one);
    return link === undefined ? [] : [{ one, link }];
  });
  if (!first) return renderRows(words, requests, shown);
  const others = requests.filter((one) => one !== first.one);
  return html`${renderNextRequest(words, first.one, first.link, shown.now)}${others.length > 0 ? renderRows(words, others, shown) : ''}`;
}

function renderRows(words: Words, requests: readonly ReadRequest[], { linkTo, now }: HomePage): Html {
  return renderList(
    words,
    requests.map((one) => renderOpenRow(words, one, linkTo(one), now)),
    ' open',
  );
}

function renderList({ home }: Words, rows: readonly Html[], kind = ''): Html {
  if (rows.length === 0) return html`<p class="soft">${home.nothing}</p>`;
  return html`<ul class="found${kind}">${rows}
</ul>`;
}

/** `shop 1.41 → 1.42` */
export function formatDeployed({ subject }: Pick<ApprovalRequest, 'subject'>): string {
  const { before, after } = versionsOf(subject);
  return `${subject.service} ${before === undefined ? after : `${before} → ${after}`}`;
}

function renderNext({ home }: Words, { open, decided: { older }, service }: HomePage): Html | '' {
  if (open) return html`<p><a href="${decidedPath({ service })}">${home.all}</a></p>\n`;
  return older === undefined
    ? ''
    : html`<p><a href="${decidedPath({ service, before: older })}">${home.older}</a></p>\n`;
}
