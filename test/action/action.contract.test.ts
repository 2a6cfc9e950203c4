import { readdir } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../src/controller/clock/virtual-clock.ts';
import { fakeAws } from '../cli/run-cli.ts';
import { startTestAccount } from '../cli/test-account.ts';
import { answering, hookAt, runningService, version } from '../controller/play.ts';
import { useMoto } from '../helpers/use-moto.ts';
import { runAction } from './simulated-runner.ts';

const moto = useMoto();
const service = 'my-cluster/my-service';

/** Others wrote it: it tries to be a command, HTML, a link and more cells of a table. */
const hostile = '::set-output name=end::reached ##[add-mask]x <img src=x> [Approve](https://evil.example) | @everyone';

/** A second deployment whose gate gives this answer, and the time of the service, which passes from the first output on. */
async function deploying(hookStatus: 'SUCCEEDED' | 'FAILED') {
  const clock = new VirtualClock({ start: new Date(Date.now() - 86_400_000) });
  const played = await runningService({
    clock,
    configuration: { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] },
    functions: () => answering({ hookStatus }).handler,
  });
  await clock.advance(Date.now() - clock.now().getTime());
  const account = await startTestAccount(moto().endpoint, played);
  const { serviceDeploymentArn: arn, serviceRevisionArn } = played.controller.startDeployment(version(2));
  let ticking: NodeJS.Timeout | undefined;
  onTestFinished(async () => {
    clearInterval(ticking);
    await account.stop();
  });
  return {
    account,
    arn,
    id: arn.split('/').at(-1) ?? '',
    revision: serviceRevisionArn.split('/').at(-1) ?? '',
    run: (inputs: Record<string, string>) =>
      runAction(
        { service, ...inputs },
        {
          env: { ...fakeAws, ...account.environment },
          onOutput: () => {
            ticking ??= setInterval(() => void clock.advance(60_000), 50);
          },
        },
      ),
  };
}

describe('the action', () => {
  test('waits for the pinned deployment, and shows its timeline, its checks and who decided', async () => {
    const { account, arn, id, revision, run } = await deploying('SUCCEEDED');
    await account.report(arn, { findings: [{ name: 'p99', outcome: 'degraded', found: '480 ms', allowed: '500 ms' }] });

    const { code, commands, outputs, summary, npx, log } = await run({ revision: `ecs-svc/${revision}` });

    expect([code, log]).toEqual([0, expect.stringContaining('CLEAN_UP  done')]);
    expect(npx.slice(0, 3)).toEqual(['--yes', 'ecs-greenlight@0.1.0', 'watch']);
    expect(outputs).toEqual({ end: 'reached', status: 'SUCCESSFUL', deployment: id, revision });
    expect(commands).toEqual([
      {
        name: 'notice',
        properties: { title: expect.stringMatching(/^my-service 1\.1 → 1\.2 is deployed, after/) },
        message: 'It reached done.',
      },
      {
        name: 'warning',
        properties: { title: 'smoke at POST_TEST_TRAFFIC_SHIFT passed' },
        message: 'p99: 480 ms, allowed 500 ms',
      },
    ]);
    expect(summary).toMatch(/^## ✅ my/);
    expect(summary).toContain('### Timeline');
    expect(summary).toContain('| smoke | POST&#95;TEST&#95;TRAFFIC&#95;SHIFT | passed | 14 of 14, p99 212 ms |');
    expect(summary).not.toContain('### Why');
  });

  test('fails on a rollback, and its summary names the cause, in which text of others is only text', async () => {
    const { account, arn, id, revision, run } = await deploying('FAILED');
    const findings = [{ name: 'GET /', outcome: 'failed', found: hostile, allowed: 'status 200' }] as const;
    await account.report(arn, { verdict: 'fail', reason: `checkout answers 500 ${hostile}`, findings });

    const { code, commands, outputs, summary, log } = await run({ revision });

    expect(code).toBe(1);
    expect(outputs).toEqual({ end: 'missed', status: 'ROLLBACK_SUCCESSFUL', deployment: id, revision });
    expect(commands.map(({ name }) => name)).toEqual(['error', 'error']);
    expect(commands[0]?.properties['title']).toMatch(/^my-service 1\.1 → 1\.2 was rolled back/);
    expect(commands[0]?.message).toContain('my-hook');
    expect(commands[0]?.message).toContain('smoke failed: checkout answers 500');
    expect(commands[0]?.message).toContain('/help#hook-failed');
    expect(commands[1]?.message).toContain('allowed status 200');
    expect(log).toContain('greenlight watch: done can no longer be reached, the status is ROLLBACK_SUCCESSFUL');
    expect(summary).toContain('### Why');
    expect(summary).toContain('checkout answers 500');
    expect(summary).toMatch(/\[What this means\]\(https?:[^)]*\/help#hook-failed\)/);
    expect(summary).toContain(`greenlight explain my-cluster/my-service --deployment ${id}`);
    expect(summary).not.toMatch(/<img|\]\(https:\/\/evil|:\/\/evil|(?<!#)@everyone/);
  });

  test('fails with 3 if the pinned deployment does not appear, and says so in the summary', async () => {
    const { run } = await deploying('SUCCEEDED');

    const { code, commands, outputs, summary } = await run({ 'task-definition': 'shop:9', timeout: '0' });

    expect([code, outputs['end'], outputs['deployment']]).toEqual([3, 'no-deployment', '']);
    expect(commands.map(({ name, message }) => [name, message])).toEqual([
      ['error', expect.stringContaining('there is no deployment of shop:9')],
    ]);
    expect(summary).toContain('there is no deployment of shop');
  });

  test.each(
    ['service', 'revision', 'timeout', 'version'].flatMap((name) => [
      [name, `x"; touch injected; echo "$(touch injected)\`touch injected\` $INPUT_SERVICE ' | > injected`],
      [name, 'x\n::add-mask::x'],
      [name, 'x ##[add-mask]x'],
    ]),
  )('runs nothing that is in the input %s: %j', async (name, injected) => {
    const { code, commands, folder } = await runAction({ service, [name]: injected }, { env: fakeAws });

    expect(code).toBe(2);
    expect(await readdir(folder)).not.toContain('injected');
    expect(commands.filter((command) => command.name !== 'error')).toEqual([]);
  });
});
