import type { DeploymentRef, Report } from '../../hook/report.ts';
import { untilAborted } from '../../hook/time-budget.ts';
import type { Reports } from '../../storage/reports.ts';

/** What the checks have reported; undefined if that cannot be read in time. A page is useful without it; an approval needs it. */
export async function readReports(
  reports: Pick<Reports, 'read'>,
  deployment: DeploymentRef,
  signal: AbortSignal,
): Promise<Report[] | undefined> {
  try {
    // No combined signal: the store would combine it again, and Node leaks about 400 bytes for each nested combined signal.
    return await untilAborted(reports.read(deployment, signal), AbortSignal.timeout(reportsMs));
  } catch {
    return undefined;
  }
}

/** The same, with what the watcher has recorded about the deployment in ECS. */
export async function readReportsAndProgress(
  reports: Pick<Reports, 'readWithProgress'>,
  deployment: DeploymentRef,
  signal: AbortSignal,
): Promise<{ reports: Report[] | undefined; progress: string | undefined }> {
  try {
    const read = await untilAborted(reports.readWithProgress(deployment, signal), AbortSignal.timeout(reportsMs));
    return { progress: undefined, ...read };
  } catch {
    return { reports: undefined, progress: undefined };
  }
}

const reportsMs = 3000;
