import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { trialWrites } from '../../../../src/cli/verify/ledger/trial-writes.ts';

type Version = { Key: string; VersionId: string; LastModified: Date };

/** S3 with versions, without conditions and policies. The answer of a put may be lost after it was done. */
function versionedBucket(stored: Version[] = []) {
  let number = 0;
  let lost = false;
  const removed: object[] = [];
  const send = async (command: object) => {
    if (command instanceof PutObjectCommand) {
      number += 1;
      stored.push({ Key: command.input.Key ?? '', VersionId: `v${number}`, LastModified: new Date() });
      if (lost) throw new Error('socket hang up');
      return {};
    }
    if (command instanceof ListObjectVersionsCommand)
      return { Versions: stored.filter(({ Key }) => Key.startsWith(command.input.Prefix ?? '')) };
    if (!(command instanceof DeleteObjectCommand)) throw new Error('an unexpected call');
    const { Key, VersionId } = command.input;
    removed.push({ Key, VersionId });
    stored.splice(0, stored.length, ...stored.filter((each) => each.Key !== Key || each.VersionId !== VersionId));
    return {};
  };
  return {
    client: { send } as unknown as S3Client,
    stored,
    removed,
    loseAnswers() {
      lost = true;
    },
  };
}

const place = { Bucket: 'ledger', bypass: false };
const key = (name: string) => `links/greenlight-verify/${name}`;

describe('what verify writes to the ledger', () => {
  test('is removed if the answer to the write was lost', async () => {
    const bucket = versionedBucket();
    const writes = trialWrites(bucket.client, place);
    bucket.loseAnswers();

    await expect(writes.put(key('a'))).rejects.toThrow('socket hang up');

    expect(await writes.cleanUp()).toEqual([]);
    expect(bucket.stored).toEqual([]);
  });

  test('is removed by the next run an hour after a run was killed, and that of a run in progress is not', async () => {
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    const bucket = versionedBucket([
      { Key: key('killed'), VersionId: 'old', LastModified: ago(61) },
      { Key: key('in-progress'), VersionId: 'new', LastModified: ago(1) },
      { Key: 'links/of-a-reviewer', VersionId: 'kept', LastModified: ago(600) },
    ]);
    const writes = trialWrites(bucket.client, place);

    await writes.put(key('own'));
    await writes.cleanUp();

    expect(bucket.stored.map(({ Key }) => Key)).toEqual([key('in-progress'), 'links/of-a-reviewer']);
  });

  test('is not looked for if nothing was written', async () => {
    const bucket = versionedBucket([{ Key: key('killed'), VersionId: 'old', LastModified: new Date(0) }]);

    expect(await trialWrites(bucket.client, place).cleanUp()).toEqual([]);
    expect(bucket.removed).toEqual([]);
  });

  test('under Object Lock is named with the command of those who may bypass it', async () => {
    const bucket = versionedBucket();
    const writes = trialWrites(bucket.client, { ...place, bypass: true });
    await writes.put(key('a'));
    const { send } = bucket.client;
    bucket.client.send = (async (command: object) => {
      if (command instanceof DeleteObjectCommand)
        throw new Error('Access Denied because object protected by object lock.');
      return (send as (one: object) => Promise<unknown>)(command);
    }) as never;

    expect(await writes.cleanUp()).toEqual([
      {
        what: `${key('a')}, version v1`,
        why: 'Access Denied because object protected by object lock.',
        command: `aws s3api delete-object --bucket ledger --key ${key('a')} --version-id v1 --bypass-governance-retention`,
      },
    ]);
  });
});
