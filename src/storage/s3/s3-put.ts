import { PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import { formatError } from '../../wording/values.ts';
import { StorageError } from '../storage-error.ts';
import type { ObjectStore } from '../store.ts';

/** Writes unconditionally and can do nothing else: for a function that only writes reports. */
export function s3Put(client: S3Client, bucket: string): ObjectStore['put'] {
  return async (key, body, signal) => {
    await reach(key, client.send(new PutObjectCommand(objectToPut(bucket, key, body)), { abortSignal: signal }));
  };
}

export function objectToPut(bucket: string, key: string, body: string): PutObjectCommandInput {
  const ContentType = key.endsWith('.json') ? 'application/json' : 'text/plain';
  // Without a length, the SDK treats an empty body as a stream and warns on the console.
  return { Bucket: bucket, Key: key, Body: body, ContentLength: Buffer.byteLength(body), ContentType };
}

export async function reach<T>(key: string, sent: Promise<T>): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    throw unavailable(key, error);
  }
}

export function unavailable(key: string, cause: unknown): StorageError {
  return new StorageError(`S3 did not store ${key}: ${formatError(cause)}`, { cause });
}
