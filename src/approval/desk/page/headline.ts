import { html } from 'hono/html';
import { formatStep, formatStrategy, shortId } from '../../../wording/ids.ts';
import { phases, phasesAt } from '../../../wording/phases.ts';
import { formatTime } from '../../../wording/times.ts';
import { versionsOf } from '../../../wording/versions.ts';
import type { ApprovalRequest, Subject } from '../../request/request.ts';
import type { Words } from '../language/en.ts';
import type { ProgressSummary } from '../progress/summarize-progress.ts';

type Html = ReturnType<typeof html>;

type State = { request: ApprovalRequest; now: Date; isReplaced?: boolean | undefined };

/** What a page is about, as its heading says it: open, over in one of the ways of a decision, replaced, or late. */
export function stateOfPage({ request, now, isReplaced }: State): keyof Words['headline'] & (typeof states)[number] {
  const { status, decision, deadline } = request;
  const final = decision?.status ?? status;
  if (final !== 'PENDING') return final;
  if (isReplaced) return 'replaced';
  return now.toISOString() < deadline ? 'open' : 'late';
}

const states = ['open', 'APPROVED', 'REJECTED', 'EXPIRED', 'SUPERSEDED', 'replaced', 'late'] as const;

export type PageState = (typeof states)[number];

/** What the heading says: an open request asks nobody whose own vote is recorded, and an approved one may have been rolled back since. */
export type Heading = PageState | 'voted' | 'undone';

/** The question while it is open, and the answer afterwards: `Approve retail-ui 1.41 → 1.42?`. */
export function formatHeadline(words: Words, state: Heading, subject: Subject): string {
  const { before, after } = versionsOf(subject);
  return words.headline[state](`${subject.service} ${before === undefined ? after : `${before} → ${after}`}`);
}

/** The same with the two versions told apart by colour, weight and the arrow between them. */
export function renderHeadline(words: Words, state: Heading, subject: Subject): Html {
  const [ahead, behind = ''] = words.headline[state](gap).split(gap);
  return behind.startsWith(' ')
    ? html`<h1>${ahead}${renderVersions(subject)}${behind}</h1>`
    : html`<h1>${ahead}${renderVersions(subject, { end: behind })}</h1>`;
}

/**
 * `retail-ui 1.41 → 1.42`, of which no name is broken that fits into a line.
 *
 * @param href - where the name of the service leads. Default: it is not a link
 * @param end - follows without a space, even when it is read aloud. Default: nothing
 */
export function renderVersions(subject: Subject, { href, end = '' }: { href?: string; end?: string } = {}): Html {
  const { before, after } = versionsOf(subject);
  const old = before === undefined ? '' : html`<span class="name old">${before}</span> → `;
  const { service } = subject;
  const name =
    href === undefined
      ? html`<span class="name">${service}</span>`
      : html`<a class="name" href="${href}">${service}</a>`;
  const target =
    end === ''
      ? html`<span class="name new">${after}</span>`
      : html`<span class="name"><span class="new">${after}</span>${end}</span>`;
  return html`${name} ${old}${target}`;
}

const gap = '\u0000';

/** The new version by its name, for a sentence: `1.42`, or `revision …3900`. */
export function nameVersion({ form }: Words, subject: Subject): string {
  const { after } = versionsOf(subject);
  const id = shortId(subject.revisionId, '…');
  return after === id ? form.revision(id) : after;
}

/** `prod-cluster · blue/green · eu-central-1 · asked 13:12 UTC`. */
export function renderWhere(words: Words, { subject, createdAt }: ApprovalRequest, now: Date): Html {
  const { cluster, strategy, region, step } = subject;
  const parts = [
    cluster,
    ...(strategy ? [`${formatStrategy(strategy)}${formatStep(step)}`] : []),
    region,
    words.page.asked(formatTime(new Date(createdAt), now)),
  ];
  const [first, ...others] = parts.map((part) => html`<span class="name">${part}</span>`);
  return html`<p class="where">${first}${others.map((part) => html` · ${part}`)}</p>`;
}

/** Where the deployment is, as far as the request says it, and what was seen of an approved one since. */
export function renderPhases(
  { phases: names }: Words,
  state: PageState,
  { stage }: Subject,
  reached?: ProgressSummary['state'],
): Html {
  const isSeen = state === 'APPROVED' && (reached === 'baking' || reached === 'succeeded');
  const shown = isSeen
    ? { ...phasesAt('BAKE_TIME', false), ...(reached === 'succeeded' && { bake: 'done' }) }
    : phasesAt(stage, true);
  const approve = approveStates[state];
  return html`<ol class="phases" aria-label="${names.label}">${phases.map((phase) => {
    const is = phase === 'approve' ? approve : shown[phase];
    return html`<li class="${is}"${is === 'now' ? html` aria-current="step"` : ''}>${names[phase]}</li>`;
  })}</ol>`;
}

const approveStates = {
  // People who reject get what they want: that is no failure.
  ...{ open: 'now', APPROVED: 'done', REJECTED: 'over', EXPIRED: 'bad' },
  ...{ SUPERSEDED: 'over', replaced: 'over', late: 'bad' },
} as const;
