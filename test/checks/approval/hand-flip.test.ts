import { describe, expect, test } from 'vitest';
import { approvalSetup, approving, decideAt, fillIn, key, type Setup } from '../../helpers/approval.ts';

describe('approvalCheck and an operator who edits the request in the bucket', () => {
  test.each([
    ['APPROVED', 'SUCCEEDED', 'approved by hand in the bucket at 14:01 UTC'],
    ['REJECTED', 'FAILED', 'rejected by hand in the bucket at 14:01 UTC'],
    ['EXPIRED', 'FAILED', 'expired by hand in the bucket at 14:01 UTC'],
    ['SUPERSEDED', 'FAILED', 'closed by hand in the bucket at 14:01 UTC'],
  ] as const)(
    'accepts %s as the decision, and records that it was made by hand',
    async (status, hookStatus, reason) => {
      const setup = approvalSetup();
      const poll = setup.gate();
      await poll();
      setup.clock.step(60);

      flip(setup, { status });
      setup.clock.step(60);

      expect(await poll()).toEqual({ hookStatus, reason });
      expect(setup.request()).toMatchObject({
        status,
        decision: { status, by: 'operator', via: 'by hand', at: '2026-11-22T14:01:00.000Z' },
      });
      expect(await poll()).toEqual({ hookStatus, reason });
    },
  );

  test('lets the request expire if it is approved by hand after the deadline', async () => {
    const setup = approvalSetup();
    const poll = setup.gate({ deadlineMinutes: 30 });
    await poll();
    setup.clock.step(30 * 60 + 6);

    flip(setup, { status: 'APPROVED' });

    expect(await poll()).toMatchObject({ hookStatus: 'FAILED' });
    expect(setup.request()).toMatchObject({ status: 'EXPIRED', decision: { status: 'EXPIRED', via: 'greenlight' } });
  });

  test('keeps an approval by hand before the deadline that it sees only afterwards', async () => {
    const setup = approvalSetup();
    const poll = setup.gate({ deadlineMinutes: 30 });
    await poll();
    setup.clock.step(30 * 60 - 1);

    flip(setup, { status: 'APPROVED' });
    setup.clock.step(600);

    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test.each(['PENDING', 'APPROVED'] as const)(
    'does not change a decision that was already made when the status is set to %s',
    async (status) => {
      const setup = approvalSetup();
      const poll = setup.gate();
      await poll();
      await decideAt(setup.desk, setup.link(), { choice: 'reject', reason: 'no' });

      flip(setup, { status });
      setup.clock.step(5 * 3600);

      expect(await poll()).toMatchObject({ hookStatus: 'FAILED', reason: 'rejected by link holder at 14:00 UTC: no' });
    },
  );

  test('shows on the desk what was set, and accepts no vote against it', async () => {
    const setup = approvalSetup();
    await setup.gate()();
    const opened = await (await setup.desk.request(setup.link())).text();

    flip(setup, { status: 'REJECTED' });
    const shown = await (await setup.desk.request(setup.link())).text();
    const answer = await setup.desk.request(setup.link(), fillIn(opened, approving));

    expect(shown).toContain(
      '<h1>Rejected: <span class="name">my-service</span> <span class="name old">1.41</span> → <span class="name new">1.42</span></h1>',
    );
    expect(shown).toContain('Its status was set to REJECTED in the bucket');
    expect(shown).not.toContain('<form');
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('Your approval was not recorded');
    expect(setup.request()).toMatchObject({ status: 'REJECTED', votes: [] });
  });

  test('accepts a deadline that was moved by hand, in any time zone', async () => {
    const setup = approvalSetup();
    const poll = setup.gate({ deadlineMinutes: 30 });
    await poll();

    flip(setup, { deadline: '2026-11-22T16:10:00+02:00' });
    setup.clock.step(11 * 60);
    const { status } = await decideAt(setup.desk, setup.link());

    expect(status).toBe(409);
    expect(await poll()).toMatchObject({ hookStatus: 'FAILED' });
    expect(setup.request().votes).toEqual([]);
  });

  test.each([
    [{ status: 'approved' }, /status: expected one of PENDING, APPROVED, REJECTED, EXPIRED, SUPERSEDED/],
    [{ status: true }, /status: expected one of/],
    [{ deadline: 'tomorrow' }, /deadline: expected a time like 2026-11-22T14:30:00.000Z/],
    [{ deadline: '2026-11-22T14:30:00+0' }, /deadline: expected a time like/],
    [{ approvals: 0 }, /approvals/],
    [{ schemaVersion: 3 }, /schemaVersion: expected 1 or 2/],
  ])('names the field and neither approves nor fails at once when %j was written', async (change, reason) => {
    const setup = approvalSetup();
    const poll = setup.gate();
    await poll();

    flip(setup, change);
    const answer = await poll();

    expect(answer.hookStatus).toBe('IN_PROGRESS');
    expect(answer.reason).toMatch(reason);
  });

  test('continues as if nothing had happened once a broken edit is fixed', async () => {
    const setup = approvalSetup();
    const poll = setup.gate();
    await poll();
    const whole = setup.store.contents()[key] ?? '';

    setup.store.edit(key, whole.slice(0, -20));
    const broken = await poll();
    setup.store.edit(key, whole);

    expect(broken).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(broken.reason).toMatch(/the request in the ledger is not valid JSON/);
    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '0 of 1 approval, until 18:00 UTC' });
  });

  test('fails the gate when a broken edit is never fixed', async () => {
    const setup = approvalSetup();
    const poll = setup.gate({ errorBudget: 2 });
    await poll();

    setup.store.edit(key, 'APPROVED');

    expect((await poll()).hookStatus).toBe('IN_PROGRESS');
    expect((await poll()).hookStatus).toBe('IN_PROGRESS');
    expect((await poll()).hookStatus).toBe('FAILED');
  });

  function flip({ store }: Setup, change: Record<string, unknown>): void {
    const request = JSON.parse(store.contents()[key] ?? '{}') as Record<string, unknown>;
    store.edit(key, JSON.stringify({ ...request, ...change }));
  }
});
