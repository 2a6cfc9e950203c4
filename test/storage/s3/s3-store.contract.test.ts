import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { warmConnection } from '../../../src/runtime/aws/send-signed.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { s3Lister } from '../../../src/storage/s3/s3-lister.ts';
import { bucketAddress } from '../../../src/storage/s3/s3-location.ts';
import { s3Reader } from '../../../src/storage/s3/s3-reader.ts';
import { s3Store } from '../../../src/storage/s3/s3-store.ts';
import { s3Writer } from '../../../src/storage/s3/s3-writer.ts';
import type { ObjectStore } from '../../../src/storage/store.ts';
import { neverAborted } from '../../helpers/approval.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { itIsAnObjectStore } from '../store-conformance.ts';

describe('s3Store', () => {
  const moto = useMoto();

  itIsAnObjectStoreOverTheWire();

  test.each(['create', 'put', 'remove', 'list', 'replace', 'read'] as const)(
    'reports that the bucket is missing at %s, instead of a lost race or a missing object',
    async (operation) => {
      const store = storeIn('no-such-bucket');
      const attempts: Record<typeof operation, () => Promise<unknown>> = {
        create: () => store.create('a', '', neverAborted),
        put: () => store.put('a', '', neverAborted),
        remove: () => store.remove('a', neverAborted),
        list: () => store.list('a', neverAborted),
        replace: () => store.replace('a', '"e"', '', neverAborted),
        read: () => store.read('a', neverAborted),
      };

      await expect(attempts[operation]()).rejects.toMatchObject({
        name: 'StorageError',
        message: expect.stringMatching(/NoSuchBucket/),
      });
    },
  );

  function itIsAnObjectStoreOverTheWire() {
    itIsAnObjectStore({
      newStore: async () => storeIn(await newBucket()),
      manyKeys: 1100,
      clockToleranceSeconds: 2,
    });
  }

  test('lists the same keys with the SDK as without it', async () => {
    const bucket = await newBucket();
    const [store, client] = [storeIn(bucket), new S3Client(motoClientConfig(moto().endpoint))];
    const listed = async (Prefix: string) => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
      return Contents.map(({ Key }) => Key);
    };
    for (const name of ['a b+c', 'a/ü.json', 'a@1.5.json', '"a" & <b>']) await store.put(name, '', neverAborted);

    expect(await listed('')).toEqual(['"a" & <b>', 'a b+c', 'a/ü.json', 'a@1.5.json']);
    expect(await store.list('', neverAborted)).toEqual(['"a" & <b>', 'a b+c', 'a/ü.json', 'a@1.5.json']);
    expect(await store.list('a ', neverAborted)).toEqual(await listed('a '));
  });

  async function newBucket(): Promise<string> {
    const bucket = `ledger-${randomUUID()}`;
    await new S3Client(motoClientConfig(moto().endpoint)).send(new CreateBucketCommand({ Bucket: bucket }));
    return bucket;
  }

  function storeIn(bucket: string): ObjectStore {
    const { endpoint, region, credentials } = motoClientConfig(moto().endpoint);
    const connection = warmConnection(bucketAddress({ bucket, region, endpoint }).origin);
    const parts = { bucket, region, endpoint, connection, clock: systemClock, credentials: async () => credentials };
    const reading = { read: s3Reader(parts), list: s3Lister(parts) };
    return s3Store(reading, async () => s3Writer(parts));
  }
});
