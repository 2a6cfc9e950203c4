import { describe, expect, test } from 'vitest';
import { approvalCheck } from '../../../src/checks/approval/approval-check.ts';
import { approvalSetup, approving, decideAt, facts, key, keyOf, rejecting } from '../../helpers/approval.ts';
import { blueArn, ecsEvent, greenArn, readEvent, weightedEvent } from '../../helpers/hook.ts';

describe('approvalCheck', () => {
  test('runs at every call of a gate with several checks: a decision may be restored by hand', () => {
    const check = approvalCheck({
      ledger: { read: async () => undefined },
      rareSteps: () => Promise.reject(new Error('not needed')),
    });

    expect(check.alwaysRuns).toBe(true);
  });

  test('asks at the first call, waits, and continues once somebody has approved', async () => {
    const { gate, notifier, desk, linkIn, clock } = approvalSetup();
    const poll = gate();

    const first = await poll();
    clock.step(60);
    const second = await poll();
    await decideAt(desk, linkIn(notifier.sent[0]));
    clock.step(60);
    const third = await poll();

    expect(first).toMatchObject({ hookStatus: 'IN_PROGRESS', callBackDelay: 10 });
    expect(first.reason).toBe('0 of 1 approval, until 18:00 UTC');
    expect(second).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '0 of 1 approval, until 18:00 UTC' });
    expect(third).toEqual({ hookStatus: 'SUCCEEDED', reason: 'approved by link holder at 14:01 UTC' });
    expect(notifier.sent).toHaveLength(1);
  });

  test('fails once somebody has rejected, with the reason', async () => {
    const { gate, notifier, desk, linkIn } = approvalSetup();
    const poll = gate({ reviewers: ['ana@example.com'] });
    await poll();

    await decideAt(desk, linkIn(notifier.sent[0]), rejecting);

    expect(await poll()).toEqual({
      hookStatus: 'FAILED',
      reason: 'rejected by ana@example.com at 14:00 UTC: the cart is empty',
    });
  });

  test('counts approvals from different reviewers', async () => {
    const { gate, notifier, desk, linkIn } = approvalSetup();
    const poll = gate({ reviewers: ['ana@example.com', 'ben@example.com', 'cho@example.com'], approvals: 2 });
    await poll();

    await decideAt(desk, linkIn(notifier.sent[0]));
    const halfway = await poll();
    await decideAt(desk, linkIn(notifier.sent[2]));

    expect(halfway).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '1 of 2 approvals, until 18:00 UTC' });
    expect(await poll()).toEqual({
      hookStatus: 'SUCCEEDED',
      reason: 'approved by ana@example.com, cho@example.com at 14:00 UTC',
    });
  });

  test('costs exactly one read for each poll', async () => {
    const { gate, store, notifier, logger } = approvalSetup();
    const poll = gate();
    await poll();
    const before = { operations: store.operations.length, lines: logger.lines.length };

    await poll();
    await poll();

    expect(store.operations.slice(before.operations)).toEqual([`read ${key}`, `read ${key}`]);
    expect(logger.lines.length - before.lines).toBe(2);
    expect(notifier.sent).toHaveLength(1);
  });

  test('expires when the deadline has passed, and not a moment earlier', async () => {
    const { gate, clock, request, store } = approvalSetup();
    const poll = gate({ deadlineMinutes: 30 });
    await poll();

    clock.step(30 * 60 + 4);
    const waiting = await poll();
    clock.step(1);
    const expired = await poll();

    expect(waiting).toMatchObject({ hookStatus: 'IN_PROGRESS', callBackDelay: 1 });
    expect(expired).toEqual({ hookStatus: 'FAILED', reason: 'expired at 14:30 UTC without a decision' });
    expect(request()).toMatchObject({ status: 'EXPIRED', decision: { via: 'greenlight', by: 'Greenlight' } });
    expect(Object.keys(store.contents()).filter((name) => name.startsWith('open/'))).toEqual([]);
  });

  test('is called right after the deadline', async () => {
    const { gate, clock } = approvalSetup();
    const poll = gate({ deadlineMinutes: 30 });
    await poll();
    clock.step(30 * 60 - 40);

    expect(await poll()).toMatchObject({ callBackDelay: 45 });
  });

  test.each([-5, 5])('keeps an approval of the last second if the desk’s clock is off by %i s', async (seconds) => {
    const { gate, clock, notifier, desk, linkIn } = approvalSetup({ deskSkewSeconds: seconds });
    const poll = gate({ deadlineMinutes: 30 });
    await poll();
    clock.step(30 * 60 - seconds - 1);

    const { status } = await decideAt(desk, linkIn(notifier.sent[0]));

    expect(status).toBe(200);
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test.each([-5, 5])('gives people their full time if its own clock is off by %i s', async (seconds) => {
    const { gate, clock, notifier, desk, linkIn } = approvalSetup({ hookSkewSeconds: seconds });
    const poll = gate({ deadlineMinutes: 30 });
    await poll();
    clock.step(30 * 60 - 6);
    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS' });

    await decideAt(desk, linkIn(notifier.sent[0]));

    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('gives the same answer forever once it is decided', async () => {
    const { gate, clock, notifier, desk, linkIn, hook } = approvalSetup();
    const poll = gate();
    await poll();
    await decideAt(desk, linkIn(notifier.sent[0]), approving);
    const answer = await poll();

    clock.step(7 * 24 * 3600);

    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect((await hook(ecsEvent())).hookStatus).toBe(answer.hookStatus);
  });
});

describe('approvalCheck and the requests it opens', () => {
  test('keeps two named gates at one stage apart', async () => {
    const { gate, desk, notifier, linkIn, store } = approvalSetup();
    const [legal, ops] = [gate({ gate: 'legal' }), gate({ gate: 'ops' })];
    await legal();
    await ops();

    await decideAt(desk, linkIn(notifier.sent[0]));

    expect(await legal()).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(await ops()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(Object.keys(store.contents()).filter((name) => name.startsWith('approvals/'))).toEqual([
      keyOf({ gate: 'legal' }),
      keyOf({ gate: 'ops' }),
    ]);
  });

  test('asks again at every step of a canary deployment', async () => {
    const { gate, desk, notifier, linkIn, store } = approvalSetup();
    const step = (percent: number) =>
      weightedEvent('PRE_PRODUCTION_TRAFFIC_SHIFT', {
        production: { [greenArn]: percent, [blueArn]: 100 - percent },
      });
    const [first, second] = [gate({}, step(0)), gate({}, step(12.5))];
    await first();
    await decideAt(desk, linkIn(notifier.sent[0]));

    expect(await first()).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(await second()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(Object.keys(store.contents()).filter((name) => name.startsWith('approvals/'))).toEqual([
      keyOf({ stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', step: 0 }),
      keyOf({ stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', step: 12.5 }),
    ]);
  });

  test.each([
    ['LINEAR', 'PRE_PRODUCTION_TRAFFIC_SHIFT'],
    ['LINEAR', 'PRODUCTION_TRAFFIC_SHIFT'],
    ['CANARY', 'PRE_PRODUCTION_TRAFFIC_SHIFT'],
    ['CANARY', 'PRODUCTION_TRAFFIC_SHIFT'],
  ])('asks nobody if one approval would apply to all steps: %s at %s without weights', async (strategy, stage) => {
    const { gate, store, notifier } = approvalSetup({ describe: async () => ({ ...facts, strategy }) });

    const answer = await gate({}, weightedEvent(stage, {}))();

    expect(answer).toEqual({
      hookStatus: 'FAILED',
      reason: `the event has no weights, so the steps of a ${strategy} deployment cannot be distinguished at ${stage}, and one approval would count for all of them; put the approval at POST_TEST_TRAFFIC_SHIFT, which comes once`,
    });
    expect(Object.keys(store.contents()).filter((name) => !name.startsWith('reports/'))).toEqual([]);
    expect(notifier.sent).toEqual([]);
  });

  test.each([
    ['BLUE_GREEN', 'PRE_PRODUCTION_TRAFFIC_SHIFT'],
    ['LINEAR', 'POST_TEST_TRAFFIC_SHIFT'],
    ['CANARY', 'POST_PRODUCTION_TRAFFIC_SHIFT'],
  ])('asks without weights if the stage comes once: %s at %s', async (strategy, stage) => {
    const { gate, notifier } = approvalSetup({ describe: async () => ({ ...facts, strategy }) });

    expect(await gate({}, weightedEvent(stage, {}))()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(notifier.sent).toHaveLength(1);
  });

  test('refuses the flat event, which names no deployment', async () => {
    const { hook, store, notifier } = approvalSetup();

    const answer = await hook(readEvent('POST_TEST_TRAFFIC_SHIFT.doc-2025-flat'));

    expect(answer).toEqual({
      hookStatus: 'FAILED',
      reason: 'the event names no service deployment (resourceArn), and an approval must belong to exactly one',
    });
    expect(store.operations).toEqual([]);
    expect(notifier.sent).toEqual([]);
  });

  test('records what is asked about, the configuration first and then what was found', async () => {
    const { gate, request } = approvalSetup();

    await gate({ gate: 'release', title: 'The new cart', notes: 'Try paying', testUrl: 'https://try.example/' })();

    const at = keyOf({ gate: 'release' });
    expect(request(at).subject).toMatchObject({
      gate: 'release',
      title: 'The new cart',
      notes: 'Try paying',
      testUrl: 'https://try.example/',
      sourceRevisionId: '1920498462936580504',
      images: [{ container: 'ui', before: 'shop/ui:1.41', after: 'shop/ui:1.42' }],
    });
  });

  test('asks people even if ECS does not say what it deploys', async () => {
    const describe = async () => {
      throw new Error('ThrottlingException: rate exceeded');
    };
    const { gate, request, notifier } = approvalSetup({ describe });

    expect(await gate()()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(notifier.sent).toHaveLength(1);
    expect(request().subject.unknown).toEqual([
      'What is deployed could not be read: ThrottlingException: rate exceeded',
    ]);
  });
});
