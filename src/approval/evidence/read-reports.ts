import type { DeploymentRef, Report } from '../../hook/report.ts';
import type { Reports } from '../../storage/reports.ts';

/** What the checks have reported; undefined if that cannot be read in time. A page is useful without it; an approval needs it. */
export async function readReports(
  reports: Pick<Reports, 'read'>,
  deployment: DeploymentRef,
  signal: AbortSignal,
): Promise<Report[] | undefined> {
  try {
    return await inTime(reports.read(deployment, signal));
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
    return { progress: undefined, ...(await inTime(reports.readWithProgress(deployment, signal))) };
  } catch {
    return { reports: undefined, progress: undefined };
  }
}

const reportsMs = 3000;

/**
 * No signal for the time: it would make an error three seconds later even for reports that were read. And no combined one: the store would combine it again, and
 * Node leaks about 400 bytes for each nested combined signal.
 */
async function inTime<Result>(reading: Promise<Result>): Promise<Result> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`the reports were not read within ${reportsMs} ms`)), reportsMs);
  return Promise.race([reading, tooLate]).finally(() => clearTimeout(timer));
}
