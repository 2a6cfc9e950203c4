import { html } from 'hono/html';
import { versionsOf } from '../../../wording/versions.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { requestVersion } from '../../request/request-version.ts';
import { signOutPath } from '../../sign-in/paths.ts';
import type { Words } from '../language/en.ts';
import { renderPage } from '../page/frame.ts';
import { refreshScript } from '../page/refresh.ts';
import { homeCss } from '../page/sheets.ts';
import { decidedPath, openPath } from './home-paths.ts';
import type { DecidedRow } from './read-decided.ts';
import type { OpenRequests, ReadRequest } from './read-open.ts';
import { knownOfRequest, renderRefreshing } from './refreshing.ts';
import { renderDecidedRow, renderNextRequest, renderOpenRow } from './rows.ts';

type Html = ReturnType<typeof html>;

/** Newest first; `older` is where the next page begins, if there is one. */
export type DecidedList = { rows: readonly DecidedRow[]; older?: string | undefined };

/** `more` are open that are not shown; `isCut` if there may be others. `next` is where the next page of all begins. */
type OpenList = OpenRequests & { more?: number; isCut?: boolean; next?: string | undefined };

/** The first page has both lists, the others have one. */
export type HomePage = {
  open?: OpenList | undefined;
  decided?: DecidedList | undefined;
  /** What was searched for. */
  service?: string | undefined;
  /** Whether the list begins somewhere else than at its beginning; then it links there. Default: no. */
  isContinued?: boolean;
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
  const list = open ? (decided ? '/' : openPath()) : decidedPath();
  return renderPage(words, {
    title: home.title,
    tone: open && open.forMe.length > 0 ? 'waiting' : 'rest',
    reader: renderSignedIn(words, reader),
    css: [homeCss],
    scripts: open ? [refreshScript] : [],
    main: html`<main class="page"${open ? renderRefreshing(words, knownOf(open, shown), now) : ''}><div class="top"><h1>${home.title}</h1>
<form class="search" action="${list}"><label for="service">${home.service}</label> <input type="text" id="service" name="service" value="${service}" maxlength="255" autocomplete="off"> <button class="button" type="submit">${home.search}</button></form></div>
${open ? renderOpen(words, open, shown) : ''}${decided ? renderDecided(words, decided, shown) : ''}${renderNext(words, shown)}</main>`,
  });
}

/** With a button to sign out. */
export function renderSignedIn({ page }: Words, reader: string): Html {
  return html`<form method="post" action="${signOutPath}" class="reader"><span>${page.signedIn} <strong>${reader}</strong></span> <button class="button" type="submit">${page.signOut}</button></form>`;
}

/** All that the page shows, without the time that is left. */
function knownOf({ forMe, forOthers, more, next }: OpenList, { decided, linkTo }: HomePage) {
  const known = (one: ReadRequest) => knownOfRequest(one, linkTo(one));
  const rows = decided?.rows.map(({ request, status, stored, progress }) => [
    request,
    status,
    stored && requestVersion(stored),
    progress,
  ]);
  return [forMe.map(known), forOthers.map(known), more, next, rows];
}

function renderOpen(words: Words, { forMe, forOthers, more = 0, isCut = false }: OpenList, shown: HomePage): Html {
  const { home } = words;
  const all = html`<a href="${openPath({ service: shown.service })}">${home.allOpen}</a>`;
  return html`<h2>${home.forMe}</h2>
${renderMine(words, forMe, shown)}
<h2>${home.forOthers}</h2>
${renderRows(words, forOthers, shown)}
${more > 0 || isCut ? html`<p class="soft">${more > 0 ? `${home.more(more)} ` : ''}${all}</p>\n` : ''}`;
}

function renderDecided(words: Words, { rows }: DecidedList, { now }: HomePage): Html {
  return html`<h2>${words.home.decided}</h2>
${renderList(
  words,
  rows.map((row) => renderDecidedRow(words, row, now)),
)}
`;
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

function renderNext({ home }: Words, { open, decided, service, isContinued }: HomePage): Html {
  const { next } = open ?? {};
  const { older } = decided ?? {};
  const link = (href: string, label: string) => html`<p><a href="${href}">${label}</a></p>\n`;
  if (open && decided) return link(decidedPath({ service }), home.all);
  const start = open ? link(openPath({ service }), home.allOpen) : link(decidedPath({ service }), home.all);
  return html`${next === undefined ? '' : link(openPath({ service, after: next }), home.next)}${older === undefined ? '' : link(decidedPath({ service, before: older }), home.older)}${isContinued ? start : ''}`;
}
