import { S3Client } from '@aws-sdk/client-s3';
import { s3Writer } from '../approval/s3-writer.ts';
import { sdkTimeouts } from './sdk.ts';

/** Loaded when something is first written, because it brings the SDK. */
export function ledgerWriter(bucket: string, endpoint: string | undefined) {
  // Another endpoint than AWS's own (an emulator) has no host name per bucket.
  return s3Writer(new S3Client({ ...sdkTimeouts, forcePathStyle: endpoint !== undefined }), bucket);
}
