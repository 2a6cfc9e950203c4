import { configuredEndpoint, type OwnVariables, ownCredentials } from '../../runtime/aws/own-environment.ts';
import { warmConnection } from '../../runtime/aws/send-signed.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { bucketAddress } from './s3-location.ts';
import type { S3Parts } from './s3-request.ts';

export type BucketVariables = OwnVariables & {
  readonly LEDGER_BUCKET: string;
  readonly AWS_REGION: string;
  readonly AWS_USE_FIPS_ENDPOINT?: string | undefined;
  readonly AWS_USE_DUALSTACK_ENDPOINT?: string | undefined;
};

/** How a function reaches the ledger's bucket, over one connection of its own. */
export function ownBucket(environment: BucketVariables): S3Parts {
  const { LEDGER_BUCKET: bucket, AWS_REGION: region } = environment;
  const location = {
    bucket,
    region,
    endpoint: configuredEndpoint(environment, 'AWS_ENDPOINT_URL_S3'),
    usesFips: environment.AWS_USE_FIPS_ENDPOINT === 'true',
    usesDualstack: environment.AWS_USE_DUALSTACK_ENDPOINT === 'true',
  };
  const connection = warmConnection(bucketAddress(location).origin);
  return { ...location, connection, clock: systemClock, credentials: async () => ownCredentials(environment) };
}
