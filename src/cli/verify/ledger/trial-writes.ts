import type { S3Client } from '@aws-sdk/client-s3';
import { formatError } from '../../../wording/values.ts';
import { isDenied } from '../../aws/explain-aws-error.ts';
import { nowhere } from '../functions/nobody.ts';

/** What S3 did. `denied`: the policy of the bucket denies it. `exists`: the condition of the write was not met. */
export type WriteResult = 'written' | 'denied' | 'exists';

/** An object, or a version of one, that could not be removed, and the command that removes it. */
export type Leftover = { what: string; why: string; command: string };

/** Writes to the ledger that are undone at the end. */
export interface TrialWrites {
  /** Each call has its own key, below a folder of the ledger. Reject if S3 refuses for another reason than the policy of the bucket. */
  put(key: string, condition?: { IfNoneMatch: '*' }): Promise<WriteResult>;
  /** Without a version, S3 would add a marker that hides the object. */
  remove(key: string, VersionId?: string): Promise<WriteResult>;
  /** Removes what was written, and what an earlier run left that was killed. Resolves to what could not be removed. */
  cleanUp(): Promise<readonly Leftover[]>;
}

const Body = 'greenlight verify; safe to delete';

/** Another run may be in progress, but not for this long. */
const maxRunMs = 3_600_000;

type Place = { Bucket: string; bypass: boolean };

/**
 * @param bypass - whether Object Lock lets those who have `s3:BypassGovernanceRetention` remove a version
 */
export function trialWrites(client: S3Client, { Bucket, bypass }: Place): TrialWrites {
  const folders = new Set<string>();
  const keys = new Set<string>();
  /** Noted before it is sent: it may have been written even if its answer is lost. */
  const noting = async (key: string, send: () => Promise<unknown>): Promise<WriteResult> => {
    keys.add(key);
    folders.add(key.slice(0, key.indexOf('/')));
    try {
      await send();
      return 'written';
    } catch (error) {
      return resultOf(error);
    }
  };
  return {
    async put(Key, condition = undefined) {
      const { PutObjectCommand } = await import('@aws-sdk/client-s3');
      const input = { Bucket, Key, Body, ContentLength: Body.length, ...condition };
      return noting(Key, () => client.send(new PutObjectCommand(input)));
    },
    async remove(Key, VersionId) {
      const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
      const input = { Bucket, Key, ...(VersionId !== undefined && { VersionId }) };
      return noting(Key, () => client.send(new DeleteObjectCommand(input)));
    },
    async cleanUp() {
      const left: Leftover[] = [];
      for (const folder of folders)
        left.push(...(await removeAll(client, { Bucket, bypass }, `${folder}/${nowhere}/`, keys)));
      return left;
    },
  };
}

/** A missing permission of the caller proves nothing about the policy of the bucket. S3 says which kind of policy has refused it. */
function resultOf(error: unknown): WriteResult {
  if (error instanceof Error && error.name === 'PreconditionFailed') return 'exists';
  if (isDenied(error) && /explicit deny in a resource-based policy/.test(formatError(error))) return 'denied';
  throw error;
}

async function removeAll(
  client: S3Client,
  { Bucket, bypass }: Place,
  Prefix: string,
  own: ReadonlySet<string>,
): Promise<readonly Leftover[]> {
  const { DeleteObjectCommand, ListObjectVersionsCommand } = await import('@aws-sdk/client-s3');
  const left: Leftover[] = [];
  try {
    const listed = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
    for (const { Key = '', VersionId = 'null', LastModified } of [
      ...(listed.Versions ?? []),
      ...(listed.DeleteMarkers ?? []),
    ]) {
      const isOld = LastModified !== undefined && Date.now() - LastModified.getTime() > maxRunMs;
      if (!own.has(Key) && !isOld) continue;
      try {
        await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
      } catch (error) {
        const command = `aws s3api delete-object --bucket ${Bucket} --key ${Key} --version-id ${VersionId}${bypass ? ' --bypass-governance-retention' : ''}`;
        left.push({ what: `${Key}, version ${VersionId}`, why: formatError(error), command });
      }
    }
  } catch (error) {
    const command = `aws s3api list-object-versions --bucket ${Bucket} --prefix ${Prefix}`;
    left.push({ what: `perhaps something under ${Prefix}`, why: formatError(error), command });
  }
  return left;
}
