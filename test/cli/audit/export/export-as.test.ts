import { describe, expect, test } from 'vitest';
import { formatRequest } from '../../../../src/approval/request/request.ts';
import { castVote } from '../../../../src/approval/request/transitions.ts';
import { formatRollback, rollbackKey } from '../../../../src/approval/rollback/rollback-request.ts';
import { joinKeys } from '../../../../src/cli/audit/bucket/join-keys.ts';
import { readMoment, readServices } from '../../../../src/cli/audit/export/audit-range.ts';
import { exportAs } from '../../../../src/cli/audit/export/export-as.ts';
import { formatDeploymentProgress } from '../../../../src/deployment/progress/deployment-progress.ts';
import { requestKey } from '../../../../src/storage/keys.ts';
import { progressKey } from '../../../../src/storage/progress-key.ts';
import { newRequest, subject, vote } from '../../../helpers/approval.ts';
import { unavailable } from '../../../helpers/memory-store.ts';
import { exported, filledLedger, range, when } from '../audit-setup.ts';

type Json = Record<string, unknown>;
const recordsOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Json);

describe('an export for auditors', () => {
  test('has a header, each request in the order of its key, and a trailer with the end of each chain', async () => {
    const { text, records, anchor } = await exported(filledLedger().bucket);
    const [header, ...rest] = recordsOf(text);

    expect(header).toMatchObject({ kind: 'header', schemaVersion: 1, bucket: 'ledger', ...range, services: [] });
    expect(rest.map(({ seq, service }) => [seq, String(service).split('/').at(-1)]).slice(0, -1)).toEqual([
      ...[1, 2, 3].map((seq) => [seq, 'shop-api']),
      ...[1, 2, 3, 4].map((seq) => [seq, 'shop']),
    ]);
    expect(rest.at(-1)).toMatchObject({ kind: 'trailer', records: 7, hash: anchor });
    expect(records).toBe(7);
  });

  test('says who could decide, who did, how well that is proved, and what ECS did', async () => {
    const { store, bucket } = filledLedger(0);
    const asked = {
      ...{ approvals: 1, reviewers: [], assurance: 'mailbox', breakGlass: ['arn:aws:iam::123456789012:role/ops'] },
      rules: [
        {
          name: 'qa',
          from: ['ana@example.com', 'group:qa'],
          approvals: 1,
          deputies: [{ afterMinutes: 10, from: ['ben@example.com'] }],
        },
      ],
    };
    const open = newRequest({ asked, reviewers: ['ana@example.com'], excluded: ['eve@example.com'] });
    const evidence = { digest: 'a'.repeat(64), problems: ['smoke: failed'] };
    const decided = castVote(open, vote({ evidence, reason: 'fine' })).request;
    const key = requestKey(subject);
    store.edit(key, formatRequest({ ...decided, confirmation: { at: '2026-11-22T14:11:00.000Z' } }));
    const rollback = {
      serviceDeploymentArn: `arn:…/${subject.deploymentId}`,
      reason: 'too slow',
      at: '2026-11-22T15:00:00.000Z',
    };
    store.edit(rollbackKey(subject, new Date(), '1'), formatRollback({ schemaVersion: 1, ...rollback }));

    const progress = {
      schemaVersion: 1 as const,
      seen: [{ at: '2026-11-22T14:12:00.000Z', status: 'ROLLBACK_IN_PROGRESS' }],
    };
    store.edit(progressKey(subject), formatDeploymentProgress(progress));

    expect(recordsOf((await exported(bucket)).text).find((one) => one['key'] === key)).toMatchObject({
      couldDecide: {
        ...{ reviewers: ['ana@example.com'], excluded: ['eve@example.com'], groups: ['qa'], byIam: 'named' },
        deputies: [{ rule: 'qa', from: ['ben@example.com'], since: '2026-11-22T14:10:00.000Z' }],
        breakGlass: ['arn:aws:iam::123456789012:role/ops'],
      },
      rules: asked,
      votes: [{ by: 'ana@example.com', via: 'desk', assurance: 'mailbox', counts: true, rules: ['qa'], evidence }],
      decision: { status: 'APPROVED', byVotes: true, byHand: false },
      ecs: { confirmation: { at: '2026-11-22T14:11:00.000Z' }, rollbacks: [rollback], progress },
    });
  });

  test.each<[string, (decided: ReturnType<typeof newRequest>) => object, Json]>([
    [
      'a decision that no votes support',
      (one) => ({ ...one, votes: [] }),
      { decision: { byHand: true, via: 'by hand' } },
    ],
    [
      'a status that was changed in the bucket',
      (one) => ({ ...newRequest(), status: one.status }),
      { changedByHand: true },
    ],
  ])('marks %s as made by hand', async (_what, change, expected) => {
    const { store, bucket } = filledLedger(0);
    const decided = castVote(newRequest(), vote()).request;
    store.edit(requestKey(subject), formatRequest(change(decided) as typeof decided));

    expect(recordsOf((await exported(bucket)).text)[1]).toMatchObject(expected);
  });

  test('has a record for an object that is not a request, so that it cannot be hidden by damaging it', async () => {
    const { store, bucket, keys } = filledLedger(1);
    store.edit(keys[0] ?? '', '{}');
    const { text, unreadable } = await exported(bucket);

    expect(unreadable).toBe(1);
    expect(recordsOf(text).find(({ kind }) => kind === 'unreadable')).toMatchObject({
      key: keys[0],
      reason: expect.stringContaining('damaged'),
    });
  });

  test('has the requests of the range and of the services alone', async () => {
    const { bucket } = filledLedger();
    const later = { ...range, since: '2026-11-23T00:00:00.000Z' };
    const one = { ...range, services: ['my-cluster/shop-api'] };

    expect((await exported(bucket, 'jsonl', later)).records).toBe(0);
    expect((await exported(bucket, 'jsonl', one)).records).toBe(3);
    expect(recordsOf((await exported(bucket, 'jsonl', one)).text)[0]).toMatchObject({ services: one.services });
  });

  test('fails instead of leaving out what cannot be read', async () => {
    const { bucket } = filledLedger();
    const broken = { ...bucket, read: async () => Promise.reject(unavailable('503')) };

    await expect(exported(broken)).rejects.toThrow('503');
  });

  test('of a million objects reads them as it goes', async () => {
    const { store, bucket, openKey } = filledLedger(0);
    const { body } = (await bucket.read(openKey, when.signal)) ?? { body: '' };
    let listed = 0;
    const huge = {
      ...bucket,
      async *pages(prefix: string) {
        if (prefix !== 'approvals/') return;
        for (let page = 0; page < 1000; page += 1) {
          listed += 1000;
          yield Array.from({ length: 1000 }, (_, at) => ({
            key: openKey.replace('open1', `d${String(page * 1000 + at).padStart(9, '0')}`),
            lastModified: new Date(),
          }));
        }
      },
      read: async (key: string) => ({
        body: body.replaceAll('open1', key.split('/')[5] ?? ''),
        etag: '',
        lastModified: new Date(),
      }),
    };
    const { text } = exportAs('jsonl', huge, range, when);
    let lines = 0;
    for await (const _line of text) {
      lines += 1;
      expect(listed).toBeLessThan(lines + 2500);
      if (lines === 5000) break;
    }
    expect(store.operations.filter((one) => one.startsWith('put'))).toEqual([]);
  });
});

describe('an export as CSV', () => {
  test('has a row for each vote by RFC 4180, and no cell that a spreadsheet runs', async () => {
    const { bucket } = filledLedger(1);
    const { text } = await exported(bucket, 'csv');
    const [header, first] = text.split('\r\n');

    expect(header).toMatch(/^account,region,cluster,service,deployment,stage,.*,record_hash$/);
    expect(first).toContain(`"'=HYPERLINK(""https://evil.example""), ""quoted""\nand Zoë"`);
    expect(text.split('\r\n')).toHaveLength(1 + 3 + 1);
    expect(text.endsWith('\r\n')).toBe(true);
  });

  test.each(['=1', '+1', '-1', '@a', '\ta', '\ra', '\na'])('begins no cell with %j', async (reason) => {
    const { store, bucket } = filledLedger(0);
    store.edit(requestKey(subject), formatRequest(castVote(newRequest(), vote({ reason })).request));
    const { text } = await exported(bucket, 'csv');

    expect(text).not.toMatch(/(^|,|")[=+\-@\t]/);
    expect(text).toContain(`'${reason}`);
  });
});

describe('the range', () => {
  const now = new Date('2026-11-27T12:00:00.000Z');

  test.each([
    ['2026-01-01', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T09:00:00+01:00', '2026-01-01T08:00:00.000Z'],
    ['90d', '2026-08-29T12:00:00.000Z'],
    ['2w', '2026-11-13T12:00:00.000Z'],
    ['36h', '2026-11-26T00:00:00.000Z'],
    ['5m', '2026-11-27T11:55:00.000Z'],
  ])('begins at %s', (text, expected) => {
    expect(readMoment('since', text, now)).toBe(expected);
  });

  test.each(['yesterday', '2026', '2026-13-01', '2026-02-30', '2026-02-30T09:00:00Z', '90', '-1d', '90y', ''])(
    'does not begin at %j',
    (text) => {
      expect(() => readMoment('since', text, now)).toThrow(`--since "${text}" is not a date, a time or a duration`);
    },
  );

  test('names services with their clusters', () => {
    expect(readServices(['prod/shop'])).toEqual(['prod/shop']);
    expect(() => readServices(['shop'])).toThrow('--service "shop" is not a service');
  });
});

describe('two lists of keys', () => {
  test('are joined by deployment, in one pass', async () => {
    async function* pages() {
      for (const path of ['a/r/c/s-x/1', 'a/r/c/s/1', 'a/r/c/s/1', 'a/r/c/s/3'])
        yield [{ key: `rollbacks/${path}/one.json`, lastModified: new Date() }];
    }
    const keysOf = joinKeys(pages());

    expect(await keysOf('a/r/c/s-x/0')).toEqual([]);
    expect(await keysOf('a/r/c/s-x/1')).toHaveLength(1);
    expect(await keysOf('a/r/c/s/1')).toHaveLength(2);
    expect(await keysOf('a/r/c/s/1')).toHaveLength(2);
    expect(await keysOf('a/r/c/s/2')).toEqual([]);
    expect(await keysOf('a/r/c/s/4')).toEqual([]);
  });
});
