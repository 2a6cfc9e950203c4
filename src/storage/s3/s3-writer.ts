import {
  DeleteObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { objectToPut, reach, s3Put, unavailable } from './s3-put.ts';
import type { S3Writing } from './s3-store.ts';

/**
 * Everything that changes something, through the SDK. Conditional writes need S3 itself or an emulator that implements them correctly.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function s3Writer(client: S3Client, bucket: string): S3Writing {
  return {
    create: (key, body, signal) => putIf(key, body, { IfNoneMatch: '*' }, signal),
    replace: (key, etag, body, signal) => putIf(key, body, { IfMatch: etag }, signal),
    put: s3Put(client, bucket),
    async remove(key, signal) {
      await reach(key, client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal }));
    },
  };

  async function putIf(key: string, body: string, condition: Partial<PutObjectCommandInput>, signal: AbortSignal) {
    try {
      const { ETag } = await client.send(new PutObjectCommand({ ...objectToPut(bucket, key, body), ...condition }), {
        abortSignal: signal,
      });
      return ETag;
    } catch (error) {
      if (isLostRace(error)) return undefined;
      throw unavailable(key, error);
    }
  }
}

/** 412: somebody else was first. 409: somebody is writing at this moment. 404: the object to replace is gone. */
function isLostRace(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    [404, 409, 412].includes(error.$metadata.httpStatusCode ?? 0) &&
    error.name !== 'NoSuchBucket'
  );
}
