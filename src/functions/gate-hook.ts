import { gateCheck } from '../checks/gate/gate-check.ts';
import { reportSink } from '../storage/report-sink.ts';
import { gateChecks } from './gate/gate-checks.ts';
import { asksRollback } from './wiring/asks-rollback.ts';
import { defaultsFrom } from './wiring/defaults-from.ts';
import { gateEnvironmentSchema } from './wiring/environment/gate-environment.ts';
import { readEnvironment } from './wiring/environment.ts';
import { hookFromEnvironment } from './wiring/hook-from-environment.ts';
import { ledgerBucket } from './wiring/ledger-bucket.ts';

let warmUp = async () => {};

export const handler = hookFromEnvironment('gate', () => {
  const environment = readEnvironment(gateEnvironmentSchema, process.env);
  const { store, ...bucket } = ledgerBucket(environment);
  warmUp = bucket.warmUp;
  const reports = reportSink(store);
  return {
    check: gateCheck(gateChecks(environment, store), reports),
    defaults: defaultsFrom(environment),
    reports,
    asksRollback,
  };
});

await warmUp();
