import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { warmConnection } from '../../../src/runtime/aws/send-signed.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { s3Lister, s3ObjectLister } from '../../../src/storage/s3/s3-lister.ts';
import { bucketAddress } from '../../../src/storage/s3/s3-location.ts';
import { s3Reader } from '../../../src/storage/s3/s3-reader.ts';
import { neverAborted } from '../../helpers/approval.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';

describe('s3Lister', () => {
  const moto = useMoto();

  test('lists the keys under a prefix in their order, and no others', async () => {
    const list = await bucketWith(['open/b.json', 'open/a.json', 'reports/a.json', 'open']);

    expect(await list('open/', neverAborted)).toEqual(['open/a.json', 'open/b.json']);
  });

  test('returns keys as they were written', async () => {
    const keys = ["a/!'()*", 'a/%2F', 'a/+ plus', 'a/<&>"', 'a/ä€😀'];
    const list = await bucketWith(keys);

    expect(await list('a/', neverAborted)).toEqual(keys);
  });

  test('accepts prefixes with characters that are reserved in URLs', async () => {
    const list = await bucketWith(['a@5.b/c', 'a&prefix=/c']);

    expect(await list('a@5.b/', neverAborted)).toEqual(['a@5.b/c']);
    expect(await list('a&prefix=/', neverAborted)).toEqual(['a&prefix=/c']);
  });

  test('lists an empty bucket as nothing', async () => {
    const list = await bucketWith([]);

    expect(await list('open/', neverAborted)).toEqual([]);
  });

  test('continues reading if one page does not hold everything', async () => {
    const keys = Array.from({ length: 1001 }, (_, number) => `open/${String(number).padStart(4, '0')}`);
    const list = await bucketWith(keys);

    expect(await list('open/', neverAborted)).toEqual(keys);
  });

  test('reports that the bucket is missing', async () => {
    await expect(listerOf('no-such-bucket')('open/', neverAborted)).rejects.toMatchObject({
      name: 'StorageError',
      message: 'S3 did not return the keys under open/: status 404, NoSuchBucket',
    });
  });

  async function bucketWith(keys: readonly string[]) {
    const client = new S3Client(motoClientConfig(moto().endpoint));
    await client.send(new CreateBucketCommand({ Bucket: 'ledger' }));
    const put = (Key: string) => client.send(new PutObjectCommand({ Bucket: 'ledger', Key, Body: 'x' }));
    for (let start = 0; start < keys.length; start += 50) await Promise.all(keys.slice(start, start + 50).map(put));
    return listerOf('ledger');
  }

  function listerOf(bucket: string) {
    const { endpoint, region, credentials } = motoClientConfig(moto().endpoint);
    const location = { bucket, region, endpoint };
    const connection = warmConnection(bucketAddress(location).origin);
    return s3Lister({ ...location, connection, clock: systemClock, credentials: async () => credentials });
  }
});

describe('s3ObjectLister', () => {
  const moto = useMoto();

  test('lists versions, a part at a time, and the ETag that reading returns', async () => {
    const { endpoint, region, credentials } = motoClientConfig(moto().endpoint);
    const client = new S3Client(motoClientConfig(moto().endpoint));
    await client.send(new CreateBucketCommand({ Bucket: 'ledger' }));
    for (const Key of ['d/1', 'd/2', 'd/3', 'e/1'])
      await client.send(new PutObjectCommand({ Bucket: 'ledger', Key, Body: Key }));
    const location = { bucket: 'ledger', region, endpoint };
    const parts = {
      ...location,
      connection: warmConnection(bucketAddress(location).origin),
      clock: systemClock,
      credentials: async () => credentials,
    };
    const [list, read] = [s3ObjectLister(parts), s3Reader(parts)];

    const [one, two] = await list('d/', neverAborted, { max: 2 });
    const rest = await list('d/', neverAborted, { after: two?.key, max: 2 });

    expect([one?.key, two?.key, ...rest.map(({ key }) => key)]).toEqual(['d/1', 'd/2', 'd/3']);
    expect(one?.etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect((await read('d/1', neverAborted))?.etag).toBe(one?.etag);
    expect(await list('d/', neverAborted)).toHaveLength(3);
  });
});
