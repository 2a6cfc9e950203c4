import { describe, expect, test } from 'vitest';
import { canonicalHost, parseEcrHost } from '../../../src/checks/image-policy/ecr-host.ts';

const account = '123456789012';

describe('a private registry of Amazon ECR', () => {
  const forms = [
    ['aws', 'us-west-2', 'amazonaws.com', 'on.aws'],
    ['aws-us-gov', 'us-gov-west-1', 'amazonaws.com', 'on.aws'],
    ['aws-cn', 'cn-north-1', 'amazonaws.com.cn', 'on.amazonwebservices.com.cn'],
    ['aws-eusc', 'eusc-de-east-1', 'amazonaws.eu', undefined],
    ['aws-iso', 'us-iso-east-1', 'c2s.ic.gov', undefined],
    ['aws-iso-b', 'us-isob-east-1', 'sc2s.sgov.gov', undefined],
    ['aws-iso-f', 'us-isof-south-1', 'csp.hci.ic.gov', undefined],
    ['aws-iso-e', 'eu-isoe-west-1', 'cloud.adc-e.uk', undefined],
  ] as const;

  test.each(forms)('of %s has, in %s, hosts that end with %s or %s', (partition, region, suffix, dualStack) => {
    const hosts = [`${account}.dkr.ecr.${region}.${suffix}`, `${account}.dkr.ecr-fips.${region}.${suffix}`];
    if (dualStack)
      hosts.push(`${account}.dkr-ecr.${region}.${dualStack}`, `${account}.dkr-ecr-fips.${region}.${dualStack}`);

    for (const host of hosts) expect(parseEcrHost(host)).toEqual({ account, region, partition });
    expect(new Set(hosts.map(canonicalHost)).size).toBe(1);
  });

  test.each(forms)('of %s is in no Region that only contains %s', (_partition, region, suffix) => {
    for (const other of [`x-${region}`, `${region}0`, `${region}-x`]) {
      expect(parseEcrHost(`${account}.dkr.ecr.${other}.${suffix}`)).toBeUndefined();
    }
  });

  test.each(['amazonaws.com', 'on.aws', 'c2s.ic.gov'])('is never in a Region of China with %s', (suffix) => {
    for (const service of ['dkr.ecr', 'dkr-ecr']) {
      expect(parseEcrHost(`${account}.${service}.cn-north-1.${suffix}`)).toBeUndefined();
    }
  });
});
