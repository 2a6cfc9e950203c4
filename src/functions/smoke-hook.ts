import { withSwitch } from '../checks/switches/with-switch.ts';
import { withTerms } from '../checks/terms/with-terms.ts';
import { switchFrom } from './gate/switch-from.ts';
import { asksRollback } from './wiring/asks-rollback.ts';
import { awsSmokeCheck } from './wiring/aws-smoke-check.ts';
import { defaultsFrom } from './wiring/defaults-from.ts';
import { smokeEnvironmentSchema } from './wiring/environment/smoke-environment.ts';
import { readEnvironment } from './wiring/environment.ts';
import { hookFromEnvironment } from './wiring/hook-from-environment.ts';
import { reportBucket } from './wiring/report-bucket.ts';

export const handler = hookFromEnvironment('smoke', () => {
  const environment = readEnvironment(smokeEnvironmentSchema, process.env);
  return {
    check: withSwitch(withTerms(awsSmokeCheck(environment)), switchFrom(environment)),
    defaults: defaultsFrom(environment),
    reports: reportBucket(environment),
    asksRollback,
  };
});
