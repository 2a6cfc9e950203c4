import { httpProbe } from '../checks/smoke/http-probe.ts';
import { smokeCheck } from '../checks/smoke/smoke-check.ts';
import { discoverTestListeners } from '../deployment/test-traffic/discover-test-listeners.ts';
import { loadOnce } from '../hook/load-once.ts';
import { asksRollback } from './asks-rollback.ts';
import { defaultsFrom } from './defaults-from.ts';
import { readEnvironment, smokeEnvironmentSchema } from './environment.ts';
import { hookFromEnvironment } from './hook-from-environment.ts';
import { loadDeploymentReader } from './load-deployment-reader.ts';
import { loadReaders } from './load-readers.ts';
import { reportBucket } from './report-bucket.ts';

const loadValueReader = loadOnce(async () => (await import('./aws-value-reader.ts')).awsValueReader());

export const handler = hookFromEnvironment('smoke', () => {
  const environment = readEnvironment(smokeEnvironmentSchema, process.env);
  return {
    check: smokeCheck({
      probe: httpProbe({ allowLoopback: environment.SMOKE_ALLOW_LOOPBACK === 'yes' }),
      discover: async (target, options, signal) => discoverTestListeners(target, await loadReaders(), signal, options),
      loadValueReader,
      ecs: {
        describeServiceDeployment: async (arn, signal) =>
          (await loadDeploymentReader()).describeServiceDeployment(arn, signal),
      },
    }),
    defaults: defaultsFrom(environment),
    reports: reportBucket(environment),
    asksRollback,
  };
});
