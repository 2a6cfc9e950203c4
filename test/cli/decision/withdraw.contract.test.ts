import { describe, expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import { answering, hookAt, runningService, version } from '../../controller/play.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { runCli } from '../run-cli.ts';
import { startTestAccount } from '../test-account.ts';

const moto = useMoto();
const service = 'my-cluster/my-service';
const waiting = { hookStatus: 'IN_PROGRESS', callBackDelay: 3600 };

/** A deployment that waits for an approval, with an account to run the command line in. */
async function atTheGate(change: Parameters<Awaited<ReturnType<typeof startTestAccount>>['ask']>[1] = {}) {
  const clock = new VirtualClock({ start: new Date(Date.now() - 3_600_000) });
  const played = await runningService({
    clock,
    configuration: { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] },
    functions: () => answering(waiting).handler,
  });
  const { serviceDeploymentArn } = played.controller.startDeployment(version(2));
  await clock.advance(6 * 60_000);
  const account = await startTestAccount(moto().endpoint, played);
  onTestFinished(() => account.stop());
  return { account, key: await account.ask(serviceDeploymentArn, change) };
}

describe('greenlight withdraw', () => {
  test('withdraws the vote of the caller, and needs one', async () => {
    const { account, key } = await atTheGate({ reviewers: ['ana@example.com', 'ben@example.com'], approvals: 2 });
    const none = await account.run('withdraw', service, '--yes');
    await account.run('approve', service, '--yes');

    const { code, stdout } = await account.run('withdraw', service, '--yes');

    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('nothing to withdraw')]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('0 of 2 approvals')]);
    expect((await account.request(key)).votes.map(({ choice }) => choice)).toEqual(['APPROVE', 'WITHDRAW']);
  });
});

describe('greenlight extend', () => {
  test('moves the deadline by some minutes, with the reason in the record', async () => {
    const { account, key } = await atTheGate();
    const { deadline } = await account.request(key);

    const { code, stdout } = await account.run('extend', service, '--minutes', '30', '--reason', 'not done', '--yes');

    expect([code, stdout]).toEqual([0, expect.stringContaining('People can decide until')]);
    const after = await account.request(key);
    expect(Date.parse(after.deadline) - Date.parse(deadline)).toBe(1_800_000);
    expect(after.history.at(-1)?.what).toMatch(/^approver\/eve \(IAM\) extended the deadline from .*: not done$/);
  });

  test('says what is missing or too much, and changes nothing', async () => {
    const { account, key } = await atTheGate();
    const before = await account.request(key);

    const silent = await account.run('extend', service, '--minutes', '30', '--yes');
    const timeless = await runCli(['extend', service, '--reason', 'not done', '--yes']);
    const wordy = await runCli(['extend', service, '--minutes', 'an hour', '--reason', 'not done', '--yes']);
    const late = await account.run('extend', service, '--minutes', '9000', '--reason', 'not done', '--yes');

    expect([silent.code, silent.stderr]).toEqual([2, expect.stringContaining('extend needs a reason')]);
    expect([timeless.code, timeless.stderr]).toEqual([2, expect.stringContaining('--minutes')]);
    expect([wordy.code, wordy.stderr]).toEqual([2, expect.stringContaining('whole number of minutes')]);
    expect([late.code, late.stderr]).toEqual([2, expect.stringContaining('ECS does not wait until then')]);
    expect(await account.request(key)).toEqual(before);
  });
});

describe('greenlight close', () => {
  test('takes the request back', async () => {
    const { account, key } = await atTheGate();

    const { code, stdout } = await account.run('close', service, '--reason', 'wrong version', '--yes');

    expect([code, stdout]).toEqual([0, expect.stringContaining('The request is withdrawn, so ECS rolls back')]);
    expect(await account.request(key)).toMatchObject({
      status: 'SUPERSEDED',
      decision: { reason: 'withdrawn by approver/eve (IAM): wrong version' },
    });
  });
});

describe('greenlight approve at a gate with a checklist', () => {
  const checklist = ['The data is backed up', 'Support is informed'];

  test('needs every item confirmed, and records them', async () => {
    const { account, key } = await atTheGate({ asked: { checklist } });

    const unticked = await account.run('approve', service, '--yes');
    const ticked = await account.run('approve', service, '--yes', '--confirm-checklist');

    expect([unticked.code, unticked.stderr]).toEqual([2, expect.stringContaining('"The data is backed up"')]);
    expect(ticked.code).toBe(0);
    expect(ticked.stderr).toMatch(/Checklist The data is backed up\n +Support is informed\n/);
    expect((await account.request(key)).votes).toMatchObject([{ checklist }]);
  });
});
