import { styleText } from 'node:util';
import type { Severity } from '../../service-hooks/rules/rule.ts';
import { safeText } from '../terminal/safe-text.ts';
import type { Linted, LintFinding } from './linted.ts';

const severities: readonly Severity[] = ['error', 'warning', 'note'];
const colours = { error: 'red', warning: 'yellow', note: 'cyan' } as const;

type LintSummary = { errors: number; warnings: number; notes: number; notChecked: number };

export function summaryOf({ findings, notChecked }: Linted): LintSummary {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), notes: count('note'), notChecked: notChecked.length };
}

/** The worst first; otherwise in the order of the file. */
export function sortFindings(findings: readonly LintFinding[]): readonly LintFinding[] {
  return findings.toSorted((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity));
}

/** One line for each finding, as editors and CI read them, and a line that counts. */
export function renderLinted(subject: string, linted: Linted, hasColour: boolean): readonly string[] {
  const paint = (severity: Severity) =>
    hasColour ? styleText(colours[severity], severity, { validateStream: false }) : severity;
  const at = (place: string) => (place === '' ? subject : `${subject}: ${place}`);
  return [
    ...sortFindings(linted.findings).map(({ place, severity, message, next, rule }) => {
      const remedy = next === undefined ? '' : `; ${next}`;
      return `${safeText(at(place))}: ${paint(severity)}: ${safeText(`${message}${remedy}`)} [${rule}]`;
    }),
    ...linted.notChecked.map(({ place, why }) => safeText(`${at(place)}: not checked: ${why}`)),
    `${subject}: ${formatSummary(summaryOf(linted))}`,
  ];
}

function formatSummary({ errors, warnings, notes, notChecked }: LintSummary): string {
  const some = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  return [
    some(errors, 'error'),
    some(warnings, 'warning'),
    ...(notes > 0 ? [some(notes, 'note')] : []),
    ...(notChecked > 0 ? [`${notChecked} not checked`] : []),
  ].join(', ');
}
