import { isMissing } from './s3-get.ts';
import { requestToPut, s3Put, writeMs } from './s3-put.ts';
import { type S3Answer, type S3Parts, s3Requests } from './s3-request.ts';
import type { S3Writing } from './s3-store.ts';

/** The IAM actions that our signed requests need. */
export const writerActions = ['s3:PutObject', 's3:DeleteObject'] as const;

/**
 * Everything that changes something. Conditional writes need S3 itself or an emulator that implements them correctly.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function s3Writer(parts: S3Parts): S3Writing {
  const putIf = s3Requests(parts, 'store', writeMs, isLostRace);
  const remove = s3Requests(parts, 'store', writeMs, isGone);
  return {
    async create(key, body, signal) {
      return etagOf(await putIf(key, requestToPut(key, body, { 'if-none-match': '*' }), signal));
    },
    async replace(key, etag, body, signal) {
      return etagOf(await putIf(key, requestToPut(key, body, { 'if-match': etag }), signal));
    },
    put: s3Put(parts),
    async remove(key, signal) {
      await remove(key, { method: 'DELETE' }, signal);
    },
  };
}

function etagOf(answer: S3Answer): string | undefined {
  return answer?.response.headers.etag;
}

/** The answer to a DELETE, whether or not there was an object. */
function isGone(status: number): boolean {
  return status === 204;
}

/** 412: somebody else was first. 409: somebody is writing at this moment. 404: the object to replace is gone. */
function isLostRace(status: number, code: string): boolean {
  return status === 412 || status === 409 || isMissing(status, code);
}
