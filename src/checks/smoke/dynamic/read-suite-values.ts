import type { CheckContext } from '../../../hook/check.ts';
import type { Target } from '../../../hook/target.ts';
import type { Verdict } from '../../../hook/verdict.ts';
import type { AwsIdentity } from '../auth/sign-request.ts';
import { namesUsedBy } from '../config/names/texts-of.ts';
import type { SmokeRequest } from '../config/request-config.ts';
import type { SmokeConfig } from '../config/smoke-config.ts';
import { deploymentValuesOf } from '../expect/expectation.ts';
import { readValues, type ValueReader } from '../expect/read-values.ts';
import type { KnownValues } from '../judge/judge-response.ts';
import type { readSecrets, SecretReader } from '../variables/read-secrets.ts';
import { deploymentValueIn } from '../variables/template.ts';
import type { OpenSuite } from './open-suite.ts';

export type ValueParts = {
  /** Reads what is being deployed; called only if the suite names a value of it other than `$revisionId`. Default: nothing can be read. */
  loadValueReader?(): Promise<ValueReader>;
  /** Reads those values; for runs without a deployment. Default: from ECS. */
  readValues?: typeof readValues;
  /** Reads secrets; called only if the suite names some. Default: none can be read. */
  loadSecretReader?(): Promise<SecretReader>;
  /** Reads secrets by their names; for runs in which some come from elsewhere. Default: from where the suite says that they are stored. */
  readSecrets?: typeof readSecrets;
  /** With which requests are signed (`sigv4`). Default: none can be. */
  identity?: AwsIdentity;
};

/** What the requests of a suite need to know. `suite` is undefined if they have no placeholders and do not sign in. */
export type SuiteValuesRead = { known: KnownValues; suite: OpenSuite | undefined } | { verdict: Verdict };

/** All requests of a suite. */
export function requestsOf({ setup = [], requests, teardown = [] }: SmokeConfig): readonly SmokeRequest[] {
  return [...setup, ...requests, ...teardown];
}

/** Whether requests depend on values that are known only when they run. */
export function isDynamic(config: SmokeConfig): boolean {
  return (
    config.setup !== undefined ||
    config.teardown !== undefined ||
    config.secrets !== undefined ||
    requestsOf(config).some(({ auth, capture }) => auth !== undefined || capture !== undefined) ||
    JSON.stringify(requestsOf(config)).includes('{{')
  );
}

/** Reads the values of the deployment and the secrets that a suite names. */
export async function readSuiteValues(
  target: Target,
  { config, signal, clock }: Pick<CheckContext<SmokeConfig>, 'config' | 'signal' | 'clock'>,
  { loadValueReader, readValues: read = readValues, loadSecretReader, identity, ...parts }: ValueParts,
): Promise<SuiteValuesRead> {
  const deployment = await read(deploymentValuesIn(config), target, loadValueReader, signal);
  if (!deployment.ok) {
    return {
      verdict: deployment.isUnread
        ? { kind: 'error', reason: deployment.reason, cause: deployment.cause }
        : { kind: 'fail', reason: `hookDetails.expect: ${deployment.reason}` },
    };
  }
  const known = deployment.values;
  if (!isDynamic(config)) return { known, suite: undefined };
  const { openSuite, readSecrets } = await import('./load-dynamic.ts');
  const secrets = await (parts.readSecrets ?? readSecrets)(config.secrets ?? {}, loadSecretReader, signal);
  if (!secrets.ok) return { verdict: { kind: 'error', reason: secrets.reason } };
  return {
    known,
    suite: openSuite(config, { secrets: secrets.values, deployment: known, identity, now: () => clock.now() }),
  };
}

/** The values of the deployment that a suite names. */
export function deploymentValuesIn(config: SmokeConfig) {
  return requestsOf(config).flatMap((request) => [
    ...deploymentValuesOf(request.expect),
    ...[...namesUsedBy(request)].flatMap((name) => deploymentValueIn(name) ?? []),
  ]);
}
