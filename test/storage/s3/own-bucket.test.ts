import { expect, test } from 'vitest';
import { ownBucket } from '../../../src/storage/s3/own-bucket.ts';

const own = { LEDGER_BUCKET: 'ledger', AWS_REGION: 'eu-central-1' };

test.each([
  ['no variables', {}, { endpoint: undefined, usesFips: false, usesDualstack: false }],
  ['FIPS', { AWS_USE_FIPS_ENDPOINT: 'true' }, { usesFips: true, usesDualstack: false }],
  ['IPv6', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, { usesFips: false, usesDualstack: true }],
  ['another value', { AWS_USE_FIPS_ENDPOINT: 'false', AWS_USE_DUALSTACK_ENDPOINT: 'false' }, { usesFips: false }],
  [
    'an endpoint of S3',
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2' },
    { endpoint: 'http://127.0.0.1:2' },
  ],
  [
    'an endpoint to ignore',
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    { endpoint: undefined },
  ],
])('the bucket is where the standard variables say: %s', (_what, variables, expected) => {
  expect(ownBucket({ ...own, ...variables })).toMatchObject({ bucket: 'ledger', region: 'eu-central-1', ...expected });
});
