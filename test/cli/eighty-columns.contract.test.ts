import { describe, expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../src/controller/clock/virtual-clock.ts';
import { answering, hookAt, runningService, version } from '../controller/play.ts';
import { vote } from '../helpers/approval.ts';
import { useMoto } from '../helpers/use-moto.ts';
import { runCli } from './run-cli.ts';
import { startTestAccount } from './test-account.ts';
import { tooWide } from './too-wide.ts';

const moto = useMoto();
const service = 'my-cluster/my-service';
const failing = { hookStatus: 'FAILED', reason: `the page says "${'price '.repeat(20).trim()}"` };

/** What a person sees in a terminal of 80 columns. */
describe('80 columns', () => {
  test('hold a deployment that waits', async () => {
    const { see, account, arn } = await deployed({ hookStatus: 'IN_PROGRESS', callBackDelay: 3600 });
    await account.report(arn, {
      verdict: 'wait',
      reason: `waits for metrics of ${arn}, of which there are 3 samples and 10 are needed, at the earliest at 14:40`,
    });
    await account.ask(arn, {
      approvals: 2,
      reviewers: ['ana@example.com', 'ben@example.com', 'chi@example.com'],
      votes: [vote()],
    });

    const shown = await see(
      ['status', service],
      ['watch', service, '--wait-until', 'awaiting-approval'],
      ['explain', service],
      ['open'],
      ['approve', service],
    );

    expect(shown['status']?.split('\n').slice(0, 4)).toEqual([
      expect.stringMatching(/^● my-service 1\.1 → 1\.2 {2}waiting for 1 of 2 approvals, \d+ min left$/),
      '  → greenlight approve my-cluster/my-service',
      expect.stringMatching(/^ {2}my-cluster {3}BLUE_GREEN {3}Start ✓ Test ✓ Approve ● Shift ○ Bake ○$/),
      expect.stringMatching(/^ {2}IN_PROGRESS \S+ {3}revision …\d{4} ← …\d{4}$/),
    ]);
    expect(shown['explain']).toMatch(/^● my-service 1\.1 → 1\.2 {2}waiting for 1 of 2 approvals/);
  });

  test('hold a deployment that was rolled back', async () => {
    const { see } = await deployed(failing);

    const shown = await see(['status', service], ['explain', service], ['watch', service, '--start-timeout', '0']);

    expect(shown['status']).toMatch(/^● my-service 1\.1 → 1\.2 {2}was rolled back\n {2}→ greenlight explain/);
    expect(shown['status']).toMatch(/rollback .* \[1\]\n\[1\] rollback: ROLLBACK_SUCCESSFUL · /);
  });

  test('hold what is printed about hooks and their mistakes', async () => {
    const { see } = await deployed(failing);
    const details = ['--details', '{"reviewers": ["ana@example.com"], "deadlineMinutes": 1439}'];

    await see(
      ['attach', service, '--approval', ...details, '--dry-run'],
      ['attach', service, '--approval', ...details],
      [
        'diff',
        service,
        '--smoke',
        '--details',
        '{"requests": ["/health", "/cart", "/checkout", "/account/orders/latest"]}',
      ],
      ['plan', service, '--approval'],
      ['doctor', service],
      ['doctor', service, '--verbose'],
      ['lint', service],
      ['detach', service, '--dry-run'],
      ['status', 'my-cluster/no-such-service'],
      ['attach', 'no-such-cluster/my-service', '--smoke'],
      ['doctor', service, '--stack', 'no-such-stack-of-this-name-anywhere-in-this-account'],
      ['reviewers', 'list'],
      ['backtest', service],
      ['rollback', service, '--reason', 'the price is wrong', '--yes'],
    );
  });
});

/** After the second deployment of a service has called its hook. */
async function deployed(answer: object) {
  const clock = new VirtualClock({ start: new Date(Date.now() - 3_600_000) });
  const played = await runningService({
    clock,
    configuration: { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] },
    functions: () => answering(answer).handler,
  });
  const { serviceDeploymentArn: arn } = played.controller.startDeployment(version(2));
  await clock.advance(6 * 60_000);
  const account = await startTestAccount(moto().endpoint, played);
  onTestFinished(() => account.stop());
  return { account, arn, see: (...all: readonly string[][]) => see(all, account.environment) };
}

/** Runs the commands, and checks what each prints. */
async function see(all: readonly string[][], env: Record<string, string>): Promise<Readonly<Record<string, string>>> {
  const shown: Record<string, string> = {};
  for (const args of all) {
    const { stdout, stderr } = await runCli(args, { env, columns: 80 });
    const wide = { args, wide: [...tooWide(stdout), ...tooWide(stderr)] };
    expect(wide).toEqual({ args, wide: [] });
    expect(`${stdout}${stderr}`).not.toBe('');
    shown[args[0] ?? ''] = stdout;
  }
  return shown;
}
