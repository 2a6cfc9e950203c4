import { html } from 'hono/html';
import type { DecidedEntry } from '../../../storage/read-decided-key.ts';
import { formatStep } from '../../../wording/ids.ts';
import { formatTime } from '../../../wording/times.ts';
import { versionsOf } from '../../../wording/versions.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { formatDeadline } from '../../request/timing/format-deadline.ts';
import { signOutPath } from '../../sign-in/paths.ts';
import type { Words } from '../language/en.ts';
import { renderPage } from '../page/frame.ts';
import type { DecidedPage } from './find-decided.ts';
import { decidedPath, deploymentPath } from './home-paths.ts';
import type { OpenRequests, ReadRequest } from './read-open.ts';

type Html = ReturnType<typeof html>;

export type HomePage = {
  /** Missing on a page of decided requests only. */
  open?: OpenRequests | undefined;
  decided: DecidedPage;
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
    main: html`<main class="page"><h1>${home.title}</h1>
<form class="account" action="${open ? '/' : decidedPath()}"><label for="service">${home.service}</label> <input id="service" name="service" value="${service}" maxlength="255" autocomplete="off"> <button class="button" type="submit">${home.search}</button></form>
${open ? renderOpen(words, open, shown) : ''}<h2>${home.decided}</h2>
${renderDecided(words, decided.entries, now)}
${renderNext(words, shown)}</main>`,
  });
}

/** With a button to sign out. */
export function renderSignedIn({ page }: Words, reader: string): Html {
  return html`<form method="post" action="${signOutPath}" class="reader"><span>${page.signedIn} <strong>${reader}</strong></span> <button class="button" type="submit">${page.signOut}</button></form>`;
}

/** Of each kind, so that the page stays small. */
const maxShown = 10;

function renderOpen(words: Words, { forMe, forOthers, unread }: OpenRequests, shown: HomePage): Html {
  const { home } = words;
  const more = unread + Math.max(0, forMe.length - maxShown) + Math.max(0, forOthers.length - maxShown);
  return html`<h2>${home.forMe}</h2>
${renderRequests(words, forMe.slice(0, maxShown), shown)}
<h2>${home.forOthers}</h2>
${renderRequests(words, forOthers.slice(0, maxShown), shown)}
${more > 0 ? html`<p class="soft">${home.more(more)}</p>\n` : ''}`;
}

function renderRequests(words: Words, requests: readonly ReadRequest[], { linkTo, now }: HomePage): Html {
  if (requests.length === 0) return html`<p class="soft">${words.home.nothing}</p>`;
  return html`<ul class="found">${requests.map((one) => {
    const link = linkTo(one);
    const { subject } = one.request;
    const button = link ? html`<br><a class="button" href="${link}" rel="noreferrer">${words.home.decide}</a>` : '';
    return html`
<li><span class="what"><a href="${deploymentPath(subject)}">${formatDeployed(one.request)}</a><br><small class="soft">${subject.cluster} · ${subject.stage}${formatStep(subject.step)} · ${words.say.progress(one.request)} · ${words.home.until(formatDeadline(one.request, now))}</small>${button}</span></li>`;
  })}
</ul>`;
}

/** `shop 1.41 → 1.42` */
export function formatDeployed({ subject }: Pick<ApprovalRequest, 'subject'>): string {
  const { before, after } = versionsOf(subject);
  return `${subject.service} ${before === undefined ? after : `${before} → ${after}`}`;
}

function renderDecided({ home }: Words, entries: readonly DecidedEntry[], now: Date): Html {
  if (entries.length === 0) return html`<p class="soft">${home.nothing}</p>`;
  const words: Readonly<Record<string, string>> = home.status;
  return html`<ul class="found">${entries.map(
    ({ deployment, status, at }) => html`
<li><span class="status ${tones[status] ?? 'unknown'}">${words[status] ?? status}</span><a href="${deploymentPath(deployment)}">${deployment.service}</a><small class="soft">${deployment.cluster} · ${formatTime(at, now)}</small></li>`,
  )}
</ul>`;
}

const tones: Readonly<Record<string, string>> = { APPROVED: 'passed', REJECTED: 'failed', EXPIRED: 'failed' };

function renderNext({ home }: Words, { open, decided: { older }, service }: HomePage): Html | '' {
  if (open) return html`<p><a href="${decidedPath({ service })}">${home.all}</a></p>\n`;
  return older === undefined
    ? ''
    : html`<p><a href="${decidedPath({ service, before: older })}">${home.older}</a></p>\n`;
}
