import { s3Put } from '../../storage/s3/s3-put.ts';
import { s3Client } from './s3-client.ts';

/** Loaded when the first report is written, because it includes the SDK. */
export function reportWriter(bucket: string, endpoint: string | undefined) {
  return s3Put(s3Client(endpoint), bucket);
}
