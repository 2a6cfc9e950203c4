import { s3Writer } from '../../storage/s3/s3-writer.ts';
import { s3Client } from './s3-client.ts';

/** Loaded when something is first written, because it includes the SDK. */
export function ledgerWriter(bucket: string, endpoint: string | undefined) {
  return s3Writer(s3Client(endpoint), bucket);
}
