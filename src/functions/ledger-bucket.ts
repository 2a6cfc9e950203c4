import { bucketAddress } from '../approval/s3-location.ts';
import { s3Reader } from '../approval/s3-reader.ts';
import { s3Store } from '../approval/s3-store.ts';
import type { ObjectStore } from '../approval/store.ts';
import { type WarmConnection, warmConnection } from '../approval/warm-connection.ts';
import type { AwsEnvironment } from './environment.ts';

/** The ledger's bucket: read over one kept-alive connection without the SDK, written through the SDK once something is to be written. */
export function ledgerBucket(environment: AwsEnvironment & { LEDGER_BUCKET: string }): {
  store: ObjectStore;
  connection: WarmConnection;
} {
  const { LEDGER_BUCKET: bucket, AWS_REGION: region } = environment;
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  const location = { bucket, region, endpoint };
  const connection = warmConnection(bucketAddress(location).origin);
  const read = s3Reader({ ...location, connection, credentials: async () => readCredentials(environment) });
  const store = s3Store(read, async () => (await import('./ledger-writer.ts')).ledgerWriter(bucket, endpoint));
  return { store, connection };
}

/** Lambda puts the role's credentials into the environment, and starts the function anew before they end. */
function readCredentials({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }: AwsEnvironment) {
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set');
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}
