import { GetObjectCommand } from '@aws-sdk/client-s3';
import { s3Client } from './s3-client.ts';

/** The content of an object of any bucket, as it arrives. Loaded when first needed, because it includes the SDK. */
export async function readS3Object(
  endpoint: string | undefined,
  { bucket, key }: { bucket: string; key: string },
  abortSignal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: key });
  const { Body } = await s3Client(endpoint).send(command, { abortSignal });
  if (Body === undefined) throw new Error('S3 returned no body');
  // In Node.js it is a stream.
  return Body as unknown as AsyncIterable<Uint8Array>;
}
