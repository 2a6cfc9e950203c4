import { formatReason, formatVerdict } from '../../approval/notice/report-words.ts';
import type { HookFinding } from '../../service-hooks/finding.ts';
import { oneLine } from '../../wording/lines.ts';
import { formatTime } from '../../wording/times.ts';
import { formatFinding, formatGate } from '../deployment/snapshot/gate-nodes.ts';
import { wrap } from '../terminal/wrap.ts';
import { wrapAdvice } from '../terminal/wrap-command.ts';
import type { Cause, Explanation } from './explanation.ts';

/** An explanation for people. */
export function formatExplanation(explanation: Explanation, columns: number, now: Date): string {
  const { headline, ecsSays, causes, decisions, notes, configuration, actionLog, unknown } = explanation;
  // A decision that a cause already contains is not repeated.
  const others = decisions.filter(({ said }) => !causes.some(({ meaning }) => meaning.includes(said)));
  const parts = [
    wrap(oneLine(`${headline}.`), columns),
    ecsSays === undefined ? [] : section('ECS says', [ecsSays], columns),
    ...causes.map((cause) => formatCause(cause, columns, now)),
    actionLog.lines.length === 0
      ? []
      : section(
          'What ECS logged',
          actionLog.lines.map(({ at, text }) => `${formatTime(at, now)}  ${text}`),
          columns,
        ),
    notes.length === 0 ? [] : section('Note', notes, columns),
    formatConfiguration(configuration, columns),
    others.length === 0
      ? []
      : section(
          'Decisions',
          others.map(({ stage, said }) => `${stage}: ${said}`),
          columns,
        ),
    unknown.length === 0 ? [] : section('Not known', unknown, columns),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function formatConfiguration(findings: readonly HookFinding[], columns: number): string[] {
  if (findings.length === 0) return [];
  const lines = findings.flatMap(({ about, message, next }) => [
    ...wrap(oneLine(`${about}: ${message}`), columns - 2).map((line) => `  ${line}`),
    ...(next === undefined ? [] : advise(next, columns - 4).map((line) => `    ${line}`)),
  ]);
  return ['Found in the configuration of the service', ...lines];
}

function advise(next: string, width: number): readonly string[] {
  return wrapAdvice(next, width - 6).map((line, at) => `${at === 0 ? 'next:' : '     '} ${line}`);
}

function formatCause({ meaning, look, reports, log, next, docs }: Cause, columns: number, now: Date): string[] {
  const found = reports.flatMap((report) => [
    `${formatGate(report.check, report)} ${formatVerdict(report)}: ${formatReason(report)}`,
    ...report.findings.filter(({ outcome }) => outcome !== 'passed').map((finding) => `  ${formatFinding(finding)}`),
  ]);
  return [
    ...section('Why', [meaning], columns),
    ...(look === undefined ? [] : section('Where to look', [look], columns)),
    ...(found.length > 0 ? section('What the checks found', found, columns) : []),
    ...(log.length > 0
      ? section(
          'What the hook logged',
          log.map(({ at, text }) => `${formatTime(at, now)}  ${text}`),
          columns,
        )
      : []),
    ...(next.length > 0
      ? ['Next', ...next.flatMap((line) => wrapAdvice(line, columns - 2).map((part) => `  ${part}`))]
      : []),
    ...(docs === undefined ? [] : ['Read more', `  ${docs}`]),
  ];
}

function section(title: string, paragraphs: readonly string[], columns: number): string[] {
  return [
    title,
    ...paragraphs.flatMap((paragraph) => {
      const indent = /^ */.exec(paragraph)?.[0] ?? '';
      return wrap(oneLine(paragraph.trim()), columns - 2 - indent.length).map((line) => `  ${indent}${line}`);
    }),
  ];
}
