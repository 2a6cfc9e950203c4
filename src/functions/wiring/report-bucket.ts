import { loadOnce } from '../../hook/load-once.ts';
import type { ReportSink } from '../../hook/report.ts';
import { configuredEndpoint } from '../../runtime/aws/own-environment.ts';
import { reportSink } from '../../storage/report-sink.ts';
import type { HookEnvironment } from './environment.ts';

/** Report sink for hooks that use nothing else of the ledger. */
export function reportBucket(environment: HookEnvironment): ReportSink {
  const endpoint = configuredEndpoint(environment, 'AWS_ENDPOINT_URL_S3');
  const writer = loadOnce(async () =>
    (await import('../lazy/report-writer.ts')).reportWriter(environment.LEDGER_BUCKET, endpoint),
  );
  return reportSink({ put: async (...args) => (await writer())(...args) });
}
