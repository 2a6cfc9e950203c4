import { crc32 } from 'node:zlib';
import type { UnsignedRequest } from '../../runtime/aws/signer.ts';
import type { ObjectStore } from '../store.ts';
import { type S3Parts, s3Requests } from './s3-request.ts';

/** The IAM actions that our signed request needs. */
export const putActions = ['s3:PutObject'] as const;

/** As long as the SDK's clients wait. */
export const writeMs = 5000;

/**
 * Writes unconditionally and can do nothing else: for a function that only writes reports.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export function s3Put(parts: S3Parts): ObjectStore['put'] {
  const send = s3Requests(parts, 'store', writeMs);
  return async (key, body, signal) => {
    await send(key, requestToPut(key, body), signal);
  };
}

/** With a checksum, because a bucket with Object Lock takes nothing without. */
export function requestToPut(key: string, body: string, condition: Record<string, string> = {}) {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  const headers = {
    'content-type': key.endsWith('.json') ? 'application/json' : 'text/plain',
    'x-amz-checksum-crc32': checksum.toString('base64'),
    'x-amz-sdk-checksum-algorithm': 'CRC32',
    ...condition,
  };
  return { method: 'PUT', headers, body } satisfies Partial<UnsignedRequest>;
}
