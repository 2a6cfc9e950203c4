import { loadOnce } from '../../hook/load-once.ts';
import { configuredEndpoint, ownCredentials } from '../../runtime/aws/own-environment.ts';
import { warmConnection } from '../../runtime/aws/send-signed.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import type { S3Parts } from '../../storage/s3/s3-get.ts';
import { bucketAddress } from '../../storage/s3/s3-location.ts';
import { s3Reader } from '../../storage/s3/s3-reader.ts';
import { s3Store } from '../../storage/s3/s3-store.ts';
import type { ObjectStore } from '../../storage/store.ts';
import type { AwsEnvironment } from './environment.ts';

type LedgerBucket = {
  store: ObjectStore;
  /** For what else reads the bucket over the same connection. */
  parts: S3Parts;
  /**
   * Reads an object that does not exist, so that the connection is open and V8 has compiled the code before the first poll. Lambda's init phase
   * has a whole core for that; afterwards, at 128 MB, it would take 100 ms and more. Takes at most a second and never rejects: the first poll
   * reports what is wrong.
   */
  warmUp(): Promise<void>;
};

/** The ledger's bucket: read and listed over one kept-alive connection without the SDK, written through the SDK once something is to be written. */
export function ledgerBucket(environment: AwsEnvironment & { LEDGER_BUCKET: string }): LedgerBucket {
  const { LEDGER_BUCKET: bucket, AWS_REGION: region } = environment;
  const endpoint = configuredEndpoint(environment, 'AWS_ENDPOINT_URL_S3');
  const location = {
    ...{ bucket, region, endpoint },
    usesFips: environment.AWS_USE_FIPS_ENDPOINT === 'true',
    usesDualstack: environment.AWS_USE_DUALSTACK_ENDPOINT === 'true',
  };
  const connection = warmConnection(bucketAddress(location).origin);
  const parts = { ...location, connection, clock: systemClock, credentials: async () => ownCredentials(environment) };
  const read = s3Reader(parts);
  // No poll lists.
  const lister = loadOnce(async () => (await import('../../storage/s3/s3-lister.ts')).s3Lister(parts));
  const list: ObjectStore['list'] = async (...args) => (await lister())(...args);
  const store = s3Store({ read, list }, async () =>
    (await import('../lazy/ledger-writer.ts')).ledgerWriter(bucket, endpoint),
  );
  return {
    store,
    parts,
    warmUp: async () => {
      await read('approvals/none.json', AbortSignal.timeout(1000)).catch(() => {});
    },
  };
}
