import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { bucketAddress } from '../../../src/storage/s3/s3-location.ts';

const regions = [
  'eu-central-1',
  'us-east-1',
  'us-gov-west-1',
  'cn-north-1',
  'eusc-de-east-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'eu-isoe-west-1',
  'us-isof-south-1',
];

/** Where the SDK would send a request for a bucket's objects. */
function sdkAddress(Bucket: string, Region: string, options: { UseFIPS?: boolean; UseDualStack?: boolean }): string {
  const client = new S3Client({ region: Region });
  const resolve = client.config.endpointProvider as (parameters: object) => { url: URL };
  return resolve({ Bucket, Region, ...options }).url.toString();
}

describe('bucketAddress', () => {
  test.each(regions)('is the same as that of the SDK, in %s', (region) => {
    const { origin, pathPrefix } = bucketAddress({ bucket: 'ledger', region });

    expect(`${origin.origin}${pathPrefix}`).toBe(sdkAddress('ledger', region, {}));
  });

  test.each([
    ['FIPS', { usesFips: true }, { UseFIPS: true }],
    ['IPv6', { usesDualstack: true }, { UseDualStack: true }],
    ['both', { usesFips: true, usesDualstack: true }, { UseFIPS: true, UseDualStack: true }],
  ])('is the same as that of the SDK, with %s', (_name, ours, sdks) => {
    const { origin, pathPrefix } = bucketAddress({ bucket: 'ledger', region: 'us-east-1', ...ours });

    expect(`${origin.origin}${pathPrefix}`).toBe(sdkAddress('ledger', 'us-east-1', sdks));
  });

  test('puts a bucket with a dot in its name into the path, so that the certificate is valid', () => {
    const { origin, pathPrefix } = bucketAddress({ bucket: 'ledger.shop.example', region: 'eu-central-1' });

    expect([origin.href, pathPrefix]).toEqual(['https://s3.eu-central-1.amazonaws.com/', '/ledger.shop.example/']);
  });

  test('addresses a custom endpoint by path, below its own', () => {
    const endpoint = 'http://127.0.0.1:5000/s3/';

    const { origin, pathPrefix } = bucketAddress({ bucket: 'ledger', region: 'eu-central-1', endpoint });

    expect([origin.origin, pathPrefix]).toEqual(['http://127.0.0.1:5000', '/s3/ledger/']);
  });
});
