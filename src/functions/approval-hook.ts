import { reportSink } from '../storage/report-sink.ts';
import { asksRollback } from './wiring/asks-rollback.ts';
import { awsApprovalCheck } from './wiring/aws-approval-check.ts';
import { defaultsFrom } from './wiring/defaults-from.ts';
import { approvalEnvironmentSchema, readEnvironment } from './wiring/environment.ts';
import { hookFromEnvironment } from './wiring/hook-from-environment.ts';
import { ledgerBucket } from './wiring/ledger-bucket.ts';

let warmUp = async () => {};

export const handler = hookFromEnvironment('approval', () => {
  const environment = readEnvironment(approvalEnvironmentSchema, process.env);
  const { store, ...bucket } = ledgerBucket(environment);
  warmUp = bucket.warmUp;
  return {
    check: awsApprovalCheck(environment, store),
    defaults: defaultsFrom(environment),
    reports: reportSink(store),
    asksRollback,
  };
});

await warmUp();
