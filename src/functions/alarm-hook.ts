import { alarmsCheck } from '../checks/alarms/alarms-check.ts';
import { loadOnce } from '../hook/load-once.ts';
import { asksRollback } from './wiring/asks-rollback.ts';
import { defaultsFrom } from './wiring/defaults-from.ts';
import { hookEnvironmentSchema, readEnvironment } from './wiring/environment.ts';
import { hookFromEnvironment } from './wiring/hook-from-environment.ts';
import { loadDeploymentReader } from './wiring/load-deployment-reader.ts';
import { reportBucket } from './wiring/report-bucket.ts';

const loadAlarmReader = loadOnce(async () => (await import('./lazy/aws-alarm-reader.ts')).awsAlarmReader());

const readsDeployment = {
  describeServiceDeployment: async (arn: string, signal: AbortSignal) =>
    (await loadDeploymentReader()).describeServiceDeployment(arn, signal),
};

export const handler = hookFromEnvironment('alarms', () => {
  const environment = readEnvironment(hookEnvironmentSchema, process.env);
  return {
    check: alarmsCheck(
      {
        states: async (names, signal) => (await loadAlarmReader()).states(names, signal),
        lastAlarm: async (name, since, signal) => (await loadAlarmReader()).lastAlarm(name, since, signal),
      },
      readsDeployment,
    ),
    defaults: defaultsFrom(environment),
    reports: reportBucket(environment),
    asksRollback,
  };
});
