import { describe, expect, test } from 'vitest';
import { warmConnection } from '../../../src/runtime/aws/send-signed.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { s3Lister } from '../../../src/storage/s3/s3-lister.ts';
import { bucketAddress } from '../../../src/storage/s3/s3-location.ts';
import { s3Reader } from '../../../src/storage/s3/s3-reader.ts';
import type { S3Parts } from '../../../src/storage/s3/s3-request.ts';
import type { ObjectStore } from '../../../src/storage/store.ts';
import { selfSigned } from '../../checks/smoke/self-signed.ts';
import { key, neverAborted } from '../../helpers/approval.ts';
import { credentials, cut, fakeS3, isSigned, object, refusal, region, reset } from './fake-s3.ts';

describe('s3Reader', () => {
  test('returns the object with its etag and its time', async () => {
    const { endpoint } = await fakeS3([object('{"status":"PENDING"}')]);

    expect(await readerFor(endpoint)(key, neverAborted)).toEqual({
      body: '{"status":"PENDING"}',
      etag: '"e1"',
      lastModified: new Date('2026-11-22T14:00:00Z'),
    });
  });

  test.each([key, 'approvals/PRE@12.5.release.json', "reports/it's (1)*!.json", 'ü €/a+b%2F.json'])(
    'signs the request for %s as S3 expects',
    async (name) => {
      const { endpoint, requests } = await fakeS3();

      await readerFor(endpoint)(name, neverAborted);

      expect(requests.map((request) => isSigned(request))).toEqual([true]);
      expect(decodeURIComponent(requests[0]?.url ?? '')).toBe(`/ledger/${name}`);
      expect(requests[0]?.headers['x-amz-security-token']).toBe('a-session-token');
    },
  );

  test('uses the current credentials at each call', async () => {
    const { endpoint, requests } = await fakeS3();
    const keys = ['AKIDEXAMPLE', 'AKIDROTATED'];
    const read = readerFor(endpoint, async () => ({ ...credentials, accessKeyId: keys.shift() ?? '' }));

    await read(key, neverAborted);
    await read(key, neverAborted);

    expect(requests.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual([
      'AKIDEXAMPLE',
      'AKIDROTATED',
    ]);
  });

  test.each([
    ['500', refusal(500, 'InternalError')],
    ['503', refusal(503, 'SlowDown')],
    ['a connection that is reset', reset],
    ['an answer that is cut', cut],
  ])('tries again twice after %s', async (_what, failing) => {
    const { endpoint, requests } = await fakeS3([failing, failing, object('{"status":"PENDING"}')]);

    expect(await readerFor(endpoint)(key, neverAborted)).toMatchObject({ body: '{"status":"PENDING"}' });
    expect(requests).toHaveLength(3);
  });

  test.each([
    ['503', refusal(503, 'SlowDown'), /^S3 did not return approvals\/\S+: status 503, SlowDown$/],
    ['a connection that is reset', reset, /^S3 did not return approvals\/\S+: socket hang up|ECONNRESET/],
  ])('gives up after the third %s', async (_what, failing, message) => {
    const { endpoint, requests } = await fakeS3([failing, failing, failing, object('{}')]);

    await expect(readerFor(endpoint)(key, neverAborted)).rejects.toMatchObject({
      name: 'StorageError',
      message: expect.stringMatching(message),
    });
    expect(requests).toHaveLength(3);
  });

  test.each([
    [403, 'AccessDenied'],
    [403, 'SignatureDoesNotMatch'],
    [400, 'ExpiredToken'],
    [301, 'PermanentRedirect'],
    [404, 'NoSuchBucket'],
  ])('gives up at once at %i %s', async (status, code) => {
    const { endpoint, requests } = await fakeS3([refusal(status, code)]);

    await expect(readerFor(endpoint)(key, neverAborted)).rejects.toMatchObject({
      name: 'StorageError',
      message: `S3 did not return ${key}: status ${status}, ${code}`,
    });
    expect(requests).toHaveLength(1);
  });

  test('treats NoSuchKey, and nothing else, as a missing object', async () => {
    const { endpoint } = await fakeS3([
      refusal(404, 'NoSuchKey'),
      (_request, response) => response.writeHead(404).end(),
    ]);
    const read = readerFor(endpoint);

    expect(await read(key, neverAborted)).toBeUndefined();
    await expect(read(key, neverAborted)).rejects.toThrow('status 404, no code');
  });

  test('reads no more than two megabytes', async () => {
    const { endpoint } = await fakeS3(Array.from({ length: 3 }, () => object('x'.repeat(2_000_001))));

    await expect(readerFor(endpoint)(key, neverAborted)).rejects.toThrow('the object is larger than 2000000 bytes');
  });

  test('stops when aborted', async () => {
    const controller = new AbortController();
    const { endpoint, requests } = await fakeS3([() => controller.abort(new Error('the time budget is used up'))]);

    await expect(readerFor(endpoint)(key, controller.signal)).rejects.toMatchObject({ name: 'StorageError' });
    expect(requests).toHaveLength(1);
  });

  test('puts no credential into an error', async () => {
    const { endpoint } = await fakeS3([refusal(403, 'AccessDenied')]);

    const error = await readerFor(endpoint)(key, neverAborted).catch(String);

    expect(error).toContain('AccessDenied');
    expect(error).not.toMatch(/AKIDEXAMPLE|the-secret|a-session-token/);
  });
});

describe('the connection of s3Reader', () => {
  test('is kept between polls', async () => {
    const { endpoint, connections, requests } = await fakeS3();
    const read = readerFor(endpoint);

    for (let poll = 0; poll < 5; poll += 1) await read(key, neverAborted);

    expect(requests).toHaveLength(5);
    expect(connections()).toBe(1);
  });

  test('is reopened if the server has closed it between two polls', async () => {
    const s3 = await fakeS3();
    const read = readerFor(s3.endpoint);
    await read(key, neverAborted);

    s3.closeConnections();

    expect(await read(key, neverAborted)).toMatchObject({ etag: '"e1"' });
    expect(s3.connections()).toBe(2);
  });

  test('is refused to a server without a certificate for that host', async () => {
    const { endpoint, requests } = await fakeS3([], selfSigned('localhost'));

    await expect(readerFor(endpoint)(key, neverAborted)).rejects.toThrow(/self-signed certificate/);
    expect(requests).toEqual([]);
  });
});

describe('s3Lister', () => {
  test('reads page after page, signs each request, and treats a plus as a space', async () => {
    const page = (key: string, more = '') =>
      object(`<ListBucketResult><Contents><Key>${key}</Key></Contents>${more}</ListBucketResult>`);
    const { endpoint, requests } = await fakeS3([
      page('reports/my+check%2B1.json', '<NextContinuationToken>1/a+b=</NextContinuationToken>'),
      page('reports/%C3%BC%26.json'),
    ]);

    const keys = await s3Lister(partsFor(endpoint))('reports/(a) ', neverAborted);

    expect(keys).toEqual(['reports/my check+1.json', 'reports/ü&.json']);
    expect(requests.map((request) => isSigned(request))).toEqual([true, true]);
    expect(requests.map(({ url }) => Object.fromEntries(new URL(url ?? '', endpoint).searchParams))).toEqual([
      { 'encoding-type': 'url', 'list-type': '2', prefix: 'reports/(a) ' },
      { 'encoding-type': 'url', 'list-type': '2', prefix: 'reports/(a) ', 'continuation-token': '1/a+b=' },
    ]);
  });

  test('reports what could not be listed', async () => {
    const { endpoint } = await fakeS3([refusal(403, 'AccessDenied')]);

    await expect(s3Lister(partsFor(endpoint))('open/', neverAborted)).rejects.toMatchObject({
      name: 'StorageError',
      message: 'S3 did not return the keys under open/: status 403, AccessDenied',
    });
  });
});

describe('bucketAddress', () => {
  test.each([
    [{ bucket: 'ledger', region: 'eu-west-1' }, 'https://ledger.s3.eu-west-1.amazonaws.com/', '/'],
    [{ bucket: 'ledger.of.ours', region: 'eu-west-1' }, 'https://s3.eu-west-1.amazonaws.com/', '/ledger.of.ours/'],
    [{ bucket: 'ledger', region: 'cn-north-1' }, 'https://ledger.s3.cn-north-1.amazonaws.com.cn/', '/'],
    [{ bucket: 'ledger', region: 'us-gov-west-1' }, 'https://ledger.s3.us-gov-west-1.amazonaws.com/', '/'],
    [
      { bucket: 'ledger', region: 'eu-west-1', endpoint: 'http://127.0.0.1:5000' },
      'http://127.0.0.1:5000/',
      '/ledger/',
    ],
    [
      { bucket: 'ledger', region: 'eu-west-1', endpoint: 'http://localhost:5000/s3/' },
      'http://localhost:5000/s3/',
      '/s3/ledger/',
    ],
  ])('of %j is %s', (location, origin, pathPrefix) => {
    expect(bucketAddress(location)).toEqual({ origin: new URL(origin), pathPrefix });
  });
});

function readerFor(endpoint: string, asked = async () => credentials): ObjectStore['read'] {
  return s3Reader({ ...partsFor(endpoint), credentials: asked });
}

function partsFor(endpoint: string): S3Parts {
  const location = { bucket: 'ledger', region, endpoint };
  return {
    ...location,
    connection: warmConnection(bucketAddress(location).origin),
    clock: systemClock,
    credentials: async () => credentials,
  };
}
