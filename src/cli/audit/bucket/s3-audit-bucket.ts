import type { ListObjectsV2CommandOutput, ListObjectVersionsCommandOutput, S3Client } from '@aws-sdk/client-s3';
import type { AwsClients } from '../../aws/aws-clients.ts';
import type { AuditBucket, ListedKey, ListedVersion } from './audit-bucket.ts';

/**
 * The bucket by the SDK, with a client of its own: a bucket that answers `SlowDown` is asked more slowly, up to ten times for each request.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export async function s3AuditBucket(clients: AwsClients, name: string): Promise<AuditBucket> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const { config } = await clients.s3();
  const { region, credentials, forcePathStyle } = config;
  const client = new S3Client({ region, credentials, forcePathStyle, maxAttempts: 10, retryMode: 'adaptive' });
  return auditBucketOf(client, name);
}

function auditBucketOf(client: S3Client, name: string): AuditBucket {
  return {
    name,
    async *pages(prefix, signal) {
      const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
      let token: string | undefined;
      do {
        const input = { Bucket: name, Prefix: prefix, ...(token !== undefined && { ContinuationToken: token }) };
        const page = await client.send(new ListObjectsV2Command(input), { abortSignal: signal });
        yield keysOf(page);
        token = page.NextContinuationToken;
      } while (token !== undefined);
    },
    async *versionPages(prefix, signal) {
      const { ListObjectVersionsCommand } = await import('@aws-sdk/client-s3');
      let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
      while (from) {
        const page: ListObjectVersionsCommandOutput = await client.send(
          new ListObjectVersionsCommand({ Bucket: name, Prefix: prefix, ...from }),
          { abortSignal: signal },
        );
        yield versionsOf(page);
        const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
        from =
          page.IsTruncated && KeyMarker !== undefined
            ? { KeyMarker, ...(VersionIdMarker !== undefined && { VersionIdMarker }) }
            : undefined;
      }
    },
    async read(key, signal, versionId) {
      const { GetObjectCommand, NoSuchKey } = await import('@aws-sdk/client-s3');
      const input = { Bucket: name, Key: key, ...(versionId !== undefined && { VersionId: versionId }) };
      try {
        const {
          Body,
          ETag = '',
          LastModified,
        } = await client.send(new GetObjectCommand(input), {
          abortSignal: signal,
        });
        const body = (await Body?.transformToString()) ?? '';
        return { body, etag: ETag, lastModified: LastModified ?? new Date(0) };
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
  };
}

function keysOf({ Contents = [] }: ListObjectsV2CommandOutput): ListedKey[] {
  return Contents.flatMap(({ Key: key, LastModified: lastModified = new Date(0) }) =>
    key === undefined ? [] : [{ key, lastModified }],
  );
}

/** S3 lists versions and delete markers apart, each newest first. */
function versionsOf({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput): ListedVersion[] {
  const all = [
    ...Versions.map((one) => ({ ...one, isDeleted: false })),
    ...DeleteMarkers.map((one) => ({ ...one, isDeleted: true })),
  ].flatMap(({ Key: key, VersionId: versionId, LastModified: lastModified = new Date(0), isDeleted }) =>
    key === undefined || versionId === undefined ? [] : [{ key, versionId, lastModified, isDeleted }],
  );
  return all.sort((left, right) =>
    left.key === right.key ? right.lastModified.getTime() - left.lastModified.getTime() : left.key < right.key ? -1 : 1,
  );
}
