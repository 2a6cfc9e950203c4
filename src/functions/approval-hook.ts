import { createLedger } from '../approval/request/ledger.ts';
import { approvalCheck } from '../checks/approval/approval-check.ts';
import { loadOnce } from '../hook/load-once.ts';
import { reportSink } from '../storage/report-sink.ts';
import { asksRollback } from './wiring/asks-rollback.ts';
import { defaultsFrom } from './wiring/defaults-from.ts';
import { approvalEnvironmentSchema, readEnvironment } from './wiring/environment.ts';
import { hookFromEnvironment } from './wiring/hook-from-environment.ts';
import { ledgerBucket } from './wiring/ledger-bucket.ts';

let warmUp = async () => {};

export const handler = hookFromEnvironment('approval', () => {
  const environment = readEnvironment(approvalEnvironmentSchema, process.env);
  const { store, ...bucket } = ledgerBucket(environment);
  warmUp = bucket.warmUp;
  const rareSteps = async () =>
    (await import('./wiring/approval-lifecycle.ts')).loadedApprovalLifecycle(environment, store);
  return {
    check: approvalCheck({
      ledger: createLedger(store),
      rareSteps: loadOnce(rareSteps),
      refusesHandDecisions: environment.HAND_DECISIONS === 'no',
    }),
    defaults: defaultsFrom(environment),
    reports: reportSink(store),
    asksRollback,
  };
});

await warmUp();
