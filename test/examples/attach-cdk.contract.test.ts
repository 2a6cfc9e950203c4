import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ControllerEvent } from '../../src/controller/events.ts';
import { approving } from '../helpers/approval.ts';
import { type Ministack, startMinistack } from '../helpers/ministack.ts';
import { obtain } from '../helpers/obtain.ts';
import { startEcsSide } from '../story/deployed/ecs-side.ts';
import { linkIn, open, subscribeReviewer } from '../story/deployed/reviewer.ts';
import { pointAtEcs } from '../story/deployed/stack.ts';
import { templateTools } from '../template/tools.ts';
import { type CdkExample, cdkExample, typeCheck } from './cdk-example.ts';
import { readDetails } from './hook-details.ts';
import { deploySynthesized } from './synthesized-stack.ts';

const tools = await obtain('cfn-lint', templateTools);
const ministack = await obtain('ministack', startMinistack);

/** In CloudFormation's spelling. */
type SynthesizedHook = {
  TargetType: string;
  HookTargetArn?: unknown;
  RoleArn?: unknown;
  LifecycleStages: string[];
  HookDetails?: string;
  TimeoutConfiguration: { TimeoutInMinutes: number; Action: string };
};

describe('examples/attach-cdk', () => {
  let example: CdkExample;
  beforeAll(async () => {
    example = await cdkExample();
    expect(await example.run('node', 'src/synth.ts')).toBe('');
  });
  afterAll(async () => {
    example?.remove();
    await ministack?.stop();
  });

  test('type-checks', async () => {
    expect(await typeCheck(example)).toBe('');
  });

  test.skipIf(tools === undefined)('passes cfn-lint except for a needless DependsOn of the CDK itself', async () => {
    const paths = ['Greenlight', 'ShopWithoutHooks', 'ShopWithHooks'].map((stack) =>
      synthesized(`${stack}.template.json`),
    );

    expect(await tools?.cfnLint(['--regions', 'us-east-1', '--ignore-checks', 'W3005', '--', ...paths])).toEqual({
      code: 0,
      output: '',
    });
  });

  test('deploys the service for the first time without hooks', () => {
    expect(hooksOf('ShopWithoutHooks')).toEqual([]);
  });

  test.each([
    ['smoke', 0],
    ['alarm', 1],
    ['approval', 2],
  ] as const)('configures the %s hook correctly', async (kind, index) => {
    expect(await readDetails(kind, JSON.parse(hooksOf('ShopWithHooks')[index]?.HookDetails ?? ''))).toMatchObject({
      ok: true,
    });
  });

  test('gives a pause hook neither a function nor a role', () => {
    expect(hooksOf('ShopWithHooks')[3]).toEqual({
      TargetType: 'PAUSE',
      LifecycleStages: ['POST_PRODUCTION_TRAFFIC_SHIFT'],
      TimeoutConfiguration: { TimeoutInMinutes: 60, Action: 'ROLLBACK' },
    });
  });

  /*
   * As test/story/deployed does it for the template, and with the same differences from AWS. The shop is on loopback, so the smoke test has its
   * address; nothing else of the synthesized hooks is changed.
   */
  test.skipIf(ministack === undefined)(
    'deploys, and its functions let a release of the service through that a person approves',
    async () => {
      const aws = ministack as Ministack;
      const { outputs, exports } = await deploySynthesized(aws, synthesized('.'), 'Greenlight', 'greenlight');
      const ecs = await startEcsSide(aws, ['retail-ui']);
      onTestFinished(() => ecs.stop());
      const functions = ['ApprovalHookArn', 'SmokeHookArn', 'AlarmHookArn', 'DeploymentWatcherArn'];
      await pointAtEcs(
        aws,
        functions.map((name) => outputs[name] ?? ''),
        ecs.endpoint,
      );
      const mailbox = await subscribeReviewer(aws, outputs['NotificationsTopicArn'] ?? '', 'ana@example.com');
      for (const name of ['retail-ui-5xx', 'retail-ui-latency']) await makeQuietAlarm(aws, name);
      const shop = createServer((_, response) => response.end('Add to cart')).listen(0, '127.0.0.1');
      onTestFinished(() => void shop.close());
      await new Promise((listening) => shop.once('listening', listening));
      const local = { baseUrl: `http://127.0.0.1:${(shop.address() as AddressInfo).port}`, allowUnproved: true };
      const hooks = hooksOf('ShopWithHooks').map((hook, index) => ecsHook(hook, exports, index === 0 ? local : {}));

      const service = ecs.service('retail-ui');
      await service.release(hooks as never);
      await service.until('a question', asks);
      const [mail] = await mailbox.mailsAbout('retail-ui');
      const link = linkIn(mail);
      const decided = await open(aws, link, approving, (await open(aws, link)).body);
      expect(decided, aws.output()).toMatchObject({ status: 303 });
      await service.until('the pause', ({ type }) => type === 'hook-awaiting');
      await service.continuePause();
      const deployment = await service.ended();

      expect(deployment).toMatchObject({ status: 'SUCCESSFUL' });
      const answered = service.events.filter(
        (event) => event.type === 'hook-answered' && event.outcome.kind === 'succeeded',
      );
      expect(new Set(answered.map((event) => 'stage' in event && event.stage))).toEqual(
        new Set(['POST_TEST_TRAFFIC_SHIFT', 'PRE_PRODUCTION_TRAFFIC_SHIFT']),
      );
    },
  );

  function synthesized(file: string): string {
    return join(example.folder, 'cdk.out', file);
  }

  function hooksOf(stack: string): SynthesizedHook[] {
    const { Resources } = JSON.parse(readFileSync(synthesized(`${stack}.template.json`), 'utf8')) as {
      Resources: Record<
        string,
        { Type: string; Properties: { DeploymentConfiguration: { LifecycleHooks?: SynthesizedHook[] } } }
      >;
    };
    const service = Object.values(Resources).find(({ Type }) => Type === 'AWS::ECS::Service');
    return service?.Properties.DeploymentConfiguration.LifecycleHooks ?? [];
  }
});

/** As CloudFormation sends it to ECS, with the values that the service's stack imports. */
function ecsHook(hook: SynthesizedHook, exports: Readonly<Record<string, string>>, more: object): object {
  const imported = (value: unknown) => exports[(value as { 'Fn::ImportValue': string })['Fn::ImportValue']];
  const { TargetType, LifecycleStages, HookDetails, TimeoutConfiguration } = hook;
  return {
    targetType: TargetType,
    lifecycleStages: LifecycleStages,
    timeoutConfiguration: {
      timeoutInMinutes: TimeoutConfiguration.TimeoutInMinutes,
      action: TimeoutConfiguration.Action,
    },
    ...(HookDetails !== undefined && {
      hookTargetArn: imported(hook.HookTargetArn),
      roleArn: imported(hook.RoleArn),
      hookDetails: { ...JSON.parse(HookDetails), ...more },
    }),
  };
}

async function makeQuietAlarm({ clientConfig }: Ministack, AlarmName: string): Promise<void> {
  const cloudwatch = new CloudWatchClient(clientConfig);
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName, Namespace: 'Shop', MetricName: '5xx', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
      ...{ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
    }),
  );
  await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'OK', StateReason: 'quiet' }));
}

function asks(event: ControllerEvent): boolean {
  return (
    event.type === 'hook-answered' &&
    event.outcome.kind === 'in-progress' &&
    event.stage === 'PRE_PRODUCTION_TRAFFIC_SHIFT'
  );
}
