import { html } from 'hono/html';
import { formatStep } from '../../../wording/ids.ts';
import { oneLine } from '../../../wording/lines.ts';
import { formatTime } from '../../../wording/times.ts';
import { shorten } from '../../../wording/values.ts';
import { type Decision, isByVotes } from '../../request/request.ts';
import { formatDeadline } from '../../request/timing/format-deadline.ts';
import type { Words } from '../language/en.ts';
import { renderVersions } from '../page/headline.ts';
import { leftOf, renderTimeLeft } from '../page/time-left.ts';
import { type EcsSince, ecsInShort, isAsAsked, isUndone } from '../progress/progress-line.ts';
import { deploymentPath } from './home-paths.ts';
import type { DecidedRow } from './read-decided.ts';
import type { ReadRequest } from './read-open.ts';

type Html = ReturnType<typeof html>;

/** What is asked of the reader first, with the time that is left and the one button of the page that is filled. */
export function renderNextRequest(words: Words, { request }: ReadRequest, link: string, now: Date): Html {
  const { subject } = request;
  return html`<div class="card first"><p><span class="big">${renderVersions(subject, { href: deploymentPath(subject) })}</span><br><span class="soft">${placeOf(subject)} · <span class="name">${words.say.progress(request)}</span></span></p>
${renderTimeLeft(words, request, now)}<a class="button primary" href="${link}" rel="noreferrer">${words.home.review}</a></div>`;
}

/** What is open: where, how many approvals there are, and how long people have. */
export function renderOpenRow(words: Words, { request }: ReadRequest, link: string | undefined, now: Date): Html {
  const { subject } = request;
  return html`
<li><span class="what">${renderVersions(subject, { href: deploymentPath(subject) })}<br><small class="soft">${placeOf(subject)}</small></span><span>${words.say.progress(request)}</span><span class="time">${leftOf(words, request, now)}, ${words.home.until(formatDeadline(request, now))}</span>${link ? html`<a class="button" href="${link}" rel="noreferrer">${words.home.review}</a>` : ''}</li>`;
}

function placeOf({ cluster, stage, step }: ReadRequest['request']['subject']): string {
  return `${cluster} · ${stage}${formatStep(step)}`;
}

/** What was decided: by whom and when, and what ECS did. */
export function renderDecidedRow(words: Words, row: DecidedRow, now: Date): Html {
  const { deployment, status, at, stored, progress } = row;
  const said: Readonly<Record<string, string>> = words.home.status;
  const path = deploymentPath(deployment);
  const ecs = stored ? ecsInShort(words, stored, { progress, now }) : { line: '' };
  return html`
<li><span class="status ${tones[status] ?? 'unknown'}">${said[status] ?? status}</span><span class="what">${stored ? renderVersions(stored.subject, { href: path }) : html`<a href="${path}">${deployment.service}</a>`}<br><small class="soft">${deployment.cluster}</small></span><span>${renderWho(words, stored?.decision, formatTime(at, now))}</span>${ecs.line === '' ? '' : html`<span class="ecs ${toneOfEcs(ecs)}">${ecs.line}</span>`}</li>`;
}

/** A rejection is what somebody wanted, and no failure. */
const tones: Readonly<Record<string, string>> = {
  ...{ APPROVED: 'passed', EXPIRED: 'failed', REJECTED: 'rest', SUPERSEDED: 'rest' },
};

function toneOfEcs(ecs: EcsSince): string {
  if (ecs.state === 'succeeded') return 'status passed';
  return isUndone(ecs) && !isAsAsked(ecs) ? 'status failed' : 'soft';
}

function renderWho({ say }: Words, decision: Decision | undefined, time: string): Html {
  if (!decision || !isByVotes(decision)) return html`${time}`;
  const { by, reason = '' } = decision;
  const why = shorten(oneLine(reason), maxReason);
  return html`${say.people(by)}, ${time}${why === '' ? '' : html`<br><small class="soft">${why}</small>`}`;
}

/** The page of the deployment has all of it. */
const maxReason = 100;
