import { loadOnce } from '../../hook/load-once.ts';
import type { ReportSink } from '../../hook/report.ts';
import { reportSink } from '../../storage/report-sink.ts';
import type { HookEnvironment } from './environment.ts';

/** Report sink for hooks that use nothing else of the ledger. */
export function reportBucket(environment: HookEnvironment): ReportSink {
  const writer = loadOnce(async () => (await import('../lazy/report-writer.ts')).reportWriter(environment));
  return reportSink({ put: async (...args) => (await writer())(...args) });
}
