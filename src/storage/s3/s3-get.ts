import { type S3Parts, s3Requests } from './s3-request.ts';

/** GETs of a bucket. A missing object is undefined. */
export function s3Get(parts: S3Parts) {
  return s3Requests(parts, 'return', 3000, isMissing);
}

/** Of an object, not of the bucket. */
export function isMissing(status: number, code: string): boolean {
  return status === 404 && code === 'NoSuchKey';
}
