import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, onTestFinished, test } from 'vitest';
import services from '../../cases/services.json' with { type: 'json' };
import texts from '../../cases/texts.json' with { type: 'json' };
import { useMoto } from '../../helpers/use-moto.ts';
import { ecsWith } from '../doctor/ecs-with.ts';
import { healthySetting, type Setting, weighted } from '../doctor/healthy-setting.ts';
import { environmentOf, serveService, serviceName } from '../doctor/run-doctor.ts';
import { runCli } from '../run-cli.ts';

const moto = useMoto();

type Warning = { about: string; message: string; next?: string };

/** What `attach --dry-run` and `plan` warn of for this service. */
async function warningsOf(
  setting: Setting,
  flags: readonly string[],
  ecs?: string,
): Promise<Record<'attach' | 'plan', Warning[]>> {
  const env = { ...environmentOf(moto().endpoint), AWS_ENDPOINT_URL_ECS: ecs ?? (await serveService(setting)) };
  const attach = await runCli(['attach', serviceName, ...flags, '--dry-run', '-o', 'json'], { env });
  const plan = await runCli(['plan', serviceName, '-o', 'json'], { env });
  return { attach: JSON.parse(attach.stdout).warnings, plan: JSON.parse(plan.stdout).findings };
}

const messagesOf = (warnings: readonly Warning[]) => warnings.map(({ message }) => message);

describe('greenlight attach and plan check the surroundings of the hooks', () => {
  test('and find nothing if doctor finds nothing', async () => {
    const setting = await healthySetting(moto().endpoint);

    const { attach, plan } = await warningsOf(setting, [
      '--smoke',
      '--gate',
      'second',
      '--details',
      '{"requests":["/"]}',
    ]);

    expect(messagesOf(attach)).toEqual([]);
    expect(messagesOf(plan)).toEqual([]);
  });

  test('T4 and report an alarm that can never become OK, and attach says how to change that', async () => {
    const setting = await healthySetting(moto().endpoint);
    const { cloudwatch, hooks } = setting;
    for (const { StateValue: _, ...alarm } of texts.alarms) {
      await cloudwatch.send(new PutMetricAlarmCommand(alarm as PutMetricAlarmCommand['input']));
    }
    const hookDetails = { alarms: texts.alarms.map(({ AlarmName }) => AlarmName) };
    const ecs = await serveService(setting, { lifecycleHooks: [{ ...hooks.alarm, hookDetails }] });

    const { attach, plan } = await warningsOf(
      setting,
      ['--alarms', '--gate', 'second', '--details', JSON.stringify(hookDetails)],
      ecs,
    );

    for (const warnings of [attach, plan]) {
      expect(messagesOf(warnings)).toEqual([
        expect.stringMatching(/^an alarm can only be OK after an error: .*HTTPCode_Target_5XX_Count/),
        expect.stringMatching(/^an alarm can only be OK after an error: .*HTTPCode_Target_5XX_Count/),
      ]);
    }
    expect(attach[0]?.next).toContain('put-metric-alarm --cli-input-json');
  });

  test('T4 and report an alarm of the deployment that a check without names uses, and a check without any alarm', async () => {
    const setting = await healthySetting(moto().endpoint);
    const [{ StateValue: _, ...alarm } = {}] = texts.alarms;
    await setting.cloudwatch.send(new PutMetricAlarmCommand(alarm as PutMetricAlarmCommand['input']));
    const lifecycleHooks = [{ ...setting.hooks.alarm, hookDetails: {} }];
    const alarms = { alarmNames: ['shop-Http-500-Blue'], enable: true, rollback: true };

    const own = await warningsOf(
      setting,
      ['--alarms', '--gate', 'a'],
      await serveService(setting, { lifecycleHooks, alarms }),
    );
    const none = await warningsOf(
      setting,
      ['--alarms', '--gate', 'a'],
      await serveService(setting, { lifecycleHooks }),
    );

    for (const warnings of [own.attach, own.plan])
      expect(messagesOf(warnings)).toContainEqual(expect.stringMatching(/^an alarm can only be OK after an error/));
    for (const warnings of [none.attach, none.plan])
      expect(messagesOf(warnings)).toContainEqual(expect.stringMatching(/^an alarm check has no alarms: /));
  });

  test('T7 and report that ECS manages the service', async () => {
    const setting = await healthySetting(moto().endpoint);
    const { deploymentConfiguration } = services.expressMode;
    const lifecycleHooks = [setting.hooks.smoke];
    const ecs = await ecsWith({
      ...services.expressMode,
      serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/prod-cluster/retail-ui',
      deploymentConfiguration: { ...deploymentConfiguration, lifecycleHooks },
    });

    const { attach, plan } = await warningsOf(
      setting,
      ['--smoke', '--gate', 'second', '--details', '{"requests":["/"]}'],
      ecs,
    );

    for (const warnings of [attach, plan]) {
      expect(messagesOf(warnings)).toContain(
        'ECS manages this service (Express Mode) and may put its configuration back: resourceManagementType is ECS',
      );
    }
  });

  test('and plan reports a check that the load balancers of the service cannot serve', async () => {
    const setting = await healthySetting(moto().endpoint);
    const loadBalancers = setting.loadBalancers.map((each) => ({
      ...each,
      advancedConfiguration: {
        ...each.advancedConfiguration,
        productionListenerRule: 'arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/net/edge/1a/2b',
      },
    }));
    const env = {
      ...environmentOf(moto().endpoint),
      AWS_ENDPOINT_URL_ECS: await serveService({ ...setting, loadBalancers }),
    };
    const folder = await mkdtemp(join(tmpdir(), 'greenlight-plan-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'hooks.json');
    const hookDetails = { checks: [{ metrics: { compare: ['p99', 'cpu'], baseline: 'concurrent' } }] };
    await writeFile(
      file,
      JSON.stringify([{ hook: 'gate', hookDetails, lifecycleStages: ['PRODUCTION_TRAFFIC_SHIFT'] }]),
    );

    // The stack of the setting has no gate hook.
    const { stdout } = await runCli(
      ['plan', serviceName, '--file', file, '--stack', 'none', '--strategy', 'canary', '-o', 'json'],
      { env },
    );

    expect(messagesOf(JSON.parse(stdout).findings)).toEqual([
      expect.stringMatching(/compare names "p99", and net\/edge\/1a is a Network Load Balancer/),
      expect.stringMatching(/^its parameters are not known: there is no stack "none"/),
    ]);
  });

  test('M7 and report a subscription to approvals without a filter, but only if there is an approval', async () => {
    const setting = await healthySetting(moto().endpoint);
    const { sns, topicArn, hooks } = setting;
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'email', Endpoint: 'mallory@example.com' }));

    const { attach, plan } = await warningsOf(setting, [
      ...['--approval', '--gate', 'second', '--details', '{"reviewers":["ana@example.com"]}'],
    ]);
    const smoke = await warningsOf(
      setting,
      ['--smoke', '--gate', 'second', '--details', '{"requests":["/"]}'],
      await serveService(setting, { lifecycleHooks: [hooks.smoke] }),
    );

    for (const warnings of [attach, plan]) {
      expect(warnings).toEqual([
        expect.objectContaining({ rule: 'subscription-unfiltered', about: 'email mallory@example.com' }),
      ]);
    }
    expect([smoke.attach, smoke.plan]).toEqual([[], []]);
  });

  test('and report a login at the test rule, and an alias that the role may not call', async () => {
    const setting = await healthySetting(moto().endpoint);
    const { elb, traffic, functionArns, invokeRoleArn } = setting;
    const AuthenticateCognitoConfig = {
      UserPoolArn: 'arn:aws:cognito-idp:x',
      UserPoolClientId: 'c',
      UserPoolDomain: 'd',
    };
    const ForwardConfig = { TargetGroups: weighted(traffic.blue, 100, traffic.green, 0) };
    const Actions = [
      { Type: 'authenticate-cognito' as const, Order: 1, AuthenticateCognitoConfig },
      { Type: 'forward' as const, Order: 2, ForwardConfig },
    ];
    await elb.send(new ModifyRuleCommand({ RuleArn: traffic.testRule, Actions }));

    const { attach, plan } = await warningsOf(setting, [
      ...['--smoke', '--gate', 'second', '--details', '{"requests":["/"]}'],
      ...['--hook', `${functionArns.alarm}:live`, '--at', 'POST_SCALE_UP', '--role', invokeRoleArn],
      ...['--details', '{"alarms":["shop-5xx"]}'],
    ]);

    expect(messagesOf(plan)).toContainEqual(expect.stringMatching(/^the test rule requires a login/));
    expect(messagesOf(attach)).toContainEqual(expect.stringMatching(/^the test rule requires a login/));
    expect(messagesOf(attach)).toContainEqual(
      `the role may not invoke the hook: its policies do not allow lambda:InvokeFunction on ${functionArns.alarm}:live`,
    );
  });
});
