import { makeSmokeConfigSchema } from '../checks/smoke/config/smoke-config.ts';
import { httpProbe } from '../checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../checks/smoke/smoke-check.ts';
import { withSuite } from '../checks/smoke/suite/suite-check.ts';
import { discoverTestListeners } from '../deployment/test-traffic/discover-test-listeners.ts';
import { loadOnce } from '../hook/load-once.ts';
import { asksRollback } from './wiring/asks-rollback.ts';
import { defaultsFrom } from './wiring/defaults-from.ts';
import { smokeEnvironmentSchema } from './wiring/environment/smoke-environment.ts';
import { readEnvironment } from './wiring/environment.ts';
import { hookFromEnvironment } from './wiring/hook-from-environment.ts';
import { loadDeploymentReader } from './wiring/load-deployment-reader.ts';
import { loadReaders } from './wiring/load-readers.ts';
import { ownCredentials } from './wiring/own-credentials.ts';
import { reportBucket } from './wiring/report-bucket.ts';
import { suiteReader } from './wiring/suite-reader.ts';

const loadValueReader = loadOnce(async () => (await import('./lazy/aws-value-reader.ts')).awsValueReader());
export const handler = hookFromEnvironment('smoke', () => {
  const environment = readEnvironment(smokeEnvironmentSchema, process.env);
  const probe = httpProbe({ allowLoopback: environment.SMOKE_ALLOW_LOOPBACK === 'yes' });
  const check = smokeCheck({
    probe,
    discover: async (target, options, signal) => discoverTestListeners(target, await loadReaders(), signal, options),
    loadValueReader,
    readAuthority: async (reference, signal) =>
      (await import('./lazy/read-authority.ts')).readAuthority(reference, signal),
    loadSecretReader: async () => (await import('./lazy/secret-reader.ts')).secretReader,
    identity: { region: environment.AWS_REGION, credentials: async () => ownCredentials(environment) },
    ecs: {
      describeServiceDeployment: async (arn, signal) =>
        (await loadDeploymentReader()).describeServiceDeployment(arn, signal),
    },
  });
  return {
    check: withSuite(check, makeSmokeConfigSchema(probe.addressRules), suiteReader(environment)),
    defaults: defaultsFrom(environment),
    reports: reportBucket(environment),
    asksRollback,
  };
});
