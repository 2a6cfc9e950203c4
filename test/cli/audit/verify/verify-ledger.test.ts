import { describe, expect, test } from 'vitest';
import { type Decision, formatRequest, parseRequest } from '../../../../src/approval/request/request.ts';
import { castVote } from '../../../../src/approval/request/transitions.ts';
import { verifyFile } from '../../../../src/cli/audit/verify/verify-file.ts';
import { requestKey } from '../../../../src/storage/keys.ts';
import { neverAborted, newRequest, subject, vote } from '../../../helpers/approval.ts';
import { exported, fileOf, filledLedger, memoryBucket } from '../audit-setup.ts';

async function setUp() {
  const ledger = filledLedger();
  const path = await fileOf((await exported(ledger.bucket)).text);
  const read = (key: string) => parseRequest(ledger.store.contents()[key] ?? '');
  const verify = async () => (await verifyFile(path, { bucket: ledger.bucket })).findings;
  const [key = ''] = ledger.keys;
  return { ...ledger, key, path, read, verify };
}

function decidedAs(text: string, changes: Partial<Decision>): string {
  const request = parseRequest(text);
  return formatRequest({ ...request, decision: { ...(request.decision as Decision), ...changes } });
}

describe('an export, compared with the ledger', () => {
  test('is the same right after it was made', async () => {
    expect(await (await setUp()).verify()).toEqual([]);
  });

  test('is still the same after notes for people were added, and an open request was decided', async () => {
    const { store, key, openKey, read, verify } = await setUp();
    store.edit(key, formatRequest({ ...read(key), confirmation: { at: '2026-11-22T14:11:00.000Z' } }));
    store.edit(openKey, formatRequest(castVote(read(openKey), vote({ by: 'link holder' })).request));

    expect(await verify()).toEqual([]);
  });

  test('names an object that is gone', async () => {
    const { store, key, verify } = await setUp();
    await store.remove(key, neverAborted);

    expect(await verify()).toMatchObject([{ kind: 'not-in-ledger', line: 5, text: expect.stringContaining(key) }]);
  });

  test.each(['aaa', 'zzz'])('names an object that it does not have: deployment %s', async (deploymentId) => {
    const { store, verify } = await setUp();
    const about = { ...subject, service: 'shop-z', deploymentId };
    store.edit(requestKey(about), formatRequest(newRequest({ subject: about })));

    expect(await verify()).toMatchObject([{ kind: 'not-in-export', text: expect.stringContaining(deploymentId) }]);
  });

  test('leaves out objects of another time', async () => {
    const { store, verify } = await setUp();
    const about = { ...subject, deploymentId: 'later' };
    store.edit(requestKey(about), formatRequest(newRequest({ subject: about, now: new Date('2026-12-02T00:00:00Z') })));

    expect(await verify()).toEqual([]);
  });

  test.each<[string, (text: string) => string, RegExp]>([
    ['voter', (text) => text.replaceAll('ana@example.com', 'eve@example.com'), /votes in the bucket are different/],
    ['subject', (text) => text.replaceAll('shop/ui:1.42', 'shop/ui:6.66'), /about something else/],
    ['decision', (text) => text.replaceAll('"APPROVED"', '"REJECTED"'), /decision in the bucket is different/],
    [
      'name on its decision',
      (text) => decidedAs(text, { by: 'eve@example.com' }),
      /decision in the bucket is different/,
    ],
    ['deadline', (text) => formatRequest({ ...parseRequest(text), deadline: '2026-11-22T23:00:00.000Z' }), /deadline/],
    ['reason of its decision', (text) => decidedAs(text, { reason: 'fine' }), /decision in the bucket is different/],
    ['text, which is no request any more', () => '{}', /damaged/],
  ])('names a decided request with another %s, and when it was changed', async (_what, edit, why) => {
    const { store, key, verify } = await setUp();
    store.edit(key, edit(store.contents()[key] ?? ''));

    expect(await verify()).toMatchObject([
      { kind: 'differs', line: 5, text: expect.stringMatching(why) },
      { kind: 'changed-after-decision', text: expect.stringContaining(key) },
    ]);
  });

  test('names a decided request that was changed and put back, by its versions', async () => {
    const { store, key, verify } = await setUp();
    const before = store.contents()[key] ?? '';
    store.edit(key, before.replaceAll('ana@example.com', 'eve@example.com'));
    store.edit(key, before);

    expect(await verify()).toMatchObject([{ kind: 'changed-after-decision' }]);
  });

  test.each([
    ['and put back', (before: string) => before],
    [
      'and decided otherwise',
      (before: string) => before.replaceAll('"fine"', '"no"').replaceAll('"APPROVE', '"REJECT'),
    ],
  ])('names a decided request that was reopened %s, even if the export was made afterwards', async (_what, again) => {
    const { store, bucket, keys } = filledLedger();
    const [, key = ''] = keys;
    const before = store.contents()[key] ?? '';
    const { decision: _decision, ...rest } = parseRequest(before);
    store.edit(key, formatRequest({ ...rest, status: 'PENDING', votes: [] }));
    store.edit(key, again(before));
    const path = await fileOf((await exported(bucket)).text);

    expect((await verifyFile(path, { bucket })).findings).toMatchObject([
      { kind: 'changed-after-decision', text: expect.stringContaining('it was reopened at ') },
    ]);
  });

  test('names a decided request that was moved to another time, by its oldest version', async () => {
    const { store, key, read, verify } = await setUp();
    store.edit(key, formatRequest({ ...read(key), createdAt: '2026-10-01T00:00:00.000Z' }));

    expect(await verify()).toMatchObject([
      { kind: 'differs', text: expect.stringContaining('made at another time') },
      { kind: 'changed-after-decision', text: expect.stringContaining(key) },
    ]);
  });

  test.each([{ reviewers: ['eve@example.com'] }, { approvals: 2 }, { excluded: ['ana@example.com'] }])(
    'names an open request that asks others now: %j',
    async (change) => {
      const { store, openKey, read, verify } = await setUp();
      store.edit(openKey, formatRequest({ ...read(openKey), ...change }));

      expect(await verify()).toMatchObject([{ kind: 'differs', text: expect.stringContaining('asks other people') }]);
    },
  );

  test('is not compared with another bucket', async () => {
    const { store, path } = await setUp();

    await expect(verifyFile(path, { bucket: { ...memoryBucket(store), name: 'other' } })).rejects.toThrow(
      'the export is of the bucket ledger, not of other',
    );
  });
});
