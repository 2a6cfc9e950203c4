import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { PictureStore } from '../../src/checks/browser/keep-pictures.ts';
import { s3Client } from '../../src/functions/lazy/s3-client.ts';

/** Writes pictures to the ledger's bucket and can do nothing else. Loaded when the first one is kept, because it includes the SDK. */
export function pictureStore(bucket: string, endpoint: string | undefined): PictureStore {
  const client: Pick<S3Client, 'send'> = s3Client(endpoint);
  return {
    async put(Key, png, abortSignal) {
      const object = { Bucket: bucket, Key, Body: png, ContentLength: png.length, ContentType: 'image/png' };
      await client.send(new PutObjectCommand(object), { abortSignal });
    },
  };
}
