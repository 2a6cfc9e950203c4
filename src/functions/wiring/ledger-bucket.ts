import { loadOnce } from '../../hook/load-once.ts';
import { ownBucket } from '../../storage/s3/own-bucket.ts';
import { s3Reader } from '../../storage/s3/s3-reader.ts';
import type { S3Parts } from '../../storage/s3/s3-request.ts';
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

/** The ledger's bucket over one kept-alive connection, without the SDK. What no poll does is loaded when it is first done. */
export function ledgerBucket(environment: AwsEnvironment & { LEDGER_BUCKET: string }): LedgerBucket {
  const parts = ownBucket(environment);
  const read = s3Reader(parts);
  const lister = loadOnce(async () => (await import('../../storage/s3/s3-lister.ts')).s3Lister(parts));
  const list: ObjectStore['list'] = async (...args) => (await lister())(...args);
  const store = s3Store({ read, list }, async () => (await import('../../storage/s3/s3-writer.ts')).s3Writer(parts));
  return {
    store,
    parts,
    warmUp: async () => {
      await read('approvals/none.json', AbortSignal.timeout(1000)).catch(() => {});
    },
  };
}
