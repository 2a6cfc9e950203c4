import { createLedger } from '../../approval/request/ledger.ts';
import { createReports } from '../../storage/reports.ts';
import { s3Lister, s3ObjectLister } from '../../storage/s3/s3-lister.ts';
import { s3Reader } from '../../storage/s3/s3-reader.ts';
import { s3Store } from '../../storage/s3/s3-store.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { LedgerParts } from './read-gates.ts';
import { stackBucket } from './stack-bucket.ts';

/** The ledger's bucket. Nothing here can write. */
export async function readOnlyLedger(clients: AwsClients, bucket: string): Promise<LedgerParts> {
  const parts = await stackBucket(clients, bucket);
  const listObjects = s3ObjectLister(parts);
  const list = s3Lister(parts);
  const store = s3Store({ read: s3Reader(parts), list }, async () => {
    throw new Error('the command line writes nothing into the ledger');
  });
  return { ledger: createLedger(store), reports: createReports(store), list, listObjects, read: store.read };
}
