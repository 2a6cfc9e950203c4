import { html } from 'hono/html';
import type { Report } from '../../hook/report.ts';
import { formatStep, formatStrategy, shortId, shortImage } from '../../wording/ids.ts';
import { cleanLines } from '../../wording/lines.ts';
import { formatTime } from '../../wording/times.ts';
import { formatGateName, formatReason, formatVerdict, isProof, reportsOfChecks } from '../notice/report-words.ts';
import { formatDeployer } from '../request/deployer/format-deployer.ts';
import { formatOutcome, voteWords } from '../request/format-decision.ts';
import { formatTrial, type SaidTrial } from '../request/format-trial.ts';
import { formatPeople } from '../request/people.ts';
import { formatDeputies, formatRejecting, formatRules } from '../request/progress.ts';
import type { ApprovalRequest, Subject } from '../request/request.ts';
import { confirmationOf } from '../request/stale/confirmation.ts';
import { type Account, type Note, renderAccount, renderNote, renderPage } from './page.ts';
import { renderForm, type ShownForm } from './request-form.ts';

type Html = ReturnType<typeof html>;

export type RequestPage = {
  request: ApprovalRequest;
  /** Undefined if they could not be read. */
  reports: readonly Report[] | undefined;
  /** What checks have seen of both versions, if anything. */
  pictures?: Html | undefined;
  now: Date;
  /** What has just happened, if anything. It is directly above the form, where the browser scrolls after sending it. */
  note?: Note | undefined;
  /** Whether a form was sent and not recorded; the page's title begins with that. */
  refused?: boolean | undefined;
  /** Undefined if nobody can sign in, or need not. */
  account?: Account | undefined;
  /** Whether a newer deployment has replaced the one of an open request. */
  isReplaced?: boolean | undefined;
  /** The form, if this link can still decide. */
  form?: ShownForm | undefined;
};

/** The one page that a link shows: the question, what is known, who has decided so far, and the form or the outcome. */
export function renderRequestPage(shown: RequestPage): Html {
  const { request, reports, pictures, now, note, refused, account, form } = shown;
  const { subject } = request;
  const title = headline(shown);
  return renderPage({
    title: refused ? `Not recorded: ${title}` : title,
    body: html`<h1>${title}</h1>
<p class="lead">${subject.cluster} · revision ${shortId(subject.revisionId, '…')}${subject.strategy ? ` · ${formatStrategy(subject.strategy)}` : ''}</p>
${account ? renderAccount(account) : ''}
${renderBrokenGlass(request, now)}${note && !form ? renderNote(note) : ''}
${form ? renderWays(subject) : ''}
${subject.title ? html`<p>${subject.title}</p>` : ''}
${subject.notes ? html`<p class="said">${subject.notes}</p>` : ''}
<h2 class="ruled">What changes</h2>
${renderChanges(subject, formatDeployer(request, now))}
<h2 class="ruled">What was checked</h2>
${renderReports(reports)}
${pictures ?? ''}<h2 class="ruled">Who decided so far</h2>
${renderVotes(request, now)}
${form ? renderForm(request, now, form, note) : ''}
`,
  });
}

/** Loudly, because the rules of the gate were not followed. */
function renderBrokenGlass({ decision }: ApprovalRequest, now: Date): Html | '' {
  if (decision?.via !== 'break-glass') return '';
  const by = `${formatPeople(decision.by)} at ${formatTime(new Date(decision.at), now)}`;
  return html`<div class="note failed"><p><strong>Approved by break glass</strong></p><p>By ${by}, without what this gate needs: ${cleanLines(decision.reason ?? '')}</p></div>`;
}

/** Buttons to try the new version and to jump to the form, which is far down on a phone. */
function renderWays(subject: Subject): Html {
  const trial = formatTrial(subject);
  return html`<p class="try">${
    trial.kind === 'address'
      ? html`<a class="button" href="${trial.url}" rel="noreferrer noopener" target="_blank">Open the new version <span aria-hidden="true">↗</span><span class="visually-hidden">(opens a new tab)</span></a>
`
      : ''
  }<a class="button" href="#decide">Decide</a></p>
${renderTrial(trial)}`;
}

/** What the button does not show: the source of the address, a command instead of one, or why there is neither. */
function renderTrial(trial: SaidTrial): Html {
  if (trial.kind === 'none') {
    return trial.until === undefined
      ? html`<p>No address of the new version is offered: ${trial.because}.</p>`
      : html`<p>The new version cannot be tried ${trial.until}: ${trial.because}.</p>`;
  }
  const remarks = trial.remarks.map((remark) => html`<p class="soft">${renderRemark(remark)}</p>\n`);
  if (trial.kind === 'address') return html`${remarks}`;
  return html`<p>No address in a browser is certain to show the new version: ${trial.because}. This command reaches it:</p>
<pre><code>${trial.command}</code></pre>
${remarks}`;
}

/** With a link if it is about another address: `at http://… another load balancer …`. */
function renderRemark(remark: string): Html | string {
  const { url, rest } = /^at (?<url>https?:\/\/\S+)(?<rest> .*)$/s.exec(remark)?.groups ?? {};
  return url === undefined
    ? asSentence(remark)
    : html`At <a href="${url}" rel="noreferrer noopener" target="_blank">${url}<span class="visually-hidden"> (opens a new tab)</span></a>${rest}.`;
}

function asSentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

/** The question while it is open, and the answer afterwards. */
function headline({ request, now, isReplaced }: RequestPage): string {
  const { subject, status, decision, deadline } = request;
  const final = decision?.status ?? status;
  if (final !== 'PENDING') return `${decisionWords[final]}: ${subject.service}`;
  if (isReplaced) return `Replaced: ${subject.service}`;
  return now.toISOString() < deadline ? `Approve ${subject.service}?` : `Too late: ${subject.service}`;
}

const decisionWords = { APPROVED: 'Approved', REJECTED: 'Rejected', EXPIRED: 'Expired', SUPERSEDED: 'Closed' };

function renderChanges(subject: Subject, startedBy: string | undefined): Html {
  const { images, unknown, firstDeployment } = subject;
  const gateName = formatGateName('approval', subject.gate);
  const gate = `${subject.stage}${formatStep(subject.step)}${gateName ? `, gate ${gateName}` : ''}`;
  return html`${
    images.length > 0
      ? html`<ul class="changes">${images.map(
          ({ container, before, after }) => html`
<li><strong>${container}</strong><br>${
            before === after
              ? html`<code>${shortImage(after)}</code> <span class="soft">(unchanged)</span>`
              : html`<span class="soft">from</span> <code>${before ? shortImage(before) : 'nothing'}</code><br><span class="soft">to</span> <code>${shortImage(after)}</code>`
          }</li>`,
        )}
</ul>`
      : ''
  }
${unknown.map((sentence) => html`<p class="soft">${sentence}</p>`)}
${firstDeployment ? html`<p>This is the service’s first deployment: there is no earlier revision to roll back to.</p>` : ''}
<dl>
<dt>Waits at</dt><dd><code>${gate}</code></dd>
<dt>Revision</dt><dd><code>${subject.revisionId}</code>${subject.sourceRevisionId ? html`, replaces <code>${subject.sourceRevisionId}</code>` : ''}</dd>
<dt>Deployment</dt><dd><code>${subject.deploymentId}</code>${startedBy ? html`, started by ${startedBy}` : ''}</dd>
<dt>Account</dt><dd>${subject.account}, ${subject.region}</dd>
</dl>`;
}

function renderReports(reports: readonly Report[] | undefined): Html {
  if (!reports) return html`<p class="soft">The reports cannot be read at the moment. Reload the page to see them.</p>`;
  const others = reportsOfChecks(reports);
  if (others.length === 0) return html`<p class="soft">No check has reported on this deployment.</p>`;
  const sorted = others.toSorted((left, right) => Number(isProof(left)) - Number(isProof(right)));
  const hidden = sorted.length - maxReports;
  return html`<ul class="found">${sorted.slice(0, maxReports).map(
    (report) => html`
<li><span class="status ${toneOf(report)}">${formatVerdict(report)}</span><div class="what">${formatCheck(report)} ${formatReason(report)}<br><small class="soft">${report.stage}</small>${renderFindings(report)}</div></li>`,
  )}
</ul>${hidden > 0 ? html`<p class="soft">${hidden} more reports are in the bucket.</p>` : ''}`;
}

function formatCheck({ check, gate }: Report): Html {
  const name = formatGateName(check, gate);
  return html`<strong>${check}</strong>${name ? ` (${name})` : ''}`;
}

/** Open if they are what has to be decided about. */
function renderFindings(report: Report): Html | '' {
  const { findings } = report;
  if (findings.length === 0) return '';
  return html`<details ${isProof(report) ? '' : html`open`}><summary><small>${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}</small></summary><ul>${findings
    .slice(0, maxFindings)
    .map(
      ({ name, found, allowed, outcome }) =>
        html`<li><span class="status ${outcome}">${outcome}</span> <span class="what">${name}: ${found}${allowed ? `, allowed ${allowed}` : ''}</span></li>`,
    )}</ul></details>`;
}

/** What proves nothing is shown as neither good nor bad, but as something to look at. */
function toneOf({ verdict, waived, inconclusive }: Report): string {
  return waived || inconclusive ? 'degraded' : tones[verdict];
}

/** Keeps the page small, because Lambda cannot return more than 6 MB; everything is in the bucket. What did not pass comes first. */
const maxReports = 100;
const maxFindings = 20;

const tones = { pass: 'passed', wait: 'waiting', error: 'unknown', fail: 'failed' } as const;

const voteTones = { APPROVE: 'passed', REJECT: 'failed', WITHDRAW: 'unknown' } as const;

function renderVotes(request: ApprovalRequest, now: Date): Html {
  const { votes, decision } = request;
  return html`${
    votes.length > 0
      ? html`<ul class="found">${votes.map(
          ({ choice, by, at, reason, checklist = [] }) => html`
<li><span class="status ${voteTones[choice]}">${choice === 'WITHDRAW' ? 'withdrew' : voteWords[choice].did}</span><span class="what">${formatPeople(by)}, ${formatTime(new Date(at), now)}${reason ? html`<br><span class="said">${cleanLines(reason)}</span>` : ''}${checklist.length > 0 ? html`<br><small class="soft">ticked: ${checklist.join('; ')}</small>` : ''}</span></li>`,
        )}
</ul>`
      : html`<p>Nobody yet.</p>`
  }
${decision ? html`<p>Decision: ${formatOutcome(decision, now)}.</p>${renderResolved(request)}${renderPauseOutcome(request)}` : renderNeeded(request)}`;
}

/** The images that ECS had resolved by then, if people were shown less. */
function renderResolved(request: ApprovalRequest): Html | '' {
  const shown = request.subject.images.map(({ container, after }) => `${container} ${after}`);
  const now = (confirmationOf(request)?.images ?? []).map(({ container, after }) => `${container} ${after}`);
  const news = now.filter((image) => !shown.includes(image));
  return news.length > 0
    ? html`<p class="soft">When it was to pass, ECS deployed: ${news.map(shortImage).join(', ')}.</p>`
    : '';
}

/** What ECS did at a pause: the verdict of another hook of the stage may beat an approval. */
function renderPauseOutcome({ pause }: ApprovalRequest): Html | '' {
  const outcome = pause?.['outcome'];
  return typeof outcome === 'string' ? html`<p class="soft">At the pause: ${cleanLines(outcome)}.</p>` : '';
}

/** Who is asked, and how many of them have to approve. */
function renderNeeded(request: ApprovalRequest): Html {
  const { approvals, reviewers } = request;
  const rules = formatRules(request);
  if (rules.length > 0) {
    return html`<p class="soft">All of these are needed, and each person counts for one:</p>
<ul class="found">${rules.map(
      ({ isMet, text }) => html`
<li><span class="status ${isMet ? 'passed' : 'waiting'}">${isMet ? 'met' : 'waits'}</span><span class="what">${text}</span></li>`,
    )}
</ul>
<p class="soft">${asSentence(formatRejecting(request))}</p>`;
  }
  const deputies = formatDeputies(request).map((text) => `; ${text}`);
  const asked = reviewers.length > 0 ? `Asked: ${reviewers.join(', ')}${deputies.join('')}. ` : '';
  const needed = `${approvals === 1 ? 'One approval is' : `${approvals} approvals from different reviewers are`} needed`;
  return html`<p class="soft">${asked}${needed}; ${formatRejecting(request)}.</p>`;
}
