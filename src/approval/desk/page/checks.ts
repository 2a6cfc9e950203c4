import { html } from 'hono/html';
import type { Report } from '../../../hook/report.ts';
import type { Finding } from '../../../hook/verdict.ts';
import { helpLink } from '../../../reasons/help-link.ts';
import { formatGateName, formatReason, isProof, reportsOfChecks } from '../../notice/report-words.ts';
import type { Words } from '../language/en.ts';
import { renderGauge } from './charts/gauge.ts';
import { renderSparkline } from './charts/sparkline.ts';

type Html = ReturnType<typeof html>;

/**
 * A card for each check: what did not pass comes first, and what is more than a reader takes in is folded away.
 *
 * @param reports - undefined if they could not be read
 * @param stage - of the request: a check says at which stage it ran if that is another one
 */
export function renderChecks(words: Words, reports: readonly Report[] | undefined, stage: string): Html {
  const { checks } = words;
  if (!reports) return html`<p class="soft">${checks.unreadable}</p>`;
  const others = reportsOfChecks(reports);
  if (others.length === 0) return html`<p class="soft">${checks.none}</p>`;
  const sorted = others.toSorted((left, right) => Number(isProof(left)) - Number(isProof(right)));
  const hidden = sorted.length - maxReports;
  const [shown, folded] = [sorted.slice(0, maxCards), sorted.slice(maxCards, maxReports)];
  return html`<ul class="checks">${shown.map((report) => renderCheck(words, report, stage))}
</ul>${folded.length > 0 ? html`<details><summary>${checks.all(folded.length)}</summary><ul class="checks">${folded.map((report) => renderCheck(words, report, stage))}</ul></details>` : ''}${hidden > 0 ? html`<p class="soft">${checks.hidden(hidden)}</p>` : ''}`;
}

/** Keeps the page small, because Lambda cannot return more than 6 MB; everything is in the bucket. */
const maxReports = 100;
const maxFindings = 20;
/** Rows of three, two or one on the screens that there are. */
const maxCards = 6;

function renderCheck(words: Words, report: Report, stage: string): Html {
  const { check, gate } = report;
  const name = formatGateName(check, gate);
  return html`
<li><span class="status ${toneOf(report)}">${words.checks.verdict(report)}</span> <b>${check}</b>${name ? ` (${name})` : ''}<br>${formatReason(report)}${report.stage === stage ? '' : html`<br><small class="soft">${report.stage}</small>`}${report.series ? renderSparkline(words, report.series) : ''}${renderFindings(words, report)}${toneOf(report) === 'failed' ? html`<small><a href="${helpLink('hook-failed')}">${words.checks.help}</a></small>` : ''}</li>`;
}

/** Open if they are what has to be decided about. */
function renderFindings(words: Words, report: Report): Html | '' {
  const { findings } = report;
  if (findings.length === 0) return '';
  return html`<details${isProof(report) ? '' : html` open`}><summary>${words.checks.findings(findings.length)}</summary><ul>${findings
    .slice(0, maxFindings)
    .map((finding) => renderFinding(words, finding))}</ul></details>`;
}

function renderFinding({ checks }: Words, { name, found, allowed, outcome }: Finding): Html {
  return html`<li><span class="status ${outcome}">${checks.outcome[outcome]}</span> ${name}: ${found}${allowed ? `, ${checks.allowed(allowed)}` : ''}${renderGauge(found, allowed)}</li>`;
}

/** What proves nothing is shown as neither good nor bad, but as something to look at. */
function toneOf({ verdict, waived, inconclusive }: Report): string {
  return waived || inconclusive ? 'degraded' : tones[verdict];
}

const tones = { pass: 'passed', wait: 'waiting', error: 'unknown', fail: 'failed' } as const;
