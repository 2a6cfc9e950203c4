import { withTerms } from '../checks/terms/with-terms.ts';
import { asksRollback } from './wiring/asks-rollback.ts';
import { awsAlarmsCheck } from './wiring/aws-alarms-check.ts';
import { defaultsFrom } from './wiring/defaults-from.ts';
import { hookEnvironmentSchema, readEnvironment } from './wiring/environment.ts';
import { hookFromEnvironment } from './wiring/hook-from-environment.ts';
import { reportBucket } from './wiring/report-bucket.ts';

export const handler = hookFromEnvironment('alarms', () => {
  const environment = readEnvironment(hookEnvironmentSchema, process.env);
  return {
    check: withTerms(awsAlarmsCheck()),
    defaults: defaultsFrom(environment),
    reports: reportBucket(environment),
    asksRollback,
  };
});
