import type { Finding, Verdict } from '../../hook/verdict.ts';

/** The result of a run. Its JSON form is stable: keys are only added within a schema version. */
export type SmokeReport = {
  schemaVersion: 1;
  suite: string;
  /** Where the requests went; with a name for each if there are several. */
  url: string | Readonly<Record<string, string>> | undefined;
  /** `error`: no answer, or nothing else that says anything about the service. */
  outcome: 'passed' | 'failed' | 'error';
  reason: string;
  startedAt: string;
  tookMs: number;
  summary: { passed: number; failed: number; unknown: number };
  findings: readonly Finding[];
};

/** What a run was about. */
type SmokeRun = Pick<SmokeReport, 'suite' | 'url'> & { startedAt: Date; endedAt: Date };

/** Sums up a run. What is still `waiting` in its last verdict is unknown: nobody waits for it any more. */
export function reportOfRun(verdict: Verdict, { suite, url, startedAt, endedAt }: SmokeRun): SmokeReport {
  const findings = (verdict.findings ?? []).map(
    (finding): Finding => (finding.outcome === 'waiting' ? { ...finding, outcome: 'unknown' } : finding),
  );
  const count = (outcome: Finding['outcome']) => findings.filter((finding) => finding.outcome === outcome).length;
  return {
    schemaVersion: 1,
    suite,
    url,
    outcome: outcomes[verdict.kind],
    reason: verdict.reason,
    startedAt: startedAt.toISOString(),
    tookMs: endedAt.getTime() - startedAt.getTime(),
    summary: { passed: count('passed'), failed: count('failed'), unknown: count('unknown') },
    findings,
  };
}

const outcomes = { pass: 'passed', fail: 'failed', error: 'error', wait: 'error' } as const;
