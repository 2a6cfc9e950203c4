import { formatReason, formatVerdict, reportsOfChecks } from '../../../approval/notice/report-words.ts';
import { formatConfirmed } from '../../../approval/request/stale/format-confirmed.ts';
import { formatRollbackReason } from '../../../approval/rollback/rollback-request.ts';
import type { Report } from '../../../hook/report.ts';
import { formatClock } from '../../../wording/times.ts';
import type { StackOutputs } from '../../aws/stack.ts';
import { deploymentHero } from '../../deployment/snapshot/deployment-hero.ts';
import { formatFinding, formatGate } from '../../deployment/snapshot/gate-nodes.ts';
import type { Snapshot } from '../../deployment/snapshot/snapshot.ts';
import type { Cause, Explanation } from '../../explain/explanation.ts';
import { cardLink } from './card-link.ts';
import { escapeMarkdown, renderCodeBlock } from './escape-markdown.ts';
import type { SeenStage } from './seen-stages.ts';
import { watchedTimeline } from './watched-timeline.ts';

type SummaryParts = {
  /** What the command reports at its end. */
  end: string;
  stages: readonly SeenStage[];
  explanation: Explanation;
  /** Its desk shows the cards that explain causes. */
  stack: StackOutputs | undefined;
  /** The command that also reads logs. Undefined if the condition is met. */
  next: string | undefined;
};

/** Of a table; the first are shown. */
const maxRows = 200;

/** The summary of a watched deployment as lines of Markdown: what happened and why, the timeline, the checks, and who decided. */
export function renderSummary(snapshot: Snapshot, parts: SummaryParts): readonly string[] {
  const { name, state, light } = deploymentHero(snapshot);
  const { ref, deployment } = snapshot;
  const { causes, ecsSays } = parts.explanation;
  return [
    `## ${icons[light]} ${escapeMarkdown(`${name} ${state}`)}`,
    '',
    `${escapeMarkdown(`${ref.service} on ${ref.cluster} in ${ref.region}, deployment ${ref.deploymentId}, ${deployment.status ?? 'of unknown status'}. ${parts.end}`)}`,
    '',
    ...(parts.next === undefined ? [] : renderCauses(causes, ecsSays, parts)),
    ...renderTable(
      'Timeline',
      ['Time (UTC)', 'Stage', 'What'],
      watchedTimeline(snapshot, parts.stages).map(({ at, stage = '', what }) => [formatClock(at), stage, what]),
    ),
    ...renderChecks(snapshot),
    ...renderDecisions(snapshot),
    ...renderList('Not known', parts.explanation.unknown),
  ];
}

const icons = { go: '✅', fail: '❌', wait: '⏳', rest: '↩️' } as const;

function renderCauses(
  causes: readonly Cause[],
  ecsSays: string | undefined,
  { stack, next }: SummaryParts,
): readonly string[] {
  return [
    '### Why',
    '',
    ...causes.flatMap((cause) => renderCause(cause, stack)),
    ...(ecsSays === undefined ? [] : [`ECS says: ${escapeMarkdown(ecsSays)}`, '']),
    "No logs were read. This command also reads the hooks' logs and ECS's Action Logs:",
    '',
    ...renderCodeBlock(next === undefined ? [] : [next]),
    '',
  ];
}

function renderCause(
  { kind, meaning, look, reports, next, docs }: Cause,
  stack: SummaryParts['stack'],
): readonly string[] {
  const found = reports.map((report) => `- ${formatFound(report)}`);
  const card = cardLink(kind, stack);
  return [
    `**${escapeMarkdown(meaning)}**`,
    '',
    ...(found.length > 0 ? [...found, ''] : []),
    ...(look === undefined ? [] : [`Where to look: ${escapeMarkdown(look)}`, '']),
    ...(next.length > 0 ? [...renderCodeBlock(next.flatMap((line) => line.split('\n'))), ''] : []),
    ...(card !== undefined
      ? [`[What this means](${card})`, '']
      : docs
        ? [`Read more in ${escapeMarkdown(docs)}`, '']
        : []),
  ];
}

function formatFound(report: Report): string {
  return escapeMarkdown(`${formatGate(report.check, report)} ${formatVerdict(report)}: ${formatReason(report)}`);
}

function renderChecks({ reports }: Snapshot): readonly string[] {
  const rows = reportsOfChecks(reports).flatMap((report) => [
    [formatGate(report.check, report), report.stage, formatVerdict(report), formatReason(report)],
    ...report.findings
      .filter(({ outcome }) => outcome !== 'passed')
      .map((finding) => ['', '', finding.outcome, formatFinding(finding)]),
  ]);
  return renderTable('Checks', ['Check', 'Stage', 'Verdict', 'Why'], rows);
}

function renderDecisions({ requests, rollbacks, now }: Snapshot): readonly string[] {
  const rows = requests.map(({ request }) => [
    formatGate('approval', request.subject),
    request.subject.stage,
    request.decision ? formatConfirmed(request, request.decision, now) : 'not decided',
  ]);
  const asked = rollbacks.map((request) => ['rollback', '', formatRollbackReason(request, now)]);
  return renderTable('Who decided', ['What', 'Stage', 'Decision'], [...rows, ...asked]);
}

function renderTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const more = rows.length - maxRows;
  const render = (cells: readonly string[]) => `| ${cells.map((cell) => escapeMarkdown(cell)).join(' | ')} |`;
  return [
    `### ${title}`,
    '',
    render(head),
    `|${' --- |'.repeat(head.length)}`,
    ...rows.slice(0, maxRows).map(render),
    '',
    ...(more > 0 ? [`and ${more} more`, ''] : []),
  ];
}

function renderList(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`### ${title}`, '', ...items.map((item) => `- ${escapeMarkdown(item)}`), ''];
}
