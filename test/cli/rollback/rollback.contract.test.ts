import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import { runningService, version } from '../../controller/play.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { startTestAccount } from '../test-account.ts';

const moto = useMoto();
const service = 'my-cluster/my-service';

/** A deployment that waits at a pause, so that there is time to roll it back. */
async function paused() {
  const clock = new VirtualClock({ start: new Date(Date.now() - 3_600_000) });
  const played = await runningService({
    clock,
    configuration: { lifecycleHooks: [{ targetType: 'PAUSE', lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] }] },
  });
  const { serviceDeploymentArn: arn } = played.controller.startDeployment(version(2));
  await clock.advance(360_000);
  const account = await startTestAccount(moto().endpoint, played);
  onTestFinished(() => account.stop());
  const statusOf = () => played.controller.describeServiceDeployment(arn).status;
  const stored = async () => {
    const s3 = new S3Client({ ...motoClientConfig(moto().endpoint), region: 'us-west-2' });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'ledger', Prefix: 'rollbacks/' }));
    return Contents.map(({ Key = '' }) => Key);
  };
  return { ...played, account, arn, statusOf, stored };
}

describe('greenlight rollback', () => {
  test('asks ECS to roll back, and stores the reason so that explain finds it', async () => {
    const { account, arn, clock, statusOf, stored } = await paused();

    const { code, stdout, stderr } = await account.run(
      'rollback',
      service,
      '--yes',
      '--reason',
      'checkout answers\n500',
    );

    expect(code).toBe(0);
    expect(stdout).toBe(`my-service, deployment ${arn.split('/').at(-1)}, is being rolled back.\n`);
    expect(stderr).toContain(`next: greenlight watch ${service} --deployment`);
    expect(statusOf()).toMatch(/^ROLLBACK_/);
    expect(await stored()).toEqual([
      expect.stringMatching(
        /^rollbacks\/123456789012\/us-west-2\/my-cluster\/my-service\/[\w-]+\/\d{8}T\d{9}Z-[0-9a-f]{8}\.json$/,
      ),
    ]);

    await clock.advance(600_000);
    const explained = await account.run('explain', arn);
    expect(explained.code).toBe(1);
    expect(explained.stdout.replace(/\s+/g, ' ')).toMatch(
      /Somebody, or a pipeline, stopped the deployment .* asked for the rollback at .* UTC: checkout answers 500\./,
    );
    const status = await account.run('status', arn, '-o', 'json');
    expect(JSON.parse(status.stdout).rollbackRequests).toMatchObject([
      { serviceDeploymentArn: arn, reason: 'checkout answers 500', by: expect.stringContaining('arn:aws:sts::') },
    ]);
  });

  test('can be repeated, and says so once the deployment has ended', async () => {
    const { account, arn, clock, controller, stored } = await paused();
    const rollBack = (...words: string[]) =>
      account.run('rollback', ...words, '--yes', '--reason', 'broken cart', '-o', 'json');

    const first = await rollBack(service, '--deployment', arn);
    const second = await rollBack(arn);
    await clock.advance(600_000);
    const third = await rollBack(arn);
    const successful = controller.listServiceDeployments().at(-1)?.serviceDeploymentArn ?? '';
    const ended = await rollBack(successful);
    const none = await rollBack(service, '--revision', '1');

    expect([first.code, JSON.parse(first.stdout)]).toMatchObject([0, { outcome: 'requested', reasonStored: true }]);
    expect(second.stderr).toContain('--wait-until ROLLBACK_SUCCESSFUL --region us-west-2\n');
    expect([second.code, JSON.parse(second.stdout)]).toMatchObject([0, { outcome: 'under-way', reasonStored: true }]);
    expect([third.code, JSON.parse(third.stdout)]).toMatchObject([0, { outcome: 'rolled-back', reasonStored: false }]);
    expect([ended.code, JSON.parse(ended.stdout)]).toMatchObject([1, { outcome: 'ended', status: 'SUCCESSFUL' }]);
    expect(ended.stderr).toContain('next: deploy the earlier version: aws ecs update-service');
    expect([none.code, JSON.parse(none.stdout)]).toMatchObject([3, { outcome: 'no-deployment' }]);
    expect(await stored()).toHaveLength(2);
  });

  test('rolls back even if the reason cannot be stored, and exits with 1', async () => {
    const { account, statusOf, stored } = await paused();

    const { code, stdout, stderr } = await account.run(
      ...['rollback', service, '--yes', '--reason', 'broken cart', '--stack', 'other'],
    );

    expect(code).toBe(1);
    expect(stdout).toContain('is being rolled back');
    expect(stderr).toContain('ECS rolls back, but the reason could not be stored: there is no stack "other"');
    expect(stderr).toContain('greenlight iam rollback prints the policy');
    expect(stderr).toContain('--wait-until ROLLBACK_SUCCESSFUL --stack other; tell the others why');
    expect(statusOf()).toMatch(/^ROLLBACK_/);
    expect(await stored()).toEqual([]);
  });

  test('requires a reason and a confirmation, and stops nothing without them', async () => {
    const { account, statusOf } = await paused();

    const unconfirmed = await account.run('rollback', service, '--reason', 'broken cart');
    const silent = await account.run('rollback', service, '--yes');
    const blank = await account.run('rollback', service, '--yes', '--reason', ' \u200b ');

    expect([unconfirmed.code, unconfirmed.stderr]).toEqual([2, expect.stringContaining('pass --yes')]);
    expect([silent.code, silent.stderr]).toEqual([2, expect.stringContaining('pass --reason <text>')]);
    expect([blank.code, blank.stderr]).toEqual([2, expect.stringContaining('a rollback needs a reason')]);
    expect(statusOf()).toBe('IN_PROGRESS');
  });
});
