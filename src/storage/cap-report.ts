import type { Report } from '../hook/report.ts';
import type { Finding, Screenshots, Series } from '../hook/verdict.ts';
import { oneLine } from '../wording/lines.ts';

const maxFindings = 100;
const maxNameCharacters = 200;
const maxCharacters = 1000;

/**
 * A report that every reader can read and show: at most 100 findings with fields of at most 1000 characters, which is under 512 KB, each on one
 * line and without characters that change the text direction. If there are more findings, those that did not pass come first, and the last
 * one says how many are left out.
 */
export function capReport(report: Report): Report {
  const { reason, findings, screenshots, series } = report;
  return {
    ...report,
    reason: cut(reason, maxCharacters),
    findings: capFindings(findings),
    ...(screenshots && { screenshots: screenshots.slice(0, maxScreenshots).map(capScreenshots) }),
    ...(series && { series: capSeries(series) }),
  };
}

const maxValues = 24;
const maxUnitCharacters = 10;

/** Of a team's own check, so that nothing about it is certain. Undefined if it is not a series. */
function capSeries({ name, values, unit, max, min }: Series): Series | undefined {
  if (typeof name !== 'string' || !Array.isArray(values)) return undefined;
  return {
    name: cut(name, maxNameCharacters),
    values: values.filter(Number.isFinite).slice(-maxValues),
    ...(typeof unit === 'string' && { unit: cut(unit, maxUnitCharacters) }),
    ...(Number.isFinite(max) && { max }),
    ...(Number.isFinite(min) && { min }),
  } as Series;
}

/** Twenty pages at two load balancers. */
const maxScreenshots = 40;

function capScreenshots({ page, ...pictures }: Screenshots): Screenshots {
  return { ...pictures, page: cut(page, maxNameCharacters) };
}

function capFindings(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= maxFindings) return findings.map(capFinding);
  const byWeight = [...findings].sort(
    (left, right) => Number(left.outcome === 'passed') - Number(right.outcome === 'passed'),
  );
  const kept = byWeight.slice(0, maxFindings - 1).map(capFinding);
  const found = `${findings.length - kept.length} findings are not in this report`;
  return [...kept, { name: 'more', outcome: 'unknown', found }];
}

function capFinding({ name, found, allowed, ...rest }: Finding): Finding {
  return {
    ...rest,
    name: cut(name, maxNameCharacters),
    found: cut(found, maxCharacters),
    ...(allowed !== undefined && { allowed: cut(allowed, maxCharacters) }),
  };
}

function cut(given: string, max: number): string {
  const text = oneLine(given);
  return text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`;
}
