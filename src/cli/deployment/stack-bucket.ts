import { warmConnection } from '../../runtime/aws/send-signed.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { bucketAddress } from '../../storage/s3/s3-location.ts';
import type { S3Parts } from '../../storage/s3/s3-request.ts';
import type { AwsClients } from '../aws/aws-clients.ts';

/** As many as the commands that list open requests read at a time. */
export const requestsAtOnce = 16;

/** How to reach a bucket with the SDK's credentials and endpoint. */
export async function stackBucket(clients: AwsClients, bucket: string): Promise<S3Parts> {
  const { config } = await clients.s3();
  const location = {
    bucket,
    region: clients.region,
    endpoint: process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'],
    usesFips: Boolean(await config.useFipsEndpoint()),
    usesDualstack: Boolean(await config.useDualstackEndpoint()),
  };
  return {
    ...location,
    connection: warmConnection(bucketAddress(location).origin, requestsAtOnce),
    clock: systemClock,
    credentials: async () => {
      const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
      return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
    },
  };
}
