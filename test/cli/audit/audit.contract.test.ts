import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, test } from 'vitest';
import { formatRequest } from '../../../src/approval/request/request.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import { requestKey } from '../../../src/storage/keys.ts';
import { newRequest, subject, vote } from '../../helpers/approval.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { createGreenlightStack, stackOutputs } from '../greenlight-stack.ts';
import { runCli } from '../run-cli.ts';
import { fileOf } from './audit-setup.ts';

const moto = useMoto();
const Bucket = stackOutputs.LedgerBucket;
let keys: string[] = [];
const s3 = () => new S3Client({ ...motoClientConfig(moto().endpoint), region: 'us-west-2' });
const put = (Key: string, Body: string) =>
  s3().send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: Buffer.byteLength(Body) }));
const audit = (...words: readonly string[]) =>
  runCli(['audit', ...words], {
    env: {
      ...{ AWS_ENDPOINT_URL: moto().endpoint, AWS_REGION: 'us-west-2' },
      ...{ AWS_ACCESS_KEY_ID: 'AKIAEVE', AWS_SECRET_ACCESS_KEY: 'secret' },
    },
  });

/** The requests in these tests are of November 2026, and the emulator's clock is the real one. */
const since = ['--since', '2026-11-01', '--until', '2026-12-01'];

beforeEach(async () => {
  keys = [];
  await createGreenlightStack(moto().endpoint);
  const client = s3();
  await client.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }),
  );
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  for (const deploymentId of ['a1', 'b2', 'c3']) {
    const open = newRequest({ subject: { ...subject, deploymentId } });
    const key = requestKey(open.subject);
    keys.push(key);
    await put(key, formatRequest(open));
    await put(key, formatRequest(castVote(open, vote({ by: 'link holder' })).request));
  }
});

describe('greenlight audit', () => {
  test('exports what verify finds unchanged, in the file and in the bucket, until somebody changes a decision there', async () => {
    const made = await audit('export', ...since);
    expect(made).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^3 requests of .*\nanchor: [0-9a-f]{64}\n$/),
    });
    const anchor = /anchor: (\w+)/.exec(made.stderr)?.[1] ?? '';
    const file = await fileOf(made.stdout);

    const fine = await audit('verify', file, '--against-ledger', '--anchor', anchor);
    expect(fine).toMatchObject({
      code: 0,
      stdout: `${file} is complete and unchanged: 3 records of 1 service.\nanchor: ${anchor}\n`,
    });

    const edited = await fileOf(made.stdout.replace('link holder', 'link-holder'));
    expect(await audit('verify', edited)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('edited, line 2: '),
    });

    const open = newRequest({ subject: { ...subject, deploymentId: 'a1' } });
    await put(
      keys[0] ?? '',
      formatRequest(castVote(open, vote({ by: 'link holder', choice: 'REJECT', reason: 'no' })).request),
    );
    const changed = await audit('verify', file, '--against-ledger', '-o', 'json');
    expect(changed.code).toBe(1);
    expect(JSON.parse(changed.stdout)).toMatchObject({
      unchanged: false,
      findings: [{ kind: 'differs', line: 2 }, { kind: 'changed-after-decision' }],
    });
  });

  test('exports CSV, and by the name of a bucket alone', async () => {
    const { code, stdout } = await audit(
      'export',
      ...since,
      '-o',
      'csv',
      '--bucket',
      Bucket,
      '--service',
      'my-cluster/my-service',
    );

    expect(code).toBe(0);
    expect(stdout.split('\r\n')).toHaveLength(5);
  });

  test.each<[readonly string[], string]>([
    [['export'], 'an export needs to know how far to go back'],
    [['export', '--since', 'ever'], '--since "ever" is not a date'],
    [['export', '--since', '1d', '--until', '2d'], 'is not before --until'],
    [['export', 'file', '--since', '1d'], 'an export is written to stdout'],
    [['export', '--since', '1d', '-o', 'json'], '-o json is not a format of an export'],
    [['export', '--since', '1d', '--against-ledger'], '--against-ledger is not a flag of audit export'],
    [['verify'], 'verify needs the file of an export'],
    [['verify', 'x', '--since', '1d'], '--since is not a flag of audit verify'],
    [['verify', 'x', '-o', 'csv'], '-o csv is not a format of verify'],
    [['verify', 'x', '--anchor', 'abc'], '--anchor "abc" is not an anchor'],
    [['verify', '/nowhere/x'], '/nowhere/x cannot be read'],
    [['verify', 'x', '--bucket', 'ledger'], '--bucket has no effect without --against-ledger'],
    [['export', '--since', '1d', '--stack', 'other'], 'there is no stack "other"'],
  ])('%j ends with 2 and says what to write instead', async (words, expected) => {
    const { code, stderr } = await audit(...words);

    expect(code).toBe(2);
    expect(stderr).toContain(expected);
    expect(stderr).toContain('next: ');
  });
});
