import { alarmsCheck } from '../../checks/alarms/alarms-check.ts';
import { loadOnce } from '../../hook/load-once.ts';
import type { AwsEnvironment } from './environment.ts';
import { loadDeploymentReader } from './load-deployment-reader.ts';

const loadAlarmReader = loadOnce(async () => (await import('../lazy/alarms/aws-alarm-reader.ts')).awsAlarmReader());

const readsDeployment = {
  describeServiceDeployment: async (arn: string, signal: AbortSignal) =>
    (await loadDeploymentReader()).describeServiceDeployment(arn, signal),
};

/** The alarms check with its readers of AWS. */
export function awsAlarmsCheck(environment: AwsEnvironment) {
  return alarmsCheck(
    {
      states: async (names, signal) => (await loadAlarmReader()).states(names, signal),
      lastAlarm: async (name, since, signal) => (await loadAlarmReader()).lastAlarm(name, since, signal),
      childrenInAlarm: async (name, signal) => (await loadAlarmReader()).childrenInAlarm(name, signal),
    },
    readsDeployment,
    async (source) => (await import('../lazy/alarms/aws-more-alarm-reader.ts')).awsMoreAlarmReader(source, environment),
  );
}
