import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { s3AuditBucket } from '../../../../src/cli/audit/bucket/s3-audit-bucket.ts';
import { awsClients } from '../../../../src/cli/aws/aws-clients.ts';
import { neverAborted } from '../../../helpers/approval.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const slowDown =
  '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>';
const pageOf = (key: string, token = '') =>
  `<?xml version="1.0"?><ListBucketResult><IsTruncated>${token !== ''}</IsTruncated><Contents><Key>${key}</Key><LastModified>2026-11-22T14:00:00.000Z</LastModified></Contents>${token}</ListBucketResult>`;

/** A bucket of two pages that asks twice to be asked more slowly. */
async function slowBucket() {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const isSlow = asked.length <= 2;
    const next = '<NextContinuationToken>two</NextContinuationToken>';
    const page = url.includes('continuation-token=two') ? pageOf('approvals/b') : pageOf('approvals/a', next);
    response.writeHead(isSlow ? 503 : 200, { 'content-type': 'application/xml' }).end(isSlow ? slowDown : page);
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEVE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  return { asked, bucket: await s3AuditBucket(await awsClients({ region: 'us-west-2' }), 'ledger') };
}

test('a bucket that answers SlowDown is asked again, and all of its pages are read', async () => {
  const { asked, bucket } = await slowBucket();
  const keys: string[] = [];
  for await (const page of bucket.pages('approvals/', neverAborted)) keys.push(...page.map(({ key }) => key));

  expect(keys).toEqual(['approvals/a', 'approvals/b']);
  expect(asked).toHaveLength(4);
});
