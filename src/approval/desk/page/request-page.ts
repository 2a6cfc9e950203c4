import { html } from 'hono/html';
import type { Report } from '../../../hook/report.ts';
import { cleanLines } from '../../../wording/lines.ts';
import { formatTime } from '../../../wording/times.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { requestVersion } from '../../request/request-version.ts';
import { signOutPath } from '../../sign-in/paths.ts';
import type { Words } from '../language/en.ts';
import { type EcsSince, isAsAsked, isUndone } from '../progress/progress-line.ts';
import { renderDiff, renderIds } from './changes.ts';
import { renderChecks } from './checks.ts';
import { renderPage } from './frame.ts';
import {
  formatHeadline,
  type Heading,
  type PageState,
  renderHeadline,
  renderPhases,
  renderWhere,
  stateOfPage,
} from './headline.ts';
import { capital, type Note, renderNote } from './note.ts';
import { pageState, problemScript, refreshScript } from './refresh.ts';
import { renderForm, type ShownForm } from './request-form.ts';
import { picturesCss, requestCss } from './sheets.ts';
import { renderDock, renderTimeLeft } from './time-left.ts';
import { renderWays } from './ways.ts';
import { renderRules, renderWhoDecided } from './who-decided.ts';

type Html = ReturnType<typeof html>;

/** Who is reading: somebody with their own link, somebody who has signed in and can sign out; or a way to sign in. */
export type Account =
  | { name: string; isSignedIn: boolean }
  | { name?: string | undefined; beginsAt: string; countsThenFor: readonly string[] };

export type RequestPage = {
  request: ApprovalRequest;
  /** Undefined if they could not be read. */
  reports: readonly Report[] | undefined;
  /** What checks have seen of both versions, if anything. */
  pictures?: Html | undefined;
  now: Date;
  /** What has just happened, if anything. */
  note?: Note | undefined;
  /** What ECS has done since the decision. Default: nothing is known. */
  ecs?: EcsSince | undefined;
  /** Whether a form was sent and not recorded; the page's title begins with that. */
  refused?: boolean | undefined;
  /** Undefined if it is not known, or does not matter any more. */
  account?: Account | undefined;
  /** Whether a newer deployment has replaced the one of an open request. */
  isReplaced?: boolean | undefined;
  /** The form, if this link can still decide. */
  form?: ShownForm | undefined;
};

/** The one page that a link shows: the question, what is known, who has decided so far, and the form or the outcome. */
export function renderRequestPage(words: Words, shown: RequestPage): Html {
  const { request, reports, pictures, now, note, ecs = { line: '' }, refused, account, form } = shown;
  const { subject } = request;
  const state = stateOfPage(shown);
  const heading = headingOf(state, shown);
  const title = formatHeadline(words, heading, subject);
  const isAgain = form?.input !== undefined;
  return renderPage(words, {
    title: refused ? words.headline.refused(title) : title,
    tone: isAsAsked(ecs) ? 'rest' : heading === 'undone' ? 'failed' : tones[state],
    reader: account?.name === undefined ? '' : renderReader(words, account),
    scripts: form?.problems ? [refreshScript, problemScript] : [refreshScript],
    css: pictures ? [requestCss, picturesCss] : [requestCss],
    main: html`<main class="page" data-state="${stateFor(shown)}" data-news="${words.page.updated(formatTime(now, now))}">
${form ? html`<a class="skip visually-hidden" href="#decide">${words.page.skip}</a>` : ''}
${renderHeadline(words, heading, subject)}
${renderWhere(words, request, now)}
${renderPhases(words, state, subject, ecs.state)}
${renderBrokenGlass(words, request, now)}${note && !isAgain ? renderNote(note) : ''}${ecs.line && !note?.ecs ? html`<p>${capital(ecs.line)}</p>` : ''}${ecs.help ? html`<p><a href="${ecs.help}">${words.checks.help}</a></p>` : ''}
<div class="two">
<div class="evidence">
${form ? renderWays(words, subject) : ''}
<h2>${words.page.checked}</h2>
${renderChecks(words, reports, subject.stage)}
${pictures ?? ''}<h2>${words.page.changes}</h2>
${renderDiff(words, subject)}
${renderTeam(words, subject, state)}
${
  state === 'open'
    ? html`<h2>${words.page.decided}</h2>
${renderWhoDecided(words, request, now)}`
    : ''
}
${renderFolded(words, request, now)}
</div>
<section class="card" aria-labelledby="decide">
${
  state === 'open'
    ? html`<h2 id="decide">${words.page.decision}</h2>
${renderTimeLeft(words, request, now)}${renderRules(words, request, now)}${form ? renderAct(words, shown, form) : ''}`
    : html`<h2 id="decide">${words.page.decided}</h2>
${renderWhoDecided(words, request, now)}`
}</section>
</div>
${form && !isFolded(form) ? renderDock(words, request, now, !form.noApproval) : ''}
</main>`,
  });
}

function headingOf(state: PageState, { form, ecs }: RequestPage): Heading {
  if (state === 'open' && form && isFolded(form)) return 'voted';
  return state === 'APPROVED' && ecs && isUndone(ecs) ? 'undone' : state;
}

const tones: Readonly<Record<PageState, 'waiting' | 'passed' | 'failed' | 'rest'>> = {
  ...({ open: 'waiting', APPROVED: 'passed', REJECTED: 'failed' } as const),
  ...({ EXPIRED: 'failed', SUPERSEDED: 'rest', replaced: 'rest', late: 'failed' } as const),
};

function stateFor({ request, reports, isReplaced = false, form, note, ecs }: RequestPage): string {
  const reported = reports?.map(({ at }) => at).toSorted();
  return pageState([requestVersion(request), reported, isReplaced, form !== undefined, note?.title, ecs?.line]);
}

/** Who is reading, with a button to sign out for somebody who has signed in. */
function renderReader({ page }: Words, account: Account): Html {
  return 'isSignedIn' in account && account.isSignedIn
    ? html`<form method="post" action="${signOutPath}" class="reader"><span>${page.signedIn} <strong>${account.name}</strong></span> <button class="button" type="submit">${page.signOut}</button></form>`
    : html`<p class="reader">${page.deciding} <strong>${account.name}</strong></p>`;
}

/** Somebody whose vote stands has nothing to do, so that changing it is folded away. */
function isFolded({ canWithdraw, input }: ShownForm): boolean {
  return canWithdraw === true && input === undefined;
}

function renderAct(words: Words, { request, note, account }: RequestPage, form: ShownForm): Html {
  const body = html`${note && form.input ? renderNote(note) : ''}${account && 'beginsAt' in account ? renderSignIn(words, account) : ''}${renderForm(words, request, form)}`;
  if (!isFolded(form)) return body;
  return html`<details class="act"><summary>${words.form.change}</summary>\n${body}</details>`;
}

function renderSignIn({ page }: Words, { beginsAt, countsThenFor }: Extract<Account, { beginsAt: string }>): Html {
  const why = countsThenFor.length > 0 ? page.toCountFor(countsThenFor) : page.underOwnName;
  return html`<p class="account"><span>${why}</span> <a class="button" href="${beginsAt}">${page.signIn}</a></p>`;
}

/** Loudly, because the rules of the gate were not followed. */
function renderBrokenGlass({ votes, say }: Words, { decision }: ApprovalRequest, now: Date): Html | '' {
  if (decision?.via !== 'break-glass') return '';
  const by = votes.by(say.people(decision.by), formatTime(new Date(decision.at), now));
  return html`<div class="note failed"><p><strong>${votes.brokenGlass}</strong></p><p>${votes.brokenBy(by, cleanLines(decision.reason ?? ''))}</p></div>`;
}

/** An invitation as long as it is one; folded once the request is over. */
function renderTeam({ page }: Words, { title, notes }: ApprovalRequest['subject'], state: PageState): Html | '' {
  if (!title && !notes) return '';
  const said = html`${title ? html`<p><strong>${title}</strong></p>` : ''}${notes ? html`<p class="said">${notes}</p>` : ''}`;
  return state === 'open'
    ? html`<h2>${page.notes}</h2>\n${said}`
    : html`<details><summary>${page.notes}</summary>${said}</details>\n`;
}

/** What one looks up: what happened when, and the ids. */
function renderFolded(words: Words, request: ApprovalRequest, now: Date): Html {
  const { page, say } = words;
  const lines = request.history.slice(-maxHistory);
  return html`<details><summary>${page.history}</summary><ol class="history">${lines.map(
    ({ at, what }) => html`\n<li><span class="soft">${formatTime(new Date(at), now)}</span> ${cleanLines(what)}</li>`,
  )}</ol></details>
<details><summary>${page.details}</summary>${renderIds(words, request.subject, say.deployer(request, now))}</details>`;
}

/** The latest lines; the object in the bucket has them all. */
const maxHistory = 30;
