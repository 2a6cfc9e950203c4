import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { warmConnection } from '../../../src/runtime/aws/send-signed.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { listerActions, s3Lister } from '../../../src/storage/s3/s3-lister.ts';
import { putActions, s3Put } from '../../../src/storage/s3/s3-put.ts';
import { readerActions, s3Reader } from '../../../src/storage/s3/s3-reader.ts';
import { s3Writer, writerActions } from '../../../src/storage/s3/s3-writer.ts';
import { neverAborted } from '../../helpers/approval.ts';

test.each([
  // ListBucket decides whether S3 distinguishes a missing object from a forbidden one, without a separate request.
  {
    name: 'the reader',
    declared: readerActions,
    implied: ['s3:ListBucket'],
    use: (parts: Parts) => s3Reader(parts)('approvals/a.json', neverAborted),
  },
  {
    name: 'the lister',
    declared: listerActions,
    implied: [],
    use: (parts: Parts) => s3Lister(parts)('open/', neverAborted),
  },
  {
    name: 'the function that only writes',
    declared: putActions,
    implied: [],
    use: (parts: Parts) => s3Put(parts)('reports/a.json', '{}', neverAborted),
  },
])('$name asks S3 only for the actions that it declares', async ({ declared, implied, use }) => {
  const { parts, requests } = await startS3();

  await use(parts);
  expect(requests).toHaveLength(1);
  expect([...requests.map(actionOf), ...implied].sort()).toEqual([...declared].sort());
});

test('the writer asks S3 only for the actions that it declares', async () => {
  const { parts, requests } = await startS3();
  const { create, replace, put, remove } = s3Writer(parts);

  await create('a.json', '', neverAborted);
  await replace('a.json', '"e"', '', neverAborted);
  await put('a.json', '', neverAborted);
  await remove('a.json', neverAborted);

  expect(requests).toHaveLength(4);
  expect(new Set(requests.map(actionOf))).toEqual(new Set(writerActions));
});

async function startS3() {
  const requests: string[] = [];
  const server = createServer(({ method, url }, response) => {
    requests.push(`${method} ${url}`);
    response.end('<ListBucketResult></ListBucketResult>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const parts = {
    ...{ bucket: 'ledger', region: 'us-east-1', endpoint },
    connection: warmConnection(new URL(endpoint)),
    clock: systemClock,
    credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }),
  };
  return { parts, requests };
}

type Parts = Parameters<typeof s3Reader>[0];

/** The action that S3 checks for a request. */
function actionOf(request: string): string {
  if (/^GET \/ledger\/\?.*list-type=2/.test(request)) return 's3:ListBucket';
  if (/^GET \/ledger\/[^?]+$/.test(request)) return 's3:GetObject';
  if (/^PUT \/ledger\/[^?]+$/.test(request)) return 's3:PutObject';
  if (/^DELETE \/ledger\/[^?]+$/.test(request)) return 's3:DeleteObject';
  return `something else: ${request}`;
}
