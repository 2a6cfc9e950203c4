import { afterAll, describe, expect, test } from 'vitest';
import { useMoto } from '../../helpers/use-moto.ts';
import { appToVerify, own, type Plants, stopSharedDesk } from './app-to-verify.ts';
import { byOrder, noMail, type Row, without } from './plants.ts';

const moto = useMoto();
afterAll(stopSharedDesk);

describe('what greenlight verify cannot know', () => {
  test.each<[string, Plants, Row[]]>([
    [
      'without permission to invoke',
      { lacking: ['lambda:InvokeFunction'] },
      [
        ...['approval', 'smoke', 'alarms', 'gate'].flatMap((hook) =>
          ['release', 'rollback', 'details'].map((what): Row => [`hook-${hook}-${what}`, 'unknown', 'you may not']),
        ),
        ...['watcher', 'pause-bridge', 'announcer'].map((id): Row => [id, 'unknown', 'you may not']),
      ],
    ],
    [
      'without permission to write, if the policy does not deny it either',
      { lacking: ['s3:PutObject'], policy: without('LinksNeverChange') },
      [
        ['ledger-link', 'unknown', 'you may not'],
        ['ledger-create', 'unknown', 'you may not'],
      ],
    ],
    [
      'of a desk that cannot be reached',
      { front: async () => 'http://127.0.0.1:9' },
      [
        ...['desk-forged-link', 'desk-unknown-link', 'desk-callback', 'desk-slack', 'desk-headers'],
        ...['iam-unsigned', 'iam-forged', 'iam-signed'],
      ].map((id): Row => [id, 'unknown', 'not known']),
    ],
  ])('%s is shown as such, and is not success', async (_what, plants, rows) => {
    const app = await appToVerify(moto().endpoint, plants);

    const { code, notProved, of } = await app.proofs();

    expect(notProved).toEqual([...rows, noMail].toSorted(byOrder(notProved)));
    expect(code).toBe(1);
    for (const [id] of rows) expect(of(id)?.next).toMatch(/\w/);
  });

  test.each([[], ['--signed', 'refused']])('is not a failure if a caller may not decide: %s', async (...flags) => {
    const app = await appToVerify(moto().endpoint, { caller: 'AKIANOBODY' });

    const { code, of } = await app.proofs(...flags);

    expect([code, of('iam-signed')?.happened]).toEqual([0, 'refused']);
  });

  test('finds a caller who may not decide, and is meant to', async () => {
    const app = await appToVerify(moto().endpoint, { caller: 'AKIANOBODY' });

    const { code, of } = await app.proofs('--signed', 'accepted');

    expect([code, of('iam-signed')?.happened]).toEqual([1, 'refused']);
    expect(of('iam-signed')?.next).toContain('greenlight iam approver');
  });

  test('finds a caller who may decide, and is not meant to', async () => {
    const app = await appToVerify(moto().endpoint);

    const { code, of } = await app.proofs('--signed', 'refused');

    expect([code, of('iam-signed')?.happened]).toEqual([1, 'accepted']);
    expect(of('iam-signed')?.next).toContain('execute-api:Invoke on arn:aws:execute-api:us-west-2:');
  });
});

describe('the test mail', () => {
  const mail = ['--mail', 'ana@example.com'];

  test.each<[string, Plants['subscribers'], string, RegExp]>([
    [
      'nobody with that address',
      { 'ben@example.com': own('ben@example.com') },
      'failed',
      /^greenlight reviewers add ana@example.com$/,
    ],
    [
      'a mailbox that gets the mails of others',
      { 'ana@example.com': own('ana@example.com'), 'ben@example.com': undefined },
      'failed',
      /greenlight reviewers add ben@example.com$/,
    ],
    [
      'a queue that gets everything',
      { 'ana@example.com': own('ana@example.com'), 'arn:aws:sqs:us-west-2:123456789012:chat': undefined },
      'unknown',
      /^greenlight reviewers list/,
    ],
    [
      'a filter that could let it through',
      { 'ana@example.com': own('ana@example.com'), 'ben@example.com': { reviewer: [{ prefix: 'a' }] } },
      'failed',
      /greenlight reviewers add ben@example.com$/,
    ],
  ])('is not sent if there is %s', async (_what, subscribers = {}, result, next) => {
    const app = await appToVerify(moto().endpoint, { subscribers });

    const { code, of } = await app.proofs(...mail);

    expect(of('mail-sent')).toMatchObject({ result, happened: 'not sent', next: expect.stringMatching(next) });
    expect(code).toBe(1);
    expect(await moto().published()).toEqual([]);
  });

  test('goes to the named reviewer, and to none of the others', async () => {
    const subscribers = Object.fromEntries(
      ['ana', 'ben', 'chi'].map((name) => [`${name}@example.com`, own(`${name}@example.com`)]),
    );
    const app = await appToVerify(moto().endpoint, { subscribers });

    const { code, of } = await app.proofs(...mail);

    expect([code, of('mail-sent')?.happened]).toEqual([0, 'SNS accepted it']);
    expect(await moto().published()).toMatchObject([{ attributes: { reviewer: 'ana@example.com', event: 'test' } }]);
  });

  test('needs an address', async () => {
    const app = await appToVerify(moto().endpoint);

    expect(await app.run('--mail', 'ana')).toMatchObject({
      ...{ code: 2, stdout: '' },
      stderr:
        'greenlight verify: --mail "ana" is not a mail address\n  next: write your own address: greenlight verify --mail ana@example.com\n',
    });
  });
});
