import type { ObjectStore } from '../store.ts';
import { s3Get } from './s3-get.ts';
import type { S3Parts } from './s3-request.ts';

/** The IAM actions that our signed requests need. Without the second, S3 responds 403 instead of 404 for a missing object. */
export const readerActions = ['s3:GetObject', 's3:ListBucket'] as const;

/**
 * The hot path of every poll: a single GET.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function s3Reader(parts: S3Parts): ObjectStore['read'] {
  const get = s3Get(parts);
  return async (key, signal) => {
    const answer = await get(key, {}, signal);
    if (!answer) return undefined;
    const { etag = '', 'last-modified': lastModified = '' } = answer.response.headers;
    return { body: answer.body, etag, lastModified: new Date(lastModified) };
  };
}
