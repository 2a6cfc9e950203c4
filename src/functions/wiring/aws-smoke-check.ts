import { makeSmokeConfigSchema } from '../../checks/smoke/config/smoke-config.ts';
import { httpProbe } from '../../checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../checks/smoke/smoke-check.ts';
import { withSuite } from '../../checks/smoke/suite/suite-check.ts';
import { discoverTestListeners } from '../../deployment/test-traffic/discover-test-listeners.ts';
import { loadOnce } from '../../hook/load-once.ts';
import { ownCredentials } from '../../runtime/aws/own-environment.ts';
import { suiteReader } from './aws-suite-reader.ts';
import type { SmokeEnvironment } from './environment/smoke-environment.ts';
import { loadDeploymentReader } from './load-deployment-reader.ts';
import { loadReaders } from './load-readers.ts';

const loadValueReader = loadOnce(async () => (await import('../lazy/aws-value-reader.ts')).awsValueReader());

/** The smoke check with everything it reads and sends in AWS. */
export function awsSmokeCheck(environment: SmokeEnvironment) {
  const probe = httpProbe({ allowLoopback: environment.SMOKE_ALLOW_LOOPBACK === 'yes' });
  const check = smokeCheck({
    probe,
    discover: async (target, options, signal) => discoverTestListeners(target, await loadReaders(), signal, options),
    loadValueReader,
    readAuthority: async (reference, signal) =>
      (await import('../lazy/read-authority.ts')).readAuthority(reference, signal),
    loadSecretReader: async () => (await import('../lazy/secret-reader.ts')).secretReader,
    identity: { region: environment.AWS_REGION, credentials: async () => ownCredentials(environment) },
    ecs: {
      describeServiceDeployment: async (arn, signal) =>
        (await loadDeploymentReader()).describeServiceDeployment(arn, signal),
    },
  });
  return withSuite(check, makeSmokeConfigSchema(probe.addressRules), suiteReader(environment));
}
