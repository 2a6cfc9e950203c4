import { dnsSuffixOf } from './dns-suffix.ts';

type SecretsLocation = {
  region: string;
  /** A custom endpoint instead of AWS's own. */
  endpoint?: string | undefined;
  /** Whether to use AWS's FIPS endpoints. Default false. */
  usesFips?: boolean | undefined;
  /** Whether to use AWS's endpoints with IPv6. Default false. */
  usesDualstack?: boolean | undefined;
};

/** The address of Secrets Manager. It is the address that the SDK uses; a test proves that for every partition. */
export function secretsAddress({ region, endpoint, usesFips, usesDualstack }: SecretsLocation): URL {
  if (endpoint) return new URL(endpoint);
  const dualstackSuffix = usesDualstack && dualstackSuffixes.find(([prefix]) => region.startsWith(prefix))?.[1];
  return new URL(
    `https://secretsmanager${usesFips ? '-fips' : ''}.${region}.${dualstackSuffix || dnsSuffixOf(region)}`,
  );
}

/** The partitions with separate hosts for IPv6, by the prefix of their Regions. In the others, the ordinary ones have it. */
const dualstackSuffixes = [
  ['eusc-', 'api.amazonwebservices.eu'],
  ['us-iso-', 'api.aws.ic.gov'],
  ['us-isob-', 'api.aws.scloud'],
  ['eu-isoe-', 'api.cloud-aws.adc-e.uk'],
  ['us-isof-', 'api.aws.hci.ic.gov'],
] as const;
