import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { secretsAddress } from '../../../src/runtime/aws/secrets-address.ts';

const regions = [
  ...['eu-central-1', 'us-east-1', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1'],
  ...['us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'us-isof-south-1'],
];

describe('secretsAddress', () => {
  test.each(
    regions.flatMap((region) => [
      { region, usesFips: false, usesDualstack: false },
      { region, usesFips: false, usesDualstack: true },
      { region, usesFips: true, usesDualstack: false },
      // China has no FIPS endpoints, and the SDK makes up another name for one.
      ...(region.startsWith('cn-') ? [] : [{ region, usesFips: true, usesDualstack: true }]),
    ]),
  )('is the address that the SDK uses, at $region (FIPS $usesFips, IPv6 $usesDualstack)', (location) => {
    const { region, usesFips, usesDualstack } = location;
    const variables = { AWS_USE_FIPS_ENDPOINT: `${usesFips}`, AWS_USE_DUALSTACK_ENDPOINT: `${usesDualstack}` };

    expect(secretsAddress(region, variables).href).toBe(sdkAddress(location));
  });

  test('is a custom endpoint, with its path', () => {
    const endpoint = 'http://127.0.0.1:5000/secrets/';
    const variables = { AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint, AWS_ENDPOINT_URL: 'http://127.0.0.1:5001' };

    expect(secretsAddress('eu-central-1', variables).href).toBe(endpoint);
  });
});

type Location = { region: string; usesFips: boolean; usesDualstack: boolean };

function sdkAddress({ region, usesFips, usesDualstack }: Location): string {
  const client = new SecretsManagerClient({ region });
  const resolve = client.config.endpointProvider as (parameters: object) => { url: URL };
  return resolve({ Region: region, UseFIPS: usesFips, UseDualStack: usesDualstack }).url.href;
}
