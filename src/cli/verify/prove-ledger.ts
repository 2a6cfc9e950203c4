import type { S3Client } from '@aws-sdk/client-s3';
import { formatError } from '../../wording/values.ts';
import { isDenied } from '../aws/explain-aws-error.ts';
import { type AppProof, failed, proved, unknown } from './proof.ts';

const Key = 'links/greenlight-verify';
const Body = 'greenlight verify';

/**
 * Tries to write a link without the condition that the policy of the bucket demands. S3 must refuse it, for every caller. If it does not, the object is
 * removed again.
 */
export async function proveLedger(client: S3Client, Bucket: string): Promise<AppProof> {
  const what = 'the ledger refuses to overwrite a link';
  const { DeleteObjectCommand, PutObjectCommand } = await import('@aws-sdk/client-s3');
  try {
    const { VersionId } = await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: Body.length }));
    await client.send(new DeleteObjectCommand({ Bucket, Key, ...(VersionId !== undefined && { VersionId }) }));
    return failed(what, 'S3 accepted it; the object was removed again');
  } catch (error) {
    if (!isDenied(error)) return unknown(what, formatError(error));
    // S3 says which kind of policy has refused it.
    return /explicit deny in a resource-based policy/.test(formatError(error))
      ? proved(what, 'its policy denies it')
      : unknown(what, 'S3 denied it, but not by the policy of the bucket: you may not write there in any case');
  }
}
