import { Argument, type Command, Option } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import type { AuditAction, AuditFlags } from './audit-flags.ts';

/** `greenlight audit`: everything about past requests in a file that shows when somebody has changed it. */
export function auditCommand(): Command {
  return awsCommand('audit', {
    description: 'Export all requests with their votes and decisions for auditors, and verify such an export',
    exitCodes:
      '0 the export is complete, or it is unchanged, 1 a request could not be read and its record says so, or something has been changed',
    notes: `export writes to stdout, and the anchor of the export to stderr. Keep the anchor somewhere else, such as in the ticket of the audit: with it, verify also notices if somebody has replaced the whole file. A CSV file cannot be verified.`,
    examples: [
      'greenlight audit export --since 2026-01-01 --until 2027-01-01 > 2026.jsonl',
      'greenlight audit export --since 90d --service prod-cluster/retail-ui -o csv > retail-ui.csv',
      'greenlight audit verify 2026.jsonl --anchor 3b1f… --against-ledger',
    ],
    output: new Option(
      '-o, --output <format>',
      'export: jsonl, one record a line, or csv, one row a vote (default: jsonl); verify: text or json (default: text)',
    ).choices(['jsonl', 'csv', 'text', 'json']),
  })
    .addArgument(
      new Argument('<what>', 'export: write the records; verify: find what has been changed in an export').choices([
        'export',
        'verify',
      ] satisfies AuditAction[]),
    )
    .argument('[file]', 'with verify: the file of the export')
    .option(
      '--since <when>',
      'with export: requests made at this date or later, or within this duration: 2026-01-01, 90d',
    )
    .option('--until <when>', 'with export: requests made before this date (default: now)')
    .option('--service <services...>', 'with export: only of these services, as <cluster>/<service>')
    .option('--bucket <name>', "the ledger's bucket, for example if its stack is gone (default: the stack's)")
    .option('--against-ledger', 'with verify: compare with the bucket and the versions that it keeps')
    .option('--anchor <hash>', 'with verify: the anchor that export printed')
    .action((what: AuditAction, file: string | undefined, flags: AuditFlags) =>
      runAction('audit', flags.output === 'json' ? 'json' : 'text', async () => {
        const { runAudit } = await import('./run-audit.ts');
        return runAudit(what, file, flags);
      }),
    );
}
