import { describe, expect, test } from 'vitest';
import { approvalSetup, decideAt, key, signingKeys } from '../../helpers/approval.ts';
import { ecsEvent } from '../../helpers/hook.ts';
import { type StoreOperation, unavailable, wrapStore } from '../../helpers/memory-store.ts';

describe('approvalCheck called more than once at the beginning', () => {
  test('creates one request and sends one mail when many first calls arrive at once', async () => {
    const { hook, store, notifier, request } = approvalSetup();

    const answers = await Promise.all(Array.from({ length: 20 }, () => hook(ecsEvent())));

    expect(answers.every(({ hookStatus }) => hookStatus === 'IN_PROGRESS')).toBe(true);
    expect(notifier.sent).toHaveLength(1);
    expect(request().notifications).toMatchObject([{ to: 'everybody', attempts: 1, sentAt: expect.any(String) }]);
    expect(Object.keys(store.contents()).filter((name) => name.startsWith('approvals/'))).toEqual([key]);
  });

  test('sends nothing and overwrites nothing when the first call is delivered again', async () => {
    const { hook, notifier, desk, linkIn, clock, request } = approvalSetup();
    await hook(ecsEvent());
    await decideAt(desk, linkIn(notifier.sent[0]));
    const before = request();

    clock.step(600);
    const answer = await hook(ecsEvent());

    expect(answer.hookStatus).toBe('SUCCEEDED');
    expect(notifier.sent).toHaveLength(1);
    const { confirmation, ...after } = request();
    expect(after).toEqual(before);
    expect(confirmation).toMatchObject({ at: clock.now().toISOString() });
  });

  test('finds the request no matter which executionId the call has', async () => {
    const { hook, notifier } = approvalSetup();
    await hook(ecsEvent());

    await hook(ecsEvent({ executionId: 'another' }));

    expect(notifier.sent).toHaveLength(1);
  });
});

describe('approvalCheck after a crash', () => {
  test('notifies people later when it crashed between creating the request and notifying them', async () => {
    const { gate, notifier, clock } = stageThatLosesItsWay('create', 'after');
    const poll = gate();

    const crashed = await poll();
    clock.step(170);
    const tooEarly = await poll();
    const toldEarly = notifier.sent.length;
    clock.step(10);
    const told = await poll();

    expect(crashed.reason).toMatch(/^approval could not check/);
    expect(tooEarly).toMatchObject({
      reason: '0 of 1 approval, until 18:00 UTC; not notified yet, retrying: everybody',
    });
    expect(toldEarly).toBe(0);
    expect(told).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '0 of 1 approval, until 18:00 UTC' });
    expect(notifier.sent).toHaveLength(1);
  });

  test('notifies people twice rather than never when it crashed before noting that they were notified', async () => {
    const { gate, notifier, clock } = stageThatLosesItsWay('replace', 'before');
    const poll = gate();

    await poll();
    clock.step(180);
    await poll();
    clock.step(180);
    await poll();

    expect(notifier.sent).toHaveLength(2);
  });

  test('recognizes its own request when the response to writing it was lost and the retry lost the race', async () => {
    const { gate, notifier } = approvalSetup({
      wrap: (store) =>
        wrapStore(store, async (operation, _key, run) => {
          const result = await run();
          return operation === 'create' ? (undefined as typeof result) : result;
        }),
    });

    await gate()();

    expect(notifier.sent).toHaveLength(1);
  });

  /** Fails once, at the first such operation, before or after it has taken effect. */
  function stageThatLosesItsWay(at: StoreOperation, when: 'before' | 'after') {
    let armed = true;
    return approvalSetup({
      wrap: (store) =>
        wrapStore(store, async (operation, _key, run) => {
          if (!armed || operation !== at) return run();
          armed = false;
          if (when === 'after') await run();
          throw unavailable('the connection was reset');
        }),
    });
  }
});

describe('approvalCheck when nobody can be notified', () => {
  test('keeps waiting, and tries again at the next poll', async () => {
    const { gate, notifier, request } = approvalSetup();
    notifier.failWith(new Error('SNS is throttled'));
    const poll = gate({ reviewers: ['ana@example.com', 'ben@example.com'] });

    const failed = await poll();
    const attempts = request().notifications.map((notification) => notification.attempts);
    notifier.failWith(undefined);
    const told = await poll();

    expect(failed).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: '0 of 1 approval, until 18:00 UTC; not notified yet, retrying: ana@example.com, ben@example.com',
    });
    expect(attempts).toEqual([1, 1]);
    expect(told).toMatchObject({ reason: '0 of 1 approval, until 18:00 UTC' });
    expect(notifier.sent.map(({ attributes }) => attributes['reviewer'])).toEqual([
      'ana@example.com',
      'ben@example.com',
    ]);
  });

  test('fails no gate no matter how long it lasts, and the request stays small', async () => {
    const { gate, notifier, store, clock } = approvalSetup();
    notifier.failWith(new Error('SNS is down'));
    const reviewers = Array.from({ length: 50 }, (_, number) => `reviewer-${number}@example.com`);
    const poll = gate({ deadlineMinutes: 1430, reviewers });

    for (let polls = 0; polls < 700; polls += 1) {
      expect((await poll()).hookStatus).toBe('IN_PROGRESS');
      clock.step(120);
    }

    expect(Buffer.byteLength(store.contents()[key] ?? '')).toBeLessThan(64 * 1024);
  });

  test('asks people even if a signing key cannot be read', async () => {
    let readable = false;
    const { gate, notifier, logger } = approvalSetup({
      signingKeys: async () => {
        if (!readable) throw new Error('AccessDeniedException');
        return signingKeys;
      },
    });
    const poll = gate();

    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    readable = true;
    await poll();

    expect(notifier.sent).toHaveLength(1);
    expect(logger.lines.filter(({ level }) => level === 'warn').map(({ message }) => message)).toContain(
      'no notification could be sent',
    );
  });
});
