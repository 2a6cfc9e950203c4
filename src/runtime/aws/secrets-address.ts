import { dnsSuffixOf } from './dns-suffix.ts';
import { configuredEndpoint, type OwnVariables } from './own-environment.ts';

type SecretsVariables = OwnVariables & {
  readonly AWS_USE_FIPS_ENDPOINT?: string | undefined;
  readonly AWS_USE_DUALSTACK_ENDPOINT?: string | undefined;
};

/** The address of Secrets Manager. It is the address that the SDK uses with these variables; a test proves that for every partition. */
export function secretsAddress(region: string, environment: SecretsVariables): URL {
  const endpoint = configuredEndpoint(environment, 'AWS_ENDPOINT_URL_SECRETS_MANAGER');
  if (endpoint) return new URL(endpoint);
  const fips = environment.AWS_USE_FIPS_ENDPOINT === 'true' ? '-fips' : '';
  const ofDualstack = environment.AWS_USE_DUALSTACK_ENDPOINT === 'true' ? dualstackSuffixes : [];
  const [, suffix = dnsSuffixOf(region)] = ofDualstack.find(([prefix]) => region.startsWith(prefix)) ?? [];
  return new URL(`https://secretsmanager${fips}.${region}.${suffix}`);
}

/** The partitions with separate hosts for IPv6, by the prefix of their Regions. In the others, the ordinary ones have it. */
const dualstackSuffixes = [
  ['eusc-', 'api.amazonwebservices.eu'],
  ['us-iso-', 'api.aws.ic.gov'],
  ['us-isob-', 'api.aws.scloud'],
  ['eu-isoe-', 'api.cloud-aws.adc-e.uk'],
  ['us-isof-', 'api.aws.hci.ic.gov'],
] as const;
