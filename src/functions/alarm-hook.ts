import { loadOnce } from '../approval/load-once.ts';
import { createReports } from '../approval/reports.ts';
import { alarmsCheck } from '../checks/alarms/alarms-check.ts';
import { hookEnvironmentSchema, readEnvironment } from './environment.ts';
import { hookFromEnvironment } from './hook-from-environment.ts';
import { asksRollback, defaultsFrom } from './lazy-parts.ts';
import { ledgerBucket } from './ledger-bucket.ts';

const loadAlarmReader = loadOnce(async () => (await import('./aws-alarm-reader.ts')).awsAlarmReader());

export const handler = hookFromEnvironment('alarms', () => {
  const environment = readEnvironment(hookEnvironmentSchema, process.env);
  return {
    check: alarmsCheck({ states: async (names, signal) => (await loadAlarmReader()).states(names, signal) }),
    defaults: defaultsFrom(environment),
    reports: createReports(ledgerBucket(environment).store),
    asksRollback,
  };
});
