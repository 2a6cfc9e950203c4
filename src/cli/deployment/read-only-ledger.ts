import { createLedger } from '../../approval/request/ledger.ts';
import { warmConnection } from '../../runtime/aws/send-signed.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { createReports } from '../../storage/reports.ts';
import { s3Lister, s3ObjectLister } from '../../storage/s3/s3-lister.ts';
import { bucketAddress } from '../../storage/s3/s3-location.ts';
import { s3Reader } from '../../storage/s3/s3-reader.ts';
import { s3Store } from '../../storage/s3/s3-store.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { LedgerParts } from './read-gates.ts';

/** As many as the commands that list open requests read at a time. */
export const requestsAtOnce = 16;

/** The ledger's bucket, read with the SDK's credentials and endpoint. Nothing here can write. */
export async function readOnlyLedger(clients: AwsClients, bucket: string): Promise<LedgerParts> {
  const { config } = await clients.s3();
  const location = {
    bucket,
    region: clients.region,
    endpoint: process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'],
    usesFips: Boolean(await config.useFipsEndpoint()),
    usesDualstack: Boolean(await config.useDualstackEndpoint()),
  };
  const parts = {
    ...location,
    connection: warmConnection(bucketAddress(location).origin, requestsAtOnce),
    clock: systemClock,
    credentials: async () => {
      const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
      return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
    },
  };
  const listObjects = s3ObjectLister(parts);
  const list = s3Lister(parts);
  const store = s3Store({ read: s3Reader(parts), list }, async () => {
    throw new Error('the command line writes nothing into the ledger');
  });
  return { ledger: createLedger(store), reports: createReports(store), list, listObjects, read: store.read };
}
