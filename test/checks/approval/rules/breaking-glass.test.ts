import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exposeHandDecision } from '../../../../src/approval/request/attest/attest-request.ts';
import { formatRequest, type Vote } from '../../../../src/approval/request/request.ts';
import { castVote } from '../../../../src/approval/request/transitions.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import {
  approvalSetup,
  approving,
  decideByIam,
  key,
  neverAborted,
  newRequest,
  recordStart,
  vote,
  wordsOn,
} from '../../../helpers/approval.ts';
import { openGate } from './open-gate.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];
const role = 'arn:aws:iam::123456789012:role/on-call';
const onCall = 'arn:aws:sts::123456789012:assumed-role/on-call/cho';
const other = 'arn:aws:iam::123456789012:user/dan';
const gateConfig: JsonObject = { reviewers: [ana, ben], approvals: 2, breakGlass: [role], deadlineMinutes: 60 };
const reason = 'payments are down';

describe('breaking glass', () => {
  test('approves at once, announces it to everybody, and says so wherever people look', async () => {
    const { poll, desk, link, notifier, request } = await openGate(gateConfig);

    const { status, answer } = await decideByIam(desk, onCall, 'break-glass', { reason });
    const passed = await poll();

    expect([status, answer.outcome]).toEqual([200, 'recorded']);
    const said =
      'APPROVED BY BREAK GLASS, without what the gate needs, by on-call/cho (IAM) at 14:00 UTC: payments are down';
    expect(passed).toMatchObject({ hookStatus: 'SUCCEEDED', reason: said });
    const announced = notifier.sent.slice(2);
    expect(announced.map(({ attributes }) => attributes['reviewer'])).toEqual([ana, ben]);
    for (const { subject, body } of announced) {
      expect(subject).toMatch(/^\[BREAK GLASS\] my-service 1\.42 /);
      expect(body).toContain(
        'on-call/cho (IAM) approved it by break glass, without what the gate needs: payments are down',
      );
    }
    expect(wordsOn(await (await desk.request(link(ana))).text())).toContain(
      'Approved by break glass By on-call/cho (IAM) at 14:00 UTC, without what this gate needs: payments are down',
    );
    expect(
      request()
        .history.map(({ what }) => what)
        .join(),
    ).toContain('BREAK GLASS: on-call/cho (IAM) approved it');
  });

  test('works for the person who started the deployment, and while nobody knows who did', async () => {
    for (const by of [undefined, onCall]) {
      const gate = await openGate({ ...gateConfig, selfApproval: 'deny' });
      if (by) await recordStart(gate, { by });

      expect(await decideByIam(gate.desk, onCall, 'approve')).toMatchObject({ answer: { recorded: false } });
      expect(await decideByIam(gate.desk, onCall, 'break-glass', { reason })).toMatchObject({ status: 200 });
      expect(await gate.poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
    }
  });

  test('waits for the announcement, tries it again, and does not wait longer than five minutes', async () => {
    const { poll, desk, notifier, clock } = await openGate(gateConfig);
    await decideByIam(desk, onCall, 'break-glass', { reason });
    notifier.failWith(new Error('SNS is down'));

    expect(await poll()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('being announced'),
    });
    clock.step(60);
    notifier.failWith(undefined);
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(notifier.sent).toHaveLength(4);

    const late = await openGate(gateConfig);
    await decideByIam(late.desk, onCall, 'break-glass', { reason });
    late.notifier.failWith(new Error('SNS is down'));
    expect(await late.poll()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    late.clock.step(300);
    expect(await late.poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test.each([
    ['an identity that the gate does not name', gateConfig, other, { reason }, 403, 'no-break-glass'],
    ['anybody at a gate that names nobody', { reviewers: [ana, ben] }, onCall, { reason }, 403, 'no-break-glass'],
    ['somebody without a reason', gateConfig, onCall, {}, 422, 'invalid'],
    ['somebody whose reason is empty', gateConfig, onCall, { reason: ' ' }, 422, 'invalid'],
  ])('is refused for %s', async (_case, config, by, fields, status, outcome) => {
    const { desk, request } = await openGate(config as JsonObject);

    expect(await decideByIam(desk, by, 'break-glass', fields)).toMatchObject({ status, answer: { outcome } });
    expect(request().votes).toEqual([]);
  });

  test('is refused on a page, for everybody', async () => {
    const { decide, request } = await openGate(gateConfig);

    expect((await decide(ana, { ...approving, choice: 'break-glass', reason })).status).toBe(422);
    expect(request()).toMatchObject({ status: 'PENDING', votes: [] });
  });

  test('is refused after the deadline, and after a decision', async () => {
    const { desk, clock } = await openGate(gateConfig);
    clock.step(3600);
    expect(await decideByIam(desk, onCall, 'break-glass', { reason })).toMatchObject({ status: 409 });

    const decided = await openGate({ ...gateConfig, approvals: 1 });
    await decided.decide(ana, { choice: 'reject', reason: 'no' });
    expect(await decideByIam(decided.desk, onCall, 'break-glass', { reason })).toMatchObject({ status: 409 });
    expect(await decided.poll()).toMatchObject({ hookStatus: 'FAILED' });
  });

  test('counts only if the vote proves it by the configuration of the gate', async () => {
    const gate = approvalSetup({ refusesHandDecisions: true });
    const poll = gate.gate(gateConfig);
    await poll();
    const broken = vote({ by: other, via: 'break-glass', reason, at: '2026-11-22T14:00:00.000Z' });
    const decision = {
      id: broken.id,
      status: 'APPROVED',
      by: other,
      via: 'break-glass',
      reason,
      at: broken.at,
    } as const;
    const forged = { ...gate.request(), status: 'APPROVED', votes: [broken], decision } as const;
    await gate.store.put(key, formatRequest(forged as never), neverAborted);

    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: expect.stringContaining('by hand') });
  });

  test('is believed exactly if an identity of the gate did it with a reason, before the deadline', () => {
    const cast = fc.record({
      by: fc.constantFrom(onCall, role, other, ana),
      reason: fc.constantFrom(reason, '', undefined),
      at: fc.constantFrom('2026-11-22T14:10:00.000Z', '2026-11-22T14:30:00.000Z'),
      choice: fc.constantFrom('APPROVE' as const, 'REJECT' as const),
    });
    fc.assert(
      fc.property(fc.boolean(), cast, (isNamed, { reason: why, ...rest }) => {
        const asked = { reviewers: [ana, ben], ...(isNamed && { breakGlass: [role] }) };
        const opened = newRequest({ reviewers: [ana, ben], approvals: 2, asked });
        const given: Vote = vote({ ...rest, via: 'break-glass', ...(why !== undefined && { reason: why }) });
        const isRight =
          isNamed &&
          Boolean(why) &&
          rest.choice === 'APPROVE' &&
          rest.at < opened.deadline &&
          [onCall, role].includes(rest.by);

        const { request } = castVote(opened, given);
        const decision = { id: given.id, status: 'APPROVED', by: given.by, via: 'break-glass', at: given.at } as const;
        const stored = { ...opened, status: 'APPROVED' as const, votes: [given] };
        const forged = exposeHandDecision({
          ...stored,
          decision: { ...decision, ...(why !== undefined && { reason: why }) },
        });

        expect(request.status === 'APPROVED').toBe(isRight);
        expect(forged.decision?.via).toBe(isRight ? 'break-glass' : 'by hand');
        if (isRight) expect(exposeHandDecision(request).decision).toEqual(request.decision);
      }),
    );
  });

  test.each([
    [{ ...gateConfig, breakGlass: [] }, 'expected at least one identity'],
    [{ ...gateConfig, breakGlass: [ana] }, 'expected the ARN of an IAM user, a role or one of its sessions'],
    [{ ...gateConfig, excluded: [onCall] }, 'expected nobody who is excluded, but'],
  ] as [JsonObject, string][])('is refused in a configuration like %j', async (config, problem) => {
    expect((await openGate(config)).first).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining(problem),
    });
  });
});
