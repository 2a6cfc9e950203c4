import { describe, expect, test } from 'vitest';
import { deployerKey } from '../../src/approval/request/deployer/deployer-record.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import { approving, decideByIam, rejecting } from '../helpers/approval.ts';
import { type PauseSetup, parameterPrefix, pauseSetup, sweep } from './pause-setup.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const dan = 'arn:aws:iam::123456789012:user/dan';
const rules = [
  { name: 'qa', from: [ana, ben] },
  { name: 'security', from: [ana, cho] },
];

/** A pause that was asked about with this configuration. */
async function asked(
  config: JsonObject,
  action: 'CONTINUE' | 'ROLLBACK' = 'ROLLBACK',
  timeoutInMinutes = 60,
): Promise<PauseSetup> {
  const parameters = { [parameterPrefix]: JSON.stringify(config) };
  const setup = await pauseSetup({ parameters, timeout: { timeoutInMinutes, action } });
  await setup.send(await setup.pause());
  return setup;
}

const actions = ({ answers }: PauseSetup) => answers.map(({ action }) => action);

describe('a pause with the rules of an approval', () => {
  test('continues when every rule is met, each person counting once', async () => {
    const setup = await asked({ rules });

    await setup.approve(approving, ana);
    await setup.send(sweep);
    expect(actions(setup)).toEqual([]);

    await setup.approve(approving, ben);
    await setup.send(sweep);
    expect(actions(setup)).toEqual(['CONTINUE']);
  });

  test('waits for days, and is continued on the fifth, or rolled back after it', async () => {
    const config = { reviewers: [ana], deadlineMinutes: 7200, reminders: { everyMinutes: 1440 } };
    const [decided, undecided] = [await asked(config, 'CONTINUE', 10080), await asked(config, 'CONTINUE', 10080)];
    for (const setup of [decided, undecided]) {
      for (let day = 0; day < 4; day += 1) {
        await setup.minutes(1440);
        await setup.send(sweep);
      }
      expect([actions(setup), setup.notifier.sent.length]).toEqual([[], 4]);
    }

    await decided.approve(approving, ana);
    await decided.send(sweep);
    await undecided.minutes(1441);
    await undecided.send(sweep);

    expect([actions(decided), actions(undecided)]).toEqual([['CONTINUE'], ['ROLLBACK']]);
  });

  test('continues after break glass, which everybody is notified of first', async () => {
    const setup = await asked({ reviewers: [ana, ben], approvals: 2, breakGlass: [dan] });
    const change = { request: setup.requestKey(), reason: 'payments are down' };
    setup.notifier.failWith(new Error('SNS is down'));

    expect(await decideByIam(setup.desk, dan, 'break-glass', change)).toMatchObject({ status: 200 });
    await setup.send(sweep);
    expect(actions(setup)).toEqual([]);

    setup.notifier.failWith(undefined);
    await setup.send(sweep);
    expect(actions(setup)).toEqual(['CONTINUE']);
    expect(setup.notifier.sent.slice(2).map(({ subject }) => subject.slice(0, 13))).toEqual([
      '[BREAK GLASS]',
      '[BREAK GLASS]',
    ]);
  });

  test('is not continued by the person who started the deployment, nor by anybody before that is known', async () => {
    const setup = await asked({ reviewers: [ana, ben], selfApproval: 'deny' });
    await setup.approve(approving, ben);
    const { account, region, cluster, service, deploymentId } = setup.request().subject;
    const at = setup.clock.now().toISOString();
    const call = {
      id: 'call',
      action: 'UpdateService',
      by: `arn:aws:iam::123456789012:user/${ana}`,
      at,
      recordedAt: at,
    };
    const key = deployerKey({ account, region, cluster, service, deploymentId });
    await setup.store.put(key, JSON.stringify({ schemaVersion: 1, calls: [call] }), new AbortController().signal);

    await setup.approve(approving, ana);
    await setup.send(sweep);
    expect(actions(setup)).toEqual([]);

    await setup.approve(approving, ben);
    await setup.send(sweep);
    expect(actions(setup)).toEqual(['CONTINUE']);
  });

  test('rolls back after as many rejections as it needs', async () => {
    const setup = await asked({ reviewers: [ana, ben, cho], rejections: 2 });

    await setup.approve(rejecting, ana);
    await setup.send(sweep);
    expect(actions(setup)).toEqual([]);

    await setup.approve(rejecting, cho);
    await setup.send(sweep);
    expect(actions(setup)).toEqual(['ROLLBACK']);
  });

  test.each([
    ['rolls back', { reviewers: [ana] }, 'ROLLBACK'],
    [
      'continues with onDeadline "approve"',
      { reviewers: [ana], onDeadline: 'approve', allowFailOpen: true },
      'CONTINUE',
    ],
  ])('%s if nobody decides', async (_what, config, action) => {
    const setup = await asked({ ...config, deadlineMinutes: 20 });
    await setup.minutes(19);
    await setup.send(sweep);
    expect(actions(setup)).toEqual([]);

    await setup.minutes(2);
    await setup.send(sweep);

    expect(actions(setup)).toEqual([action]);
    expect(setup.request().decision).toMatchObject({ by: 'Greenlight', via: 'greenlight' });
  });

  test('continues at once and mails nobody in a cluster of autoApprove', async () => {
    const setup = await asked({ reviewers: [ana], autoApprove: { clusters: ['my-*'] } });

    expect(actions(setup)).toEqual(['CONTINUE']);
    expect(setup.notifier.sent).toEqual([]);
    expect(setup.request().decision).toMatchObject({ status: 'APPROVED', via: 'greenlight' });
  });

  test('can be decided longer after its deadline was extended, and everybody is notified again', async () => {
    const setup = await asked({ reviewers: [ana, ben], deadlineMinutes: 20 });
    const deadline = new Date(Date.parse(setup.request().deadline) + 1_200_000).toISOString();
    const change = { request: setup.requestKey(), reason: 'not done', deadline };

    expect(await decideByIam(setup.desk, dan, 'extend', change)).toMatchObject({ status: 200 });
    await setup.send(sweep);
    expect(setup.notifier.sent.slice(2).map(({ subject }) => subject.slice(0, 9))).toEqual(['[CHANGED]', '[CHANGED]']);
    await setup.minutes(30);
    await setup.approve(approving, ana);
    await setup.send(sweep);

    expect(actions(setup)).toEqual(['CONTINUE']);
  });

  test('rolls back when its request is taken back', async () => {
    const setup = await asked({ reviewers: [ana] }, 'CONTINUE');

    await decideByIam(setup.desk, dan, 'close', { request: setup.requestKey(), reason: 'wrong version' });
    await setup.send(sweep);

    expect(actions(setup)).toEqual(['ROLLBACK']);
  });

  test('is never continued if its pattern cannot be compiled', async () => {
    const setup = await asked({ reviewers: [ana], requireReason: 'both', reasonPattern: 'SHOP-(' }, 'CONTINUE');

    expect(setup.keys('approvals/')).toEqual([]);
    expect(setup.notifier.sent).toEqual([]);
    for (let minute = 0; minute < 62; minute += 1) {
      await setup.send(sweep);
      await setup.minutes(1);
    }
    expect(actions(setup)).toEqual(['ROLLBACK']);
  });
});
