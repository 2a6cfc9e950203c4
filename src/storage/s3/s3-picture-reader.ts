import { s3Get } from './s3-get.ts';
import type { S3Parts } from './s3-request.ts';

/** The IAM actions that our signed request needs. */
export const pictureActions = ['s3:GetObject', 's3:ListBucket'] as const;

/** Reads pictures without the SDK, which would take longer to load than to read them. Undefined if there is no such object. */
export function s3PictureReader(parts: S3Parts) {
  const get = s3Get({ ...parts, encoding: 'latin1' });
  return async (key: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const answer = await get(key, {}, signal);
    return answer && Buffer.from(answer.body, 'latin1');
  };
}
