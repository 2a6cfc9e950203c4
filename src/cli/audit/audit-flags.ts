import type { AwsFlags } from '../aws/aws-command.ts';

export type AuditFlags = Omit<AwsFlags, 'output'> & {
  output?: 'jsonl' | 'csv' | 'text' | 'json';
  since?: string;
  until?: string;
  service?: string[];
  /** The ledger's bucket, if its stack is gone. */
  bucket?: string;
  againstLedger?: boolean;
  anchor?: string;
};

export type AuditAction = 'export' | 'verify';
