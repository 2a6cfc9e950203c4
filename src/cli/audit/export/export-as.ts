import type { AuditBucket } from '../bucket/audit-bucket.ts';
import type { AuditRange } from './audit-range.ts';
import { lineOf } from './chain.ts';
import { csvHeader, csvRows } from './csv.ts';
import { exportRecords } from './export-records.ts';

type ExportResult = { records: number; unreadable: number; anchor: string };

/**
 * An export as text, piece by piece, so that nothing waits in memory that can be written already.
 *
 * @returns `result` once all of `text` has been read
 */
export function exportAs(
  format: 'jsonl' | 'csv',
  bucket: AuditBucket,
  range: AuditRange,
  when: { now: Date; signal: AbortSignal },
): { text: AsyncIterable<string>; result: () => ExportResult } {
  const result: ExportResult = { records: 0, unreadable: 0, anchor: '' };
  return { text: write(), result: () => result };

  async function* write(): AsyncGenerator<string> {
    if (format === 'csv') yield csvHeader();
    for await (const line of exportRecords(bucket, range, when)) {
      if (line.kind === 'trailer') {
        result.records = line.records;
        result.anchor = line.hash;
      }
      if (line.kind === 'unreadable') result.unreadable += 1;
      if (format === 'jsonl') yield lineOf(line);
      else if (line.kind === 'request' || line.kind === 'unreadable') yield csvRows(line);
    }
  }
}
