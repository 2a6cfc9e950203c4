import { describe, expect, test } from 'vitest';
import { warmConnection } from '../../../src/runtime/aws/send-signed.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { s3Lister } from '../../../src/storage/s3/s3-lister.ts';
import { s3Reader } from '../../../src/storage/s3/s3-reader.ts';
import { neverAborted } from '../../helpers/approval.ts';
import { credentials, fakeS3, object, region, type Turn } from './fake-s3.ts';

const page = (inner: string) => `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult>${inner}</ListBucketResult>`;
const key = (name: string) => `<Contents><Key>${name}</Key></Contents>`;

describe('RL6 a list that S3 answers with status 200', () => {
  test.each([
    ['HTML', '<html><body>Sign in to the network</body></html>'],
    ['nothing', ''],
    ['JSON', '{}'],
    ['a body that was cut', `${page(key('open/a')).slice(0, -20)}`],
    ['a body that was cut before its first key', '<?xml version="1.0"?><ListBucketResult><KeyCount>3</Key'],
    ['fewer keys than it counts', page(`<KeyCount>2</KeyCount>${key('open/a')}`)],
    ['a page that is not the last and names no next one', page(`<IsTruncated>true</IsTruncated>${key('open/a')}`)],
    ['an error', '<Error><Code>InternalError</Code></Error>'],
  ])('is an error, not an empty list, if its body is %s', async (_what, body) => {
    const list = await listerOf([object(body)]);

    await expect(list('open/', neverAborted)).rejects.toMatchObject({
      name: 'StorageError',
      message: 'S3 did not list the keys under open/: its answer is not a complete list; try again',
    });
  });

  test('is an error if its second page is truncated', async () => {
    const first = page(
      `<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>${key('open/a')}`,
    );
    const list = await listerOf([object(first), object(page(key('open/b')).slice(0, 60))]);

    await expect(list('open/', neverAborted)).rejects.toMatchObject({ name: 'StorageError' });
  });

  test('is read if it is complete, even if it is empty', async () => {
    const list = await listerOf([
      object(page(`<KeyCount>2</KeyCount>${key('open/a')}${key('open/b%2Bc')}`)),
      object(page('<KeyCount>0</KeyCount>')),
      object('<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></ListBucketResult>'),
    ]);

    expect(await list('open/', neverAborted)).toEqual(['open/a', 'open/b+c']);
    expect(await list('open/', neverAborted)).toEqual([]);
    expect(await list('open/', neverAborted)).toEqual([]);
  });

  async function listerOf(turns: Turn[]) {
    const { endpoint } = await fakeS3(turns);
    const connection = warmConnection(new URL(endpoint));
    return s3Lister({
      bucket: 'ledger',
      region,
      endpoint,
      connection,
      clock: systemClock,
      credentials: async () => credentials,
    });
  }
});

describe('RL8 a connection pool that many readers share', () => {
  test.each([4, 16])('has the configured number of sockets: %i', async (atOnce) => {
    const { endpoint, connections } = await fakeS3();
    const connection = warmConnection(new URL(endpoint), atOnce);
    const read = s3Reader({
      bucket: 'ledger',
      region,
      endpoint,
      connection,
      clock: systemClock,
      credentials: async () => credentials,
    });

    for (const _ of [1, 2]) await Promise.all(Array.from({ length: 40 }, () => read('approvals/a.json', neverAborted)));

    expect(connections()).toBe(atOnce);
  });
});
