import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exposeHandDecision } from '../../../../src/approval/request/attest/attest-request.ts';
import { deployerKey, type StartCall } from '../../../../src/approval/request/deployer/deployer-record.ts';
import { createLedger } from '../../../../src/approval/request/ledger.ts';
import { type ApprovalRequest, formatRequest } from '../../../../src/approval/request/request.ts';
import { castVote } from '../../../../src/approval/request/transitions.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import {
  approvalSetup,
  approving,
  decideAt,
  decideByIam,
  key,
  neverAborted,
  newRequest,
  recordStart,
  rejecting,
  subject,
  vote,
  wordsOn,
} from '../../../helpers/approval.ts';
import { openGate } from './open-gate.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const sso = (who: string, set = 'Ops_0123456789abcdef') =>
  `arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_${set}/${who}`;
const ci = 'arn:aws:sts::123456789012:assumed-role/release/build-4711';
const reviewers = [ana, ben, cho];
const denying: JsonObject = { reviewers, selfApproval: 'deny', deadlineMinutes: 60 };

describe('a gate that denies self-approval', () => {
  test('refuses the approval of the person who started the deployment, says so, and takes their rejection', async () => {
    const gate = await openGate(denying);
    await recordStart(gate, { by: sso(ana) });

    const shown = await (await gate.desk.request(gate.link(ana))).text();
    const refused = await gate.decide(ana);

    expect(wordsOn(shown)).toContain(
      'You cannot approve this This deployment was started by AWSReservedSSO_Ops_0123456789abcdef/ana@example.com (IAM) at 14:00 UTC, which counts as you, and this gate lets nobody approve what they started (selfApproval). Somebody else has to approve it. You can still reject it.',
    );
    expect(shown).not.toContain('value="approve"');
    expect(shown).not.toContain('name="looked"');
    expect(refused.status).toBe(403);
    expect(wordsOn(refused.page)).toContain('Your approval was not recorded');
    expect(gate.request().votes).toEqual([]);

    await gate.decide(ana, rejecting);
    expect(await gate.poll()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('rejected by ana'),
    });
  });

  test('passes with the approval of somebody else', async () => {
    const gate = await openGate(denying);
    await recordStart(gate, { by: sso(ana) });
    await gate.decide(ben);

    expect(await gate.poll()).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: 'approved by ben@example.com at 14:00 UTC',
    });
  });

  test('refuses them by IAM, under every name that is known to be theirs', async () => {
    const { desk, request, ...gate } = await openGate(denying);
    await recordStart(gate, { by: sso(ana) });

    for (const name of [sso(ana), sso('ANA@example.com', 'Admin_4567'), `arn:aws:iam::123456789012:user/${ana}`]) {
      expect(await decideByIam(desk, name, 'approve')).toMatchObject({
        status: 403,
        answer: {
          ...{ recorded: false, outcome: 'deployer' },
          message: expect.stringContaining('this gate lets nobody approve what they started'),
        },
      });
    }
    expect(request().votes).toEqual([]);
    expect(await decideByIam(desk, sso(ana), 'reject')).toMatchObject({ status: 200 });
  });

  test('lets nobody approve before it is known who started the deployment, and then everybody else', async () => {
    const gate = await openGate(denying);
    const early = await gate.decide(ben);
    const waiting = await gate.poll();
    gate.clock.step(120);
    await recordStart(gate, { by: sso(ana), at: new Date('2026-11-22T14:00:00.000Z') });
    const late = await gate.decide(ben);

    expect(early.status).toBe(403);
    expect(wordsOn(early.page)).toContain('Nobody can approve this yet');
    expect(waiting).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: '0 of 1 approval, nobody can approve while it is not known who started the deployment, until 15:00 UTC',
    });
    expect(late.status).toBe(200);
    expect(await gate.poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('lets nobody approve what a role started, if nobody says who is behind it', async () => {
    const gate = await openGate(denying);
    await recordStart(gate, { by: ci });

    const { status, page } = await gate.decide(ben);

    expect(status).toBe(403);
    expect(wordsOn(page)).toContain(
      'Nobody can approve this This gate lets nobody approve what they started (selfApproval). This deployment was started by release/build-4711 (IAM) at 14:00 UTC, but it is not known who that is. Your platform team can name the person',
    );
    expect(await decideByIam(gate.desk, sso(ben), 'approve')).toMatchObject({
      answer: { outcome: 'deployer-unknown' },
    });
    expect((await gate.decide(ben, rejecting)).status).toBe(200);
  });

  test('keeps what was decided while the call was being recorded, even if the desk’s clock is ahead', async () => {
    const gate = approvalSetup({ deskSkewSeconds: 5, refusesHandDecisions: true });
    const poll = gate.gate({ ...denying, approvals: 2, unknownDeployer: 'allow' });
    await poll();
    for (const who of [ben, ana]) await decideAt(gate.desk, gate.link(who));
    const { decision } = gate.request();

    await recordStart(gate, { by: sso(ana) });

    expect(await poll()).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: 'approved by ben@example.com, ana@example.com at 14:00 UTC',
    });
    expect((await createLedger(gate.store).read(key, neverAborted))?.request.decision).toEqual(decision);
  });

  test('counts no approval of the person who started it that is dated long after that was recorded', async () => {
    const gate = await openGate(denying);
    await recordStart(gate, { by: sso(ana) });
    gate.clock.step(61);
    const { status, decision, votes } = castVote(
      newRequest({ reviewers }),
      vote({ by: ana, at: gate.clock.now().toISOString() }),
    ).request;
    gate.store.edit(key, formatRequest({ ...gate.request(), status, decision, votes }));

    const read = await createLedger(gate.store).read(key, neverAborted);

    expect(read?.request.decision).toMatchObject({ status: 'APPROVED', by: 'operator', via: 'by hand' });
  });

  test('knows the person behind a role from its configuration', async () => {
    const gate = await openGate({ ...denying, deployers: { 'arn:aws:iam::123456789012:role/release': ana } });
    await recordStart(gate, { by: ci });

    expect((await gate.decide(ana)).status).toBe(403);
    expect((await gate.decide(ben)).status).toBe(200);
  });

  test('lets everybody approve while nobody knows who started it, with unknownDeployer "allow"', async () => {
    const { poll, decide, ...gate } = await openGate({ ...denying, unknownDeployer: 'allow', approvals: 2 });
    expect((await decide(ana)).status).toBe(200);
    gate.clock.step(60);
    await recordStart(gate, { by: sso(ana), at: new Date('2026-11-22T14:00:00.000Z') });

    // From now on it is known, so her approval no longer counts.
    gate.clock.step(60);
    await decide(ben);
    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '1 of 2 approvals, until 15:00 UTC' });
    await decide(cho);
    expect(await poll()).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: 'approved by ben@example.com, cho@example.com at 14:02 UTC',
    });
  });

  test('keeps a decision that was made before it was known, and does not call it made by hand', async () => {
    const gate = await openGate({ ...denying, unknownDeployer: 'allow' });
    await gate.decide(ana);
    gate.clock.step(60);
    await recordStart(gate, { by: sso(ana), at: new Date('2026-11-22T14:00:00.000Z') });

    expect(await gate.poll()).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: 'approved by ana@example.com at 14:00 UTC',
    });
  });

  test('counts by rules without them', async () => {
    const rules = [
      { name: 'qa', from: [ana, ben], approvals: 1 },
      { name: 'security', from: [ana, cho], approvals: 1 },
    ];
    const { poll, decide, ...gate } = await openGate({ rules, selfApproval: 'deny' });
    await recordStart(gate, { by: sso(ana) });
    await decide(ana);
    await decide(ben);

    expect(await poll()).toMatchObject({ reason: expect.stringContaining('qa: 1 of 1, security: 0 of 1') });
    await decide(cho);
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('believes neither a deployer nor an approval that was written into the request', async () => {
    const gate = approvalSetup({ refusesHandDecisions: true });
    const poll = gate.gate(denying);
    await poll();
    await recordStart(gate, { by: sso(ana) });
    const approval = vote({ by: ana, at: '2026-11-22T14:00:00.000Z' });
    const decision = { id: approval.id, status: 'APPROVED', by: ana, via: 'desk', at: approval.at } as const;
    const deployer = { schemaVersion: 1, calls: [callOf(sso(ben), '2026-11-22T14:00:00.000Z')] };
    const forged = { ...gate.request(), status: 'APPROVED', votes: [approval], decision, deployer } as const;
    await gate.store.put(key, formatRequest(forged as never), neverAborted);

    expect(await poll()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('was set to APPROVED by hand'),
    });
  });

  test('is an error if the record of the deployment was damaged, and nobody can decide', async () => {
    const gate = await openGate(denying);
    await gate.store.put(deployerKey(subject), '{"calls":[]}', neverAborted);

    expect(await gate.poll()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('is not what Greenlight writes: schemaVersion: missing'),
    });
    expect((await gate.desk.request(gate.link(ben))).status).toBe(500);
  });

  test.each([
    [{ selfApproval: 'deny' }, 'expected reviewers, rules or the assurance "sign-in" next to "deny"'],
    [{ reviewers, selfApproval: 'no' }, 'hookDetails.selfApproval: expected "allow" or "deny", not "no"'],
    [{ reviewers, unknownDeployer: 'allow' }, 'expected selfApproval: "deny" next to unknownDeployer and deployers'],
    [{ reviewers, deployers: {} }, 'expected selfApproval: "deny" next to unknownDeployer and deployers'],
    [{ ...denying, deployers: { release: ana } }, 'expected the ARN of an IAM user, a role or one of its sessions'],
    [{ ...denying, deployers: { [ci]: 'ana' } }, "expected a mail address, an ARN, a list of one person's names"],
    [{ ...denying, deployers: { [ci]: [] } }, "expected a mail address, an ARN, a list of one person's names"],
    [
      { ...denying, deployers: { 'arn:aws:iam::123456789012:role/AWSReservedSSO_Ops_0123': ana } },
      'expected the ARN of an IAM user, a role or one of its sessions',
    ],
  ] as [JsonObject, string][])('is refused if it is %j', async (hookDetails, reason) => {
    const { first, store } = await openGate(hookDetails);

    expect(first).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining(reason) });
    expect(Object.keys(store.contents()).filter((one) => one.startsWith('approvals/'))).toEqual([]);
  });

  test('is refused if the stack does not record who starts deployments', async () => {
    const { gate, store } = approvalSetup({ recordsDeployers: false });

    expect(await gate(denying)()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('set its parameter Deployers to "cloudtrail"'),
    });
    expect(Object.keys(store.contents()).filter((one) => one.startsWith('approvals/'))).toEqual([]);
  });

  test('is an ordinary gate if it allows self-approval, which is the default', async () => {
    const { request, ...gate } = await openGate({ reviewers, selfApproval: 'allow' });
    await recordStart(gate, { by: sso(ana) });
    await gate.decide(ana, approving);

    expect(request().schemaVersion).toBe(1);
    expect(await gate.poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });
});

const people = [ana, ben, cho, sso(ana), sso(ben, 'Admin_4567'), ci];
const minute = fc.integer({ min: 0, max: 29 }).map((at) => `2026-11-22T14:${String(at).padStart(2, '0')}:00.000Z`);
const asked = fc.record(
  {
    selfApproval: fc.constant('deny' as const),
    unknownDeployer: fc.constantFrom('deny' as const, 'allow' as const),
    deployers: fc.constantFrom({}, { 'arn:aws:iam::123456789012:role/release': [ana] }),
    rejections: fc.constantFrom(1, 2),
  },
  { requiredKeys: ['selfApproval'] },
);
const votes = fc
  .array(
    fc.record({ by: fc.constantFrom(...people), choice: fc.constantFrom('APPROVE', 'REJECT', 'WITHDRAW'), at: minute }),
    {
      maxLength: 8,
    },
  )
  .map((list) =>
    list
      .toSorted((left, right) => left.at.localeCompare(right.at))
      .map(({ by, choice, at }, index) =>
        vote({ id: `v${index}`, by, choice, at, ...(by.startsWith('arn:') && { via: 'iam' as const }) } as never),
      ),
  );
const calls = fc.array(fc.record({ by: fc.constantFrom(sso(ana), sso(ben), ci), recordedAt: minute }), {
  maxLength: 3,
});

function callOf(by: string, recordedAt: string): StartCall {
  return { id: by, action: 'UpdateService', by, at: '2026-11-22T13:59:00.000Z', recordedAt };
}

/** Everybody in `people` who is the same person as somebody who called. */
function namesOf(by: string, deployers: Record<string, unknown>): string[] {
  const isMapped = Object.keys(deployers).length > 0;
  if (by === ci) return [ci, ...(isMapped ? [ana, sso(ana)] : [])];
  return by === sso(ana) ? [ana, sso(ana)] : [ben, sso(ben, 'Admin_4567')];
}

describe('counting again who may approve', () => {
  const open = (given: JsonObject, approvals: number) =>
    newRequest({ reviewers, approvals, asked: { ...given, reviewers } as JsonObject });

  test('gives the same decision at any later time, no matter what is recorded after it', () => {
    fc.assert(
      fc.property(asked, fc.constantFrom(1, 2), votes, calls, (given, approvals, cast, started) => {
        const known = { schemaVersion: 1, calls: started.map(({ by, recordedAt }) => callOf(by, recordedAt)) };
        // Each vote sees what was recorded by then.
        let end = open(given as JsonObject, approvals);
        for (const one of cast) {
          const seen = known.calls.filter(({ recordedAt }) => recordedAt <= one.at);
          end = castVote({ ...end, deployer: { schemaVersion: 1, calls: seen } as never }, one).request;
        }

        const again = exposeHandDecision({ ...end, deployer: known as never });

        expect(again.decision).toEqual(end.decision);
      }),
    );
  });

  test('never approves with the approval of somebody who is known to have started it', () => {
    fc.assert(
      fc.property(asked, votes, calls, (given, cast, started) => {
        const known = { schemaVersion: 1, calls: started.map(({ by }) => callOf(by, '2026-11-22T13:59:30.000Z')) };
        const opened: ApprovalRequest = { ...open(given as JsonObject, 1), deployer: known as never };

        const { decision } = cast.reduce<ApprovalRequest>((request, one) => castVote(request, one).request, opened);

        const isUnknown =
          started.length === 0 ||
          (started.some(({ by }) => by === ci) && Object.keys(given.deployers ?? {}).length === 0);
        if (isUnknown && given.unknownDeployer !== 'allow') expect(decision?.status).not.toBe('APPROVED');
        if (decision?.status !== 'APPROVED') return;
        for (const { by } of started) expect(namesOf(by, given.deployers ?? {})).not.toContain(decision.by);
      }),
    );
  });

  test('reads the record whenever it reads the request', async () => {
    const { store, request, ...gate } = await openGate(denying);
    await recordStart({ store, ...gate }, { by: sso(ana) });

    const stored = await createLedger(store).read(key, neverAborted);

    expect(request().deployer).toBeUndefined();
    expect(stored?.request.deployer).toMatchObject({ calls: [{ by: sso(ana) }] });
  });
});
