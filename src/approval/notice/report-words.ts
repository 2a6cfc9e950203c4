import type { Report } from '../../hook/report.ts';

/** The words for a verdict wherever people read it. What proves nothing about the release says so. */
export function formatVerdict({ verdict, waived, inconclusive }: Marked): string {
  if (waived) return waived.toUpperCase();
  return inconclusive ? 'could not tell' : verdictWords[verdict];
}

/** Its reason, to be read after these words: without a "dry run" that they have already said. */
export function formatReason({ waived, reason }: Pick<Report, 'waived' | 'reason'>): string {
  return waived && reason.startsWith(`${waived}, `) ? reason.slice(`${waived}, `.length) : reason;
}

type Marked = Pick<Report, 'verdict' | 'waived' | 'inconclusive'>;

const verdictWords: Record<Report['verdict'], string> = {
  pass: 'passed',
  wait: 'still checking',
  error: 'could not check',
  fail: 'failed',
};

/** Whether it is about the release and good: a dry run and a check that is switched off prove nothing. */
export function isProof({ verdict, waived }: Marked): boolean {
  return verdict === 'pass' && waived === undefined;
}

/**
 * The name of a gate as its team wrote it: the parts of a gate-hook have a gate each, which ends with the name of the check.
 *
 * @example formatGateName('smoke', 'release.smoke') // 'release'
 * @example formatGateName('smoke', '.any.smoke-2') // 'any.smoke-2'
 */
export function formatGateName(check: string, gate: string | undefined): string | undefined {
  const names = (gate ?? '')
    .split('.')
    .filter((name, index, all) => name && !(index === all.length - 1 && index > 0 && name === check));
  return names.length > 0 ? names.join('.') : undefined;
}

/** What automated checks have reported: without approvals, and without a gate's summary of checks that report themselves. */
export function reportsOfChecks(reports: readonly Report[]): Report[] {
  return reports.filter(
    ({ check, verdict }) => check !== 'approval' && (check !== 'gate' || verdict === 'fail' || verdict === 'error'),
  );
}
