import { text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { warmConnection } from '../../../src/runtime/aws/send-signed.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { bucketAddress } from '../../../src/storage/s3/s3-location.ts';
import type { S3Writing } from '../../../src/storage/s3/s3-store.ts';
import { s3Writer } from '../../../src/storage/s3/s3-writer.ts';
import { key, neverAborted } from '../../helpers/approval.ts';
import { credentials, fakeS3, isSigned, object, refusal, region, reset, type Turn } from './fake-s3.ts';

const body = '{"who":"Zoë €"}\n';

/** Each operation, and what it resolves to if S3 has done it. */
const operations = {
  create: [(store: S3Writing, signal = neverAborted) => store.create(key, body, signal), '"e1"'],
  replace: [(store: S3Writing, signal = neverAborted) => store.replace(key, '"e0"', body, signal), '"e1"'],
  put: [(store: S3Writing, signal = neverAborted) => store.put(key, body, signal), undefined],
  remove: [(store: S3Writing, signal = neverAborted) => store.remove(key, signal), undefined],
} as const;
const each = Object.entries(operations).map(([name, [operate, done]]) => ({ name, operate, done }));

describe('s3Writer', () => {
  test.each([
    ['create', { 'if-none-match': '*' }],
    ['replace', { 'if-match': '"e0"' }],
    ['put', {}],
  ] as const)('sends a signed PUT for %s, with its condition and a checksum', async (name, condition) => {
    const bodies: Promise<string>[] = [];
    const s3 = await fakeS3([
      (request, response) => {
        bodies.push(text(request));
        request.on('end', () => object('')(request, response));
      },
    ]);

    await operations[name][0](writerFor(s3.endpoint));

    const [request] = s3.requests;
    expect(request).toMatchObject({ method: 'PUT', url: `/ledger/${key.replaceAll('@', '%40')}` });
    expect(await bodies[0]).toBe(body);
    expect(request && isSigned(request, 's3', body)).toBe(true);
    const { 'if-none-match': ifNone, 'if-match': ifMatch, ...headers } = request?.headers ?? {};
    expect({ ...(ifNone && { 'if-none-match': ifNone }), ...(ifMatch && { 'if-match': ifMatch }) }).toEqual(condition);
    expect(headers).toMatchObject({
      'content-length': String(Buffer.byteLength(body)),
      'content-type': 'application/json',
      'x-amz-checksum-crc32': Buffer.from(crc32(body).toString(16).padStart(8, '0'), 'hex').toString('base64'),
      'x-amz-sdk-checksum-algorithm': 'CRC32',
      'x-amz-security-token': credentials.sessionToken,
    });
    expect(/SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';')).toEqual(
      expect.arrayContaining([...Object.keys(condition), 'content-type', 'x-amz-checksum-crc32']),
    );
  });

  test('sends a signed DELETE for remove', async () => {
    const s3 = await fakeS3([(_request, response) => response.writeHead(204).end()]);

    await writerFor(s3.endpoint).remove(key, neverAborted);

    expect(s3.requests).toMatchObject([{ method: 'DELETE' }]);
    expect(s3.requests.map((request) => isSigned(request))).toEqual([true]);
  });

  test('calls everything that does not end in .json plain text, and sends the length of nothing', async () => {
    const s3 = await fakeS3([object('')]);

    await writerFor(s3.endpoint).put('open/one', '', neverAborted);

    expect(s3.requests[0]?.headers).toMatchObject({
      'content-type': 'text/plain',
      'content-length': '0',
      'x-amz-checksum-crc32': 'AAAAAA==',
    });
  });

  test.each(
    each.flatMap((row) =>
      (
        [
          ['500', refusal(500, 'InternalError')],
          ['503', refusal(503, 'SlowDown')],
          ['400 RequestTimeout', refusal(400, 'RequestTimeout')],
          ['a connection that is reset', reset],
        ] satisfies [string, Turn][]
      ).map(([what, failing]) => ({ ...row, what, failing })),
    ),
  )('tries $name again twice after $what', async ({ operate, done, failing }) => {
    const { endpoint, requests } = await fakeS3([failing, failing, object('')]);

    expect(await operate(writerFor(endpoint))).toBe(done);
    expect(requests).toHaveLength(3);
  });

  test.each(each)('gives up $name after the third 503', async ({ operate }) => {
    const failing = refusal(503, 'SlowDown');
    const { endpoint, requests } = await fakeS3([failing, failing, failing, object('')]);

    await expect(operate(writerFor(endpoint))).rejects.toMatchObject({
      name: 'StorageError',
      message: `S3 did not store ${key}: status 503, SlowDown`,
    });
    expect(requests).toHaveLength(3);
  });

  test.each(
    each.flatMap((row) =>
      (
        [
          [403, 'AccessDenied'],
          [400, 'ExpiredToken'],
          [301, 'PermanentRedirect'],
          [404, 'NoSuchBucket'],
        ] as const
      ).map(([status, code]) => ({ ...row, status, code })),
    ),
  )('gives up $name at once at $status $code, and shows no credential', async ({ operate, status, code }) => {
    const { endpoint, requests } = await fakeS3([refusal(status, code)]);

    await expect(operate(writerFor(endpoint))).rejects.toMatchObject({
      name: 'StorageError',
      message: `S3 did not store ${key}: status ${status}, ${code}`,
    });
    expect(requests).toHaveLength(1);
  });

  test.each([
    [412, 'PreconditionFailed'],
    [409, 'ConditionalRequestConflict'],
    [404, 'NoSuchKey'],
  ])('treats %i %s as a lost race if there is a condition, and as an error if there is none', async (status, code) => {
    const { endpoint, requests } = await fakeS3(Array.from({ length: 4 }, () => refusal(status, code)));
    const store = writerFor(endpoint);

    expect(await operations.create[0](store)).toBeUndefined();
    expect(await operations.replace[0](store)).toBeUndefined();
    await expect(operations.put[0](store)).rejects.toThrow(`status ${status}, ${code}`);
    await expect(operations.remove[0](store)).rejects.toThrow(`status ${status}, ${code}`);
    expect(requests).toHaveLength(4);
  });

  test('does not treat a 404 of something other than S3 as a lost race', async () => {
    const { endpoint } = await fakeS3([(_request, response) => response.writeHead(404).end('<html>')]);

    await expect(operations.replace[0](writerFor(endpoint))).rejects.toThrow('status 404, no code');
  });

  test.each(each)('stops $name when aborted', async ({ operate }) => {
    const controller = new AbortController();
    const { endpoint, requests } = await fakeS3([() => controller.abort(new Error('the time budget is used up'))]);

    await expect(operate(writerFor(endpoint), controller.signal)).rejects.toMatchObject({ name: 'StorageError' });
    expect(requests).toHaveLength(1);
  });

  test('keeps its connection from one request to the next', async () => {
    const s3 = await fakeS3();
    const store = writerFor(s3.endpoint);

    for (const { operate } of each) await operate(store);

    expect(s3.requests).toHaveLength(4);
    expect(s3.connections()).toBe(1);
  });
});

function writerFor(endpoint: string): S3Writing {
  const location = { bucket: 'ledger', region, endpoint };
  return s3Writer({
    ...location,
    connection: warmConnection(bucketAddress(location).origin),
    clock: systemClock,
    credentials: async () => credentials,
  });
}
