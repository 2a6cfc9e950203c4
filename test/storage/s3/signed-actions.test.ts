import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { warmConnection } from '../../../src/runtime/aws/send-signed.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { listerActions, s3Lister } from '../../../src/storage/s3/s3-lister.ts';
import { readerActions, s3Reader } from '../../../src/storage/s3/s3-reader.ts';
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
])('$name asks S3 only for the actions that it declares', async ({ declared, implied, use }) => {
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

  await use({
    ...{ bucket: 'ledger', region: 'us-east-1', endpoint },
    connection: warmConnection(new URL(endpoint)),
    clock: systemClock,
    credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }),
  });

  expect(requests).toHaveLength(1);
  expect([...requests.map(actionOf), ...implied].sort()).toEqual([...declared].sort());
});

type Parts = Parameters<typeof s3Reader>[0];

/** The action that S3 checks for a request. */
function actionOf(request: string): string {
  if (/^GET \/ledger\/\?.*list-type=2/.test(request)) return 's3:ListBucket';
  if (/^GET \/ledger\/[^?]+$/.test(request)) return 's3:GetObject';
  return `something else: ${request}`;
}
