import type { Report } from '../../hook/report.ts';
import type { Finding } from '../../hook/verdict.ts';
import { isUnreadReport } from '../../storage/reports.ts';
import { reportsOfChecks } from '../notice/report-words.ts';

/**
 * What a report says that people decide by. Times, wording and measured values are left out, so that they can change while somebody decides: a check
 * that has not finished is `open`, no matter what it has found so far.
 */
export type CheckOutcome = {
  check: string;
  stage: string;
  step?: number | undefined;
  gate?: string | undefined;
  outcome: 'open' | 'passed' | 'failed' | 'dry run' | 'switched off' | 'could not tell' | 'unreadable';
  /** What did not pass, by name. */
  findings: Pick<Finding, 'name' | 'outcome'>[];
};

/** The outcomes of all checks, without approvals and without a gate's summary of checks that report themselves. */
export function checkOutcomes(reports: readonly Report[]): CheckOutcome[] {
  return reportsOfChecks(reports)
    .filter(({ check, verdict }) => check !== 'gate' || verdict === 'fail')
    .map(outcomeOf);
}

function outcomeOf(report: Report): CheckOutcome {
  const { check, stage, step, gate, findings } = report;
  const outcome = wordOf(report);
  const notPassed = outcome === 'open' ? [] : findings.filter((finding) => finding.outcome !== 'passed');
  return {
    ...{ check, stage, step, gate, outcome },
    findings: notPassed
      .map(({ name, outcome }) => ({ name, outcome }))
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
  };
}

function wordOf(report: Report): CheckOutcome['outcome'] {
  if (isUnreadReport(report)) return 'unreadable';
  const { verdict, waived, inconclusive } = report;
  if (verdict === 'wait' || verdict === 'error') return 'open';
  if (waived) return waived;
  if (inconclusive) return 'could not tell';
  return verdict === 'pass' ? 'passed' : 'failed';
}

/** The check and its gate, for people: `smoke at POST_TEST_TRAFFIC_SHIFT (release)`. */
export function formatCheckPlace({ check, stage, step, gate }: CheckOutcome): string {
  const at = `${stage}${step === undefined ? '' : `@${step}`}`;
  return `${check}${at ? ` at ${at}` : ''}${gate === undefined ? '' : ` (${gate})`}`;
}

/** Everything that speaks against a release, each as a clause: `smoke at POST_TEST_TRAFFIC_SHIFT: GET /cart failed`. */
export function problemsOf(outcomes: readonly CheckOutcome[]): string[] {
  const clauses = outcomes.flatMap((one) => {
    if (one.outcome === 'open') return [];
    const words = one.findings.map(({ name, outcome }) => `${name} ${outcome}`);
    return [...(one.outcome === 'passed' ? [] : [one.outcome]), ...words].map(
      (what) => `${formatCheckPlace(one)}: ${what}`,
    );
  });
  return [...new Set(clauses)].sort();
}
