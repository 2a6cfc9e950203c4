import { type BucketVariables, ownBucket } from '../../storage/s3/own-bucket.ts';
import { s3Put } from '../../storage/s3/s3-put.ts';

/** Loaded when the first report is written. */
export function reportWriter(environment: BucketVariables) {
  return s3Put(ownBucket(environment));
}
