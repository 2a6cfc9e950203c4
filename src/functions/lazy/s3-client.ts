import { S3Client } from '@aws-sdk/client-s3';
import { sdkTimeouts } from './sdk.ts';

export function s3Client(endpoint: string | undefined): S3Client {
  // A custom endpoint (an emulator) has no host name for each bucket.
  return new S3Client({ ...sdkTimeouts, forcePathStyle: endpoint !== undefined });
}
