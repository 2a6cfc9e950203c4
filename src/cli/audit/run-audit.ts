import { once } from 'node:events';
import { systemClock } from '../../runtime/system-clock.ts';
import { oneLine } from '../../wording/lines.ts';
import { awsClients } from '../aws/aws-clients.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { readStack } from '../aws/stack.ts';
import { CliError } from '../command/cli-error.ts';
import type { AuditAction, AuditFlags } from './audit-flags.ts';
import type { AuditBucket } from './bucket/audit-bucket.ts';
import { s3AuditBucket } from './bucket/s3-audit-bucket.ts';
import { type AuditRange, readMoment, readServices } from './export/audit-range.ts';
import { exportAs } from './export/export-as.ts';
import type { AuditFinding } from './verify/audit-finding.ts';
import { verifyFile } from './verify/verify-file.ts';

/** The action of `greenlight audit`. */
export function runAudit(what: AuditAction, file: string | undefined, flags: AuditFlags): Promise<ExitCode> {
  return what === 'export' ? runExport(file, flags) : runVerify(file, flags);
}

async function runExport(file: string | undefined, flags: AuditFlags): Promise<ExitCode> {
  const { output = 'jsonl' } = flags;
  if (output !== 'jsonl' && output !== 'csv')
    throw new CliError(`-o ${output} is not a format of an export`, { next: 'write -o jsonl or -o csv' });
  if (file !== undefined)
    throw new CliError('an export is written to stdout', { next: 'greenlight audit export --since 90d > audit.jsonl' });
  refuseFlags('export', flags, ['againstLedger', 'anchor']);
  const now = systemClock.now();
  const range = rangeOf(flags, now);
  const { signal } = new AbortController();
  const { text, result } = exportAs(output, await openBucket(flags), range, { now, signal });
  for await (const piece of text) if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
  const { records, unreadable, anchor } = result();
  process.stderr.write(`${count(records, 'request')} of ${range.since} to ${range.until}\nanchor: ${anchor}\n`);
  if (unreadable > 0) process.stderr.write(`note: ${unreadable} of them cannot be read; their records say why\n`);
  return unreadable > 0 ? 1 : 0;
}

function rangeOf({ since, until, service }: AuditFlags, now: Date): AuditRange {
  if (since === undefined)
    throw new CliError('an export needs to know how far to go back', {
      next: 'pass --since 2026-01-01 or --since 90d',
    });
  const range = {
    since: readMoment('since', since, now),
    until: until === undefined ? now.toISOString() : readMoment('until', until, now),
    services: readServices(service),
  };
  if (range.since < range.until) return range;
  throw new CliError(`--since ${range.since} is not before --until ${range.until}`, {
    next: 'choose an earlier --since',
  });
}

async function runVerify(file: string | undefined, flags: AuditFlags): Promise<ExitCode> {
  const { output = 'text', againstLedger = false, anchor } = flags;
  if (output !== 'text' && output !== 'json')
    throw new CliError(`-o ${output} is not a format of verify`, { next: 'write -o text or -o json' });
  if (file === undefined)
    throw new CliError('verify needs the file of an export', { next: 'greenlight audit verify audit.jsonl' });
  refuseFlags('verify', flags, ['since', 'until', 'service']);
  if (flags.bucket !== undefined && !againstLedger)
    throw new CliError('--bucket has no effect without --against-ledger', { next: 'add --against-ledger' });
  if (anchor !== undefined && !/^[0-9a-f]{64}$/.test(anchor))
    throw new CliError(`--anchor "${anchor}" is not an anchor`, {
      next: 'pass the 64 digits that audit export printed',
    });
  const bucket = againstLedger ? await openBucket(flags) : undefined;
  const { findings, ...verified } = await verifyFile(file, { anchor, bucket });
  if (output === 'json') printJson({ unchanged: findings.length === 0, findings, ...verified });
  else process.stdout.write(renderVerified(file, { findings, ...verified }));
  return findings.length === 0 ? 0 : 1;
}

function renderVerified(
  file: string,
  verified: { findings: readonly AuditFinding[]; records: number; services: number; anchor: string | undefined },
): string {
  const { findings, records, services, anchor } = verified;
  const lines = findings.map(({ kind, line, text }) => `${kind}${line === undefined ? '' : `, line ${line}`}: ${text}`);
  const summary =
    findings.length === 0
      ? `${file} is complete and unchanged: ${count(records, 'record')} of ${count(services, 'service')}.`
      : `${file} is not as it was exported: ${count(findings.length, 'finding')}.`;
  return `${[...lines, summary, ...(anchor === undefined ? [] : [`anchor: ${anchor}`])].map(oneLine).join('\n')}\n`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function refuseFlags(what: AuditAction, flags: AuditFlags, names: readonly (keyof AuditFlags)[]): void {
  const wrong = names.find((name) => flags[name] !== undefined);
  if (wrong === undefined) return;
  const flag = wrong.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new CliError(`--${flag} is not a flag of audit ${what}`, { next: 'greenlight help audit' });
}

async function openBucket(flags: AuditFlags): Promise<AuditBucket> {
  const clients = await awsClients(flags);
  const name =
    flags.bucket ?? (await readStack(await clients.cloudformation(), flags.stack, clients.region)).ledgerBucket;
  return s3AuditBucket(clients, name);
}
