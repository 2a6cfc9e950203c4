import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import { hookAt, runningService, version } from '../../controller/play.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { runCli } from '../run-cli.ts';
import { startTestAccount } from '../test-account.ts';

const moto = useMoto();
const service = 'my-cluster/my-service';
const folder = mkdtempSync(join(tmpdir(), 'greenlight-backtest-'));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const keys = { compare: ['errorRate'], baseline: 'before', watchMinutes: 5, waitMinutes: 0 };
const gate = file('gate.json', { checks: [{ smoke: {} }, { metrics: keys }] });

/** A service with one deployment after its first, and the requests of both versions in CloudWatch. */
async function withHistory({ errorShare = 0, hooks = [] as ReturnType<typeof hookAt>[] } = {}) {
  const start = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 4 * 3_600_000);
  const clock = new VirtualClock({ start });
  const { controller } = await runningService({ clock, configuration: { lifecycleHooks: hooks } });
  await clock.advance(3_600_000);
  const { serviceDeploymentArn, serviceRevisionArn } = controller.startDeployment(version(2));
  await clock.advance(3_600_000);
  const { createdAt = start, status } = controller.describeServiceDeployment(serviceDeploymentArn);
  expect(status).toBe('SUCCESSFUL');
  const [used] = controller.describeServiceRevision(serviceRevisionArn).resolvedConfiguration?.loadBalancers ?? [];
  const [configured] = controller.describeServiceRevision(serviceRevisionArn).loadBalancers;
  const both = [configured?.targetGroupArn, configured?.advancedConfiguration?.alternateTargetGroupArn];
  const nameOf = (arn = '') => arn.slice(arn.lastIndexOf(':') + 1);
  const [, loadBalancer = ''] = /listener-rule\/(app\/[^/]+\/[^/]+)/.exec(used?.productionListenerRule ?? '') ?? [];
  const blue = nameOf(both.find((arn) => arn !== used?.targetGroupArn));
  const counts = [];
  for (let minute = -20; minute < 40; minute += 1) {
    const at = new Date(createdAt.getTime() + minute * 60_000);
    const isBefore = minute < 5;
    const [group, errors] = isBefore ? [blue, 0] : [nameOf(used?.targetGroupArn), 600 * errorShare];
    counts.push(...countsOf(at, loadBalancer, group, 600, errors));
  }
  const cloudwatch = new CloudWatchClient({ ...motoClientConfig(moto().endpoint), region: 'us-west-2' });
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'AWS/ApplicationELB', MetricData: counts }));
  const account = await startTestAccount(moto().endpoint, { controller });
  onTestFinished(() => account.stop());
  return account;
}

function countsOf(at: Date, LoadBalancer: string, TargetGroup: string, requests: number, errors: number) {
  const Dimensions = Object.entries({ LoadBalancer, TargetGroup }).map(([Name, Value]) => ({ Name, Value }));
  return Object.entries({
    RequestCount: requests,
    HTTPCode_Target_2XX_Count: requests - errors,
    HTTPCode_Target_5XX_Count: errors,
  }).map(([MetricName, Value]) => ({ MetricName, Dimensions, Value, Timestamp: at }));
}

describe('greenlight backtest', () => {
  test('replays a gate that is not attached yet, and ends with 0 if nothing good would have failed', async () => {
    const account = await withHistory();

    const { code, stdout } = await account.run('backtest', service, '--details', gate);

    expect(stdout).toContain('my-cluster/my-service   hookDetails.checks[1].metrics   POST_PRODUCTION_TRAFFIC_SHIFT');
    expect(stdout).toMatch(/UTC {2}succeeded {8}would pass\n/);
    expect(stdout).toContain('would have failed 0 of 1 deployment\n1 not replayed\n');
    expect(code).toBe(0);
  });

  test('ends with 1 if a deployment that succeeded would have failed, with the numbers', async () => {
    const account = await withHistory({ errorShare: 0.2 });

    const { code, stdout } = await account.run('backtest', service, '--details', gate, '-o', 'json');

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      service,
      days: 15,
      checks: [
        {
          summary: { replayed: 1, wouldHaveFailedGood: 1, wouldHaveFailedBad: 0, inconclusive: 0, notReplayed: 1 },
          deployments: [
            { outcome: 'fail', status: 'SUCCESSFUL', reason: expect.stringContaining('green 20 % of') },
            { outcome: 'unknown', reason: 'no older version ran alongside it' },
          ],
        },
      ],
    });
  });

  test('ends with 1 if no deployment could be replayed, because that shows nothing', async () => {
    const account = await withHistory();
    const long = file('long.json', { checks: [{ metrics: { ...keys, watchMinutes: 240 } }] });

    const { code, stdout } = await account.run('backtest', service, '--details', long);

    expect(stdout).toContain('would have failed 0 of 0 deployments\n2 not replayed\n');
    expect(code).toBe(1);
  });

  test('says what to do if no gate of the service has a metrics check', async () => {
    const account = await withHistory({ hooks: [hookAt('POST_PRODUCTION_TRAFFIC_SHIFT')] });

    const { code, stderr } = await account.run('backtest', service);

    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(
        'no gate of my-cluster/my-service has a metrics check\n  next: pass one that is not attached yet: --details gate.json',
      ),
    ]);
  });
});

describe('greenlight backtest, before it asks AWS,', () => {
  test.each<[string, unknown, string]>([
    [
      'a wrong key of a gate',
      { checks: [{ metrics: { ...keys, watchMinute: 5 } }] },
      'hookDetails.checks[0].metrics.watchMinute',
    ],
    ['a wrong key of a check alone', { ...keys, watchMinute: 5 }, 'metrics.watchMinute'],
    ['a gate without the check', { checks: [{ alarms: { alarms: ['x'] } }] }, 'has no metrics check'],
    ['a check of tasks alone', { compare: ['cpu'], baseline: 'before' }, 'only compares tasks (cpu)'],
    [
      'a file with hooks',
      [{ hook: 'gate', hookDetails: { checks: [{ metrics: keys }] } }],
      'has the hooks of a service',
    ],
    ['a file with a service', { lifecycleHooks: [{ hook: 'gate' }] }, 'has the hooks of a service'],
    ['a single value', '"metrics"', 'holds a single value'],
  ])('refuses %s', async (_, content, message) => {
    const { code, stderr } = await runCli(['backtest', service, '--details', file('wrong.json', content)], {
      env: { AWS_REGION: 'us-west-2', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
    });

    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test('names the stages and checks that can be replayed', async () => {
    const stage = await runCli(['backtest', service, '--stage', 'PRE_SCALE_UP']);
    const check = await runCli(['backtest', service, '--check', 'alarms']);

    expect(stage.stderr).toContain('write PRODUCTION_TRAFFIC_SHIFT or POST_PRODUCTION_TRAFFIC_SHIFT\n');
    expect(check.stderr).toContain('write metrics\n');
    expect([stage.code, check.code]).toEqual([2, 2]);
  });
});
