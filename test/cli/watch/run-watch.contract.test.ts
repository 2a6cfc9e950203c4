import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { type Played, type PlayOptions, runningService, version } from '../../controller/play.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { runCli } from '../run-cli.ts';
import { startTestAccount, type TestAccount } from '../test-account.ts';

const moto = useMoto();
const service = 'my-cluster/my-service';

type Setting = Played & { account: TestAccount; first: string };

/** A service whose first deployment was successful long ago. */
async function settled(options: PlayOptions = {}): Promise<Setting> {
  const clock = new VirtualClock({ start: new Date(Date.now() - 86_400_000) });
  const played = await runningService({ clock, ...options });
  await clock.advance(Date.now() - clock.now().getTime());
  const account = await startTestAccount(moto().endpoint, played);
  onTestFinished(() => account.stop());
  return { ...played, account, first: played.controller.listServiceDeployments()[0]?.serviceDeploymentArn ?? '' };
}

/**
 * Runs the command, and advances the service's clock from the command's first output on, so fast that the deployment is over at the next or
 * the next but one of the command's checks, which are a second apart.
 */
async function runWhileTimePasses({ clock, account }: Setting, ...words: readonly string[]) {
  let ticking: NodeJS.Timeout | undefined;
  const onOutput = () => {
    ticking ??= setInterval(() => void clock.advance(60_000), 50);
  };
  return await runCli(words, { env: account.environment, onOutput }).finally(() => clearInterval(ticking));
}

const idOf = (arn: string | undefined) => arn?.split('/').at(-1) ?? 'none';

describe('greenlight watch right after UpdateService', () => {
  test('T3 waits for the new deployment, even though the list still shows the successful one before', async () => {
    const setting = await settled({ switches: { newDeploymentListed: 'after-30s' } });
    const { serviceDeploymentArn } = setting.controller.startDeployment(version(2));

    const { code, stdout, stderr } = await runWhileTimePasses(
      setting,
      'watch',
      service,
      '--interval',
      '1',
      '-o',
      'json',
    );

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ end: 'reached', status: 'SUCCESSFUL', serviceDeploymentArn });
    expect(stderr).toContain(`the newest that ECS lists is ${idOf(setting.first)} (SUCCESSFUL)`);
  });

  test('T3 reports with 3 that nothing is being deployed, and never that the earlier deployment succeeded', async () => {
    const { account, first } = await settled();

    const text = await account.run('watch', service, '--start-timeout', '1', '--interval', '1');
    const json = await account.run('watch', service, '--start-timeout', '0', '-o', 'json');

    expect([text.code, text.stdout]).toEqual([3, '']);
    expect(text.stderr).toContain(`nothing is being deployed to ${service}: no newer one began within 1 s`);
    expect(text.stderr).toContain(`the newest, ${idOf(first)}, is SUCCESSFUL since`);
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({
      end: 'no-deployment',
      newest: { arn: first, status: 'SUCCESSFUL' },
    });
  });

  test('T3 follows the named deployment, and reports it if it does not appear', async () => {
    const setting = await settled({ switches: { newDeploymentListed: 'after-5s' } });
    const { controller, first } = setting;
    const { serviceDeploymentArn, serviceRevisionArn } = controller.startDeployment(version(2));
    const number = idOf(serviceRevisionArn);
    const run = (...words: string[]) =>
      runWhileTimePasses(setting, 'watch', service, '--interval', '1', '-o', 'json', ...words);

    const names = [
      ['--revision', `ecs-svc/${number}`],
      ['--deployment', serviceDeploymentArn],
      // It has ended by now, so it is the answer only once no newer one can appear.
      ['--task-definition', 'shop:2', '--start-timeout', '1'],
      ['--after', first],
      ['--task-definition', 'shop:2', '--after', new Date(Date.now() - 3_600_000).toISOString()],
    ];
    for (const words of names) {
      const { code, stdout } = await run(...words);
      expect([words, code, JSON.parse(stdout).serviceDeploymentArn]).toEqual([words, 0, serviceDeploymentArn]);
    }
    const missing = await run('--task-definition', 'shop:9', '--start-timeout', '1');
    expect(missing.code).toBe(3);
    expect(JSON.parse(missing.stdout).error.message).toContain('there is no deployment of shop:9 within 1 s');
    const unknown = await run('--deployment', serviceDeploymentArn.replace(/\w+$/, 'unknown'), '--start-timeout', '1');
    expect([unknown.code, JSON.parse(unknown.stdout).end]).toEqual([3, 'no-deployment']);
  });

  test('gives up after --timeout, which includes the time that the deployment took to appear', async () => {
    const { account, controller } = await settled();
    controller.startDeployment(version(2));
    const start = new Date();
    const now = vi.spyOn(systemClock, 'now').mockReturnValue(new Date(start.getTime() + 61_000));
    now.mockReturnValueOnce(start);

    const { code, stderr } = await account.run('watch', service, '--timeout', '1');

    expect([code, stderr]).toEqual([1, expect.stringContaining('did not reach done within 1 min, the status is ')]);
  });

  test('waits for the deployment no longer than --timeout, and says so', async () => {
    const { account } = await settled();
    const start = new Date();
    const now = vi.spyOn(systemClock, 'now').mockReturnValue(new Date(start.getTime() + 121_000));
    // When the command, the selection and the search begin, and at the first answer.
    for (let calls = 0; calls < 4; calls += 1) now.mockReturnValueOnce(start);

    const { code, stderr } = await account.run(
      ...['watch', service, '--timeout', '2', '--start-timeout', '600', '--interval', '1'],
    );

    expect([code, stderr]).toEqual([3, expect.stringContaining('no newer one began within 2 min')]);
    expect(stderr).toContain('waiting up to 2 min for the deployment');
  });

  test('T3 distinguishes a deployment of the same task definition from the earlier one', async () => {
    const setting = await settled({ switches: { newDeploymentListed: 'after-5s' } });
    const { serviceDeploymentArn } = setting.controller.startDeployment(version(1));

    const { code, stdout } = await runWhileTimePasses(
      setting,
      ...['watch', service, '--task-definition', 'shop:1', '--interval', '1', '-o', 'json'],
    );

    expect([code, JSON.parse(stdout).serviceDeploymentArn]).toEqual([0, serviceDeploymentArn]);
  });
});

describe('greenlight status', () => {
  test('T3 shows the named deployment, and says what to write instead of a wrong name', async () => {
    const { account, controller, first } = await settled();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));

    const shown = await account.run('status', service, '--task-definition', 'shop:1', '-o', 'json');
    const newer = await account.run('status', service, '--after', first, '-o', 'json');
    const wrong = await account.run('status', service, '--task-definition', 'shop');
    const both = await account.run('status', first, '--revision', '1');
    const missing = await account.run('status', service, '--revision', '1');

    expect(JSON.parse(shown.stdout).serviceDeploymentArn).toBe(first);
    expect(JSON.parse(newer.stdout).serviceDeploymentArn).toBe(serviceDeploymentArn);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('write <family>:<revision>')]);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('leave out --revision')]);
    expect([missing.code, missing.stderr]).toEqual([
      3,
      expect.stringContaining('there is no deployment of revision 1'),
    ]);
  });
});
