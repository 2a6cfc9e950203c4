import { S3Client } from '@aws-sdk/client-s3';
import { sdkTimeouts } from './sdk.ts';

export function s3Client(endpoint: string | undefined): S3Client {
  // Another endpoint than AWS's own (an emulator) has no host name per bucket.
  return new S3Client({ ...sdkTimeouts, forcePathStyle: endpoint !== undefined });
}
