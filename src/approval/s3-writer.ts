import {
  DeleteObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { describeError } from '../hook/describe.ts';
import { ApprovalError } from './approval-error.ts';
import type { S3Writing } from './s3-store.ts';

/**
 * Everything that changes something, through the SDK. Conditional writes need S3 itself or an emulator that keeps their promise.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function s3Writer(client: S3Client, bucket: string): S3Writing {
  return {
    create: (key, body, signal) => putIf(key, body, { IfNoneMatch: '*' }, signal),
    replace: (key, etag, body, signal) => putIf(key, body, { IfMatch: etag }, signal),
    async put(key, body, signal) {
      await reach(key, client.send(new PutObjectCommand(object(key, body)), { abortSignal: signal }));
    },
    async remove(key, signal) {
      await reach(key, client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal }));
    },
  };

  async function putIf(key: string, body: string, condition: Partial<PutObjectCommandInput>, signal: AbortSignal) {
    try {
      const { ETag } = await client.send(new PutObjectCommand({ ...object(key, body), ...condition }), {
        abortSignal: signal,
      });
      return ETag;
    } catch (error) {
      if (isLostRace(error)) return undefined;
      throw unavailable(key, error);
    }
  }

  function object(key: string, body: string) {
    const ContentType = key.endsWith('.json') ? 'application/json' : 'text/plain';
    // Without its length the SDK takes an empty body for a stream, and warns of it on the console.
    return { Bucket: bucket, Key: key, Body: body, ContentLength: Buffer.byteLength(body), ContentType };
  }
}

/** 412: somebody was first. 409: somebody is writing at this moment. 404: the object to replace is gone. */
function isLostRace(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    [404, 409, 412].includes(error.$metadata.httpStatusCode ?? 0) &&
    error.name !== 'NoSuchBucket'
  );
}

async function reach<T>(key: string, sent: Promise<T>): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    throw unavailable(key, error);
  }
}

function unavailable(key: string, cause: unknown): ApprovalError {
  return new ApprovalError('LEDGER_UNAVAILABLE', `S3 did not take ${key}: ${describeError(cause)}`, { cause });
}
