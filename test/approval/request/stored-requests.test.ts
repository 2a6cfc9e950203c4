import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createLedger } from '../../../src/approval/request/ledger.ts';
import { formatRequest, parseRequest } from '../../../src/approval/request/request.ts';
import { exported, filledLedger } from '../../cli/audit/audit-setup.ts';
import { approvalSetup, approving, decideAt, key, linkTo, neverAborted, rejecting } from '../../helpers/approval.ts';

/** As releases of these days wrote them, each by its own code. Auditors read them for years. */
const folder = new URL('./stored/', import.meta.url);
const read = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8');
const [ana, ben] = ['ana@example.com', 'ben@example.com'];

/** What the ledger says of each: the status, how it was decided, and by whom. */
const decisions: [string, string, string | undefined, string | undefined][] = [
  ['2026-11-23-open', 'PENDING', undefined, undefined],
  ['2026-11-23-one-link', 'PENDING', undefined, undefined],
  ['2026-11-23-approved', 'APPROVED', 'desk', `${ana}, ${ben}`],
  ['2026-11-23-rejected', 'REJECTED', 'desk', ana],
  ['2026-11-23-expired', 'EXPIRED', 'greenlight', 'Greenlight'],
  ['2026-11-23-superseded', 'SUPERSEDED', 'greenlight', 'Greenlight'],
  ['2026-11-23-by-hand', 'APPROVED', 'by hand', 'operator'],
  ['2026-11-23-flipped', 'APPROVED', undefined, undefined],
  ['2026-11-24-by-iam', 'APPROVED', 'iam', `${ana}, arn:aws:iam::123456789012:user/dan`],
  ['2026-11-26-excluded', 'APPROVED', 'desk', `${ana}, ${ben}`],
  ['2026-11-26-withdrawn', 'PENDING', undefined, undefined],
  ['2026-11-27-break-glass', 'APPROVED', 'break-glass', 'arn:aws:sts::123456789012:assumed-role/ops/eve'],
  ['2026-11-27-slack', 'APPROVED', 'slack', `${ana}, ${ben}`],
];

describe('a request that an earlier release has stored', () => {
  test('is one of these', () => {
    expect(decisions.map(([name]) => `${name}.json`)).toEqual(expect.arrayContaining(readdirSync(folder)));
  });

  test.each(decisions)(
    '%s is read with its own decision, and written without a loss',
    async (name, status, via, by) => {
      const { store } = approvalSetup();
      store.edit(key, read(name));
      const stored = await createLedger(store).read(key, neverAborted);

      expect(stored?.request.status).toBe(status);
      expect([stored?.request.decision?.via, stored?.request.decision?.by]).toEqual([via, by]);
      expect(JSON.parse(formatRequest(parseRequest(read(name))))).toEqual(JSON.parse(read(name)));
    },
  );

  test.each(decisions)('%s is exported for auditors', async (name, status, via) => {
    const { store, bucket } = filledLedger(0);
    store.edit(key, read(name));
    const [, record] = (await exported(bucket)).text.split('\n');

    expect(JSON.parse(record ?? '')).toMatchObject({
      ...{ kind: 'request', key, status },
      ...(via && {
        decision: { via, byHand: via === 'by hand', byVotes: ['desk', 'iam', 'break-glass', 'slack'].includes(via) },
      }),
      ...(name.endsWith('flipped') && { changedByHand: true }),
    });
  });

  test.each([
    ['2026-11-23-open', ben, approving, 'APPROVED'],
    ['2026-11-23-open', ben, rejecting, 'REJECTED'],
    ['2026-11-23-one-link', 'link holder', approving, 'APPROVED'],
    ['2026-11-26-withdrawn', ana, approving, 'APPROVED'],
  ])('%s is decided by %s', async (name, reviewer, form, status) => {
    const { store, desk, request } = approvalSetup();
    store.edit(key, read(name));

    await decideAt(desk, linkTo(reviewer), form);

    expect(request().status).toBe(status);
    expect((await createLedger(store).read(key, neverAborted))?.request.decision?.via).toBe('desk');
  });

  test.each(['2026-11-23-by-hand', '2026-11-23-flipped'])('%s passes no gate with HandDecisions: no', async (name) => {
    const details = { reviewers: [ana, ben], approvals: 2, deadlineMinutes: 60 };
    const verdictOf = async (refusesHandDecisions: boolean) => {
      const setup = approvalSetup({ refusesHandDecisions });
      setup.store.edit(key, read(name));
      return setup.gate(details)();
    };

    expect(await verdictOf(true)).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('HandDecisions: no'),
    });
    expect((await verdictOf(false)).hookStatus).toBe('SUCCEEDED');
  });
});
