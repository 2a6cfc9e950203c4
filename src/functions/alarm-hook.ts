import { withSwitch } from '../checks/switches/with-switch.ts';
import { withTerms } from '../checks/terms/with-terms.ts';
import { switchFrom } from './gate/switch-from.ts';
import { asksRollback } from './wiring/asks-rollback.ts';
import { awsAlarmsCheck } from './wiring/aws-alarms-check.ts';
import { defaultsFrom } from './wiring/defaults-from.ts';
import { automatedEnvironmentSchema, readEnvironment } from './wiring/environment.ts';
import { hookFromEnvironment } from './wiring/hook-from-environment.ts';
import { reportBucket } from './wiring/report-bucket.ts';

export const handler = hookFromEnvironment('alarms', () => {
  const environment = readEnvironment(automatedEnvironmentSchema, process.env);
  return {
    check: withSwitch(withTerms(awsAlarmsCheck(environment)), switchFrom(environment)),
    defaults: defaultsFrom(environment),
    reports: reportBucket(environment),
    asksRollback,
  };
});
