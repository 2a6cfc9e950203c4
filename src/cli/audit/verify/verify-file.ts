import { access, stat } from 'node:fs/promises';
import { formatFileError } from '../../../wording/file-error.ts';
import { CliError } from '../../command/cli-error.ts';
import type { AuditBucket } from '../bucket/audit-bucket.ts';
import type { AuditRange } from '../export/audit-range.ts';
import type { AuditFinding } from './audit-finding.ts';
import { readLines } from './read-lines.ts';
import type { ReadHeader } from './read-record.ts';
import { type Verified, verifyChain } from './verify-chain.ts';
import { compareWithLedger, findChangedDecisions } from './verify-ledger.ts';

/**
 * Verifies an export, and compares it with the ledger if there is a bucket. What is not even a chain is not compared.
 *
 * @throws {CliError} if the file cannot be read or has no record of an export, or the bucket is another one than that of the export
 */
export async function verifyFile(
  path: string,
  { anchor, bucket }: { anchor?: string | undefined; bucket?: AuditBucket | undefined },
): Promise<Omit<Verified, 'header' | 'isForeign'>> {
  const next = 'pass the file that audit export wrote';
  await access(path).catch((cause: unknown) => {
    throw new CliError(`${path} cannot be read: ${formatFileError(cause)}`, { next, cause });
  });
  if ((await stat(path)).isDirectory()) throw new CliError(`${path} cannot be read: it is a folder`, { next });
  const { header, isForeign, ...verified } = await verifyChain(readLines(path), { anchor });
  if (isForeign)
    throw new CliError(`${path} is not an audit export`, {
      next: `${next}; a CSV file cannot be verified`,
    });
  if (!bucket || !header || verified.findings.length > 0) return verified;
  const findings = await compareAll(path, header, bucket);
  return { ...verified, findings };
}

async function compareAll(path: string, header: ReadHeader, bucket: AuditBucket): Promise<AuditFinding[]> {
  if (header.bucket !== bucket.name) {
    const next = `pass --bucket ${header.bucket}, or the --stack that it belongs to`;
    throw new CliError(`the export is of the bucket ${header.bucket}, not of ${bucket.name}`, { next });
  }
  const { since, until, services } = header;
  const range: AuditRange = { since, until, services: services.length > 0 ? services : undefined };
  const { signal } = new AbortController();
  const { compare, end } = compareWithLedger(bucket, range, signal);
  await verifyChain(readLines(path), { seen: compare });
  return [...(await end()), ...(await findChangedDecisions(bucket, range, signal))];
}
