import type { Stack } from 'aws-cdk-lib';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import { describe, expect, test } from 'vitest';
import type { Greenlight, GreenlightProps } from '../../src/cdk.ts';
import { toCloudFormation } from '../../src/cli/attach/file/print-hooks.ts';
import { completeHook, type HookRequest } from '../../src/cli/attach/hook-request.ts';
import { useCdk } from './load-cdk.ts';

const load = useCdk();

const release = { gate: 'release', deadlineMinutes: 240, reviewers: ['ana@example.com', 'ben@example.com'] };
const comparison = { compare: ['errorRate' as const], baseline: 'before' as const, watchMinutes: 20 };

describe('service.addLifecycleHook(greenlight.…)', () => {
  test('makes the hooks that attach makes of the same configuration', () => {
    const { stack, service, greenlight } = shop();
    service.addLifecycleHook(greenlight.smoke({ requests: ['/health'] }));
    service.addLifecycleHook(greenlight.alarms({ alarms: ['retail-ui-5xx'], waitMinutes: 60 }));
    service.addLifecycleHook(greenlight.approval(release));
    service.addLifecycleHook(greenlight.metrics(comparison));
    service.addLifecycleHook(greenlight.gate({ gate: 'all', checks: [{ smoke: { requests: ['/'] } }] }));
    service.addLifecycleHook(greenlight.pause({ stages: ['POST_SCALE_UP'], timeout: load().cdk.Duration.hours(1) }));

    const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
    const attached: [Omit<HookRequest, 'from'>, string?][] = [
      [{ target: { kind: 'smoke' }, details: { requests: ['/health'] } }, 'SmokeHook'],
      [{ target: { kind: 'alarms' }, details: { alarms: ['retail-ui-5xx'], waitMinutes: 60 } }, 'AlarmHook'],
      [{ target: { kind: 'approval' }, details: release }, 'ApprovalHook'],
      [
        {
          target: { kind: 'gate' },
          stages: ['POST_PRODUCTION_TRAFFIC_SHIFT'],
          details: { checks: [{ metrics: comparison }] },
        },
        'GateHook',
      ],
      [{ target: { kind: 'gate' }, details: { gate: 'all', checks: [{ smoke: { requests: ['/'] } }] } }, 'GateHook'],
      [{ target: 'PAUSE', stages: ['POST_SCALE_UP'], timeoutMinutes: 60 }],
    ];
    expect(hooksIn(stack)).toEqual(
      attached.map(([request, id]) => {
        const hook = toCloudFormation(completeHook({ ...request, from: 'the test' }, directory));
        return id === undefined ? hook : { ...hook, HookTargetArn: arn(id), RoleArn: arn('HookInvokeRole') };
      }),
    );
  });

  test('puts people at PRE_PRODUCTION_TRAFFIC_SHIFT, for which aws-cdk-lib has no name', () => {
    const { stack, service, greenlight } = shop();
    service.addLifecycleHook(greenlight.approval(release));

    const { DeploymentLifecycleStage } = load().ecs;
    expect(Object.values(DeploymentLifecycleStage)).not.toContain('PRE_PRODUCTION_TRAFFIC_SHIFT');
    expect(hooksIn(stack)).toMatchObject([
      { LifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'], TimeoutConfiguration: { TimeoutInMinutes: 300 } },
    ]);
  });

  test('works for a service in another stack, and beside hooks of others, which stay as they are', () => {
    const { cdk, ecs } = load();
    const { app, greenlight } = shop();
    const { stack, service } = serviceIn(new cdk.Stack(app, 'Elsewhere'));
    const role = { roleArn: 'arn:aws:iam::111122223333:role/own' } as never;
    const own = { targetArn: 'arn:aws:lambda:eu-central-1:111122223333:function:own', role };
    service.addLifecycleHook({
      bind: () => ({ ...own, lifecycleStages: [ecs.DeploymentLifecycleStage.PRE_SCALE_UP] }),
    });
    service.addLifecycleHook(greenlight.smoke({ requests: ['/health'] }));

    expect(hooksIn(stack)).toEqual([
      {
        HookTargetArn: own.targetArn,
        RoleArn: 'arn:aws:iam::111122223333:role/own',
        LifecycleStages: ['PRE_SCALE_UP'],
      },
      expect.objectContaining({
        HookTargetArn: { 'Fn::ImportValue': expect.stringContaining('SmokeHookArn') },
        HookDetails: '{"requests":["/health"]}',
      }),
    ]);
  });

  test('writes what only the deployment knows into hookDetails, and warns that it could not be checked', () => {
    const { cdk } = load();
    const { stack, service, greenlight } = shop();
    const secret = cdk.Fn.importValue('token-secret');
    service.addLifecycleHook(greenlight.smoke({ requests: ['/'], secrets: { token: secret } }));
    service.addLifecycleHook(greenlight.alarms({ alarms: [cdk.Fn.importValue('alarm')] }));

    const wrong = { request: ['/'], secrets: { token: secret } };
    expect(() => greenlight.smoke(wrong as never)).toThrow('hookDetails.request: unknown key');
    const [smoke, alarms] = hooksIn(stack) as { HookDetails: unknown }[];
    expect(smoke?.HookDetails).toEqual({
      'Fn::Join': ['', ['{"requests":["/"],"secrets":{"token":"', { 'Fn::ImportValue': 'token-secret' }, '"}}']],
    });
    expect(alarms?.HookDetails).toEqual({ 'Fn::Join': ['', ['{"alarms":["', { 'Fn::ImportValue': 'alarm' }, '"]}']] });
    expect(warnings(stack)).toEqual([expect.stringContaining('hookDetails.secrets.token')]);
  });
});

test('what is undefined in hookDetails is left out', () => {
  const { stack, service, greenlight } = shop();
  service.addLifecycleHook(greenlight.approval({ ...release, title: undefined as never }));

  expect(hooksIn(stack)).toMatchObject([{ HookDetails: JSON.stringify(release) }]);
});

describe('configuration that cannot work', () => {
  test.each<[string, (greenlight: Greenlight) => unknown, string]>([
    ['a wrong value', (it) => it.approval({ deadlineMinutes: '4 h' as never }), 'deadlineMinutes: expected'],
    ['a wrong key', (it) => it.smoke({ request: ['/'] } as never), 'smoke: hookDetails.request: unknown key'],
    [
      'a pattern that does not compile',
      (it) => it.smoke({ requests: [{ path: '/', expect: { body: { matches: '(' } } }] }),
      'expect.body',
    ],
    [
      'a check of a gate',
      (it) => it.metrics({ compare: ['speed' as never] }),
      'hookDetails.checks[0].metrics.compare[0]',
    ],
    [
      'people who cannot be known here',
      (it) => it.approval({ reviewers: ['ana@example.com'], selfApproval: 'deny' }),
      'selfApproval',
    ],
    ['a browser hook that is not there', (it) => it.browser(), 'browserHookArn is not set'],
  ])('is refused where it is written: %s', (_, make, message) => {
    const { greenlight } = shop();

    expect(() => make(greenlight)).toThrow(message);
    expect(() => make(greenlight)).toThrow('Shop/Greenlight');
  });

  test('is accepted if a default parameter may have what is missing, though not if a key is wrong', () => {
    const { greenlight } = shop({ alarmDefaultsParameter: '/greenlight/alarms' });

    expect(() => greenlight.alarms({ waitMinutes: 5 })).not.toThrow();
    expect(() => greenlight.alarms({ waitMinuts: 5 } as never)).toThrow('waitMinuts: unknown key; write "waitMinutes"');
  });

  test('fails the synthesis with the rule if it is about several hooks, or about the service', () => {
    const { cdk } = load();
    const { stack, service, greenlight } = shop();
    service.addLifecycleHook(greenlight.approval(release, { timeout: cdk.Duration.minutes(200) }));
    service.addLifecycleHook(greenlight.approval(release, { onTimeout: 'CONTINUE' }));

    expect(() => hooksIn(stack)).toThrow(/timeoutInMinutes is 200, deadlineMinutes 240.*\(timeout-before-deadline\)/);
    expect(() => hooksIn(stack)).toThrow(/both have the gate "release".*\(gates-alike\)/);
    expect(() => hooksIn(stack)).toThrow(/timeoutConfiguration.action is CONTINUE.*\(hook-fails-open\)/);
  });

  test('fails the synthesis if a rolling deployment would never call the hook', () => {
    const { stack, service, greenlight } = shop({}, 'ROLLING');
    service.addLifecycleHook(greenlight.smoke({ requests: ['/health'] }));

    expect(() => hooksIn(stack)).toThrow('(rolling-skips-hooks)');
  });

  test('only warns of a gate that opens itself if that was asked for', () => {
    const { stack, service, greenlight } = shop();
    service.addLifecycleHook(greenlight.approval(release, { onTimeout: 'CONTINUE', allowFailOpen: true }));

    expect(hooksIn(stack)).toMatchObject([{ TimeoutConfiguration: { Action: 'CONTINUE' } }]);
    expect(warnings(stack)).toEqual([
      expect.stringMatching(/action is CONTINUE.*\[ack: ecs-greenlight:hook-fails-open\]/),
    ]);
  });

  test('warns where doctor would, and of nothing else', () => {
    const { stack, service, greenlight } = shop();
    service.addLifecycleHook(greenlight.smoke({ requests: ['/health'] }));
    service.addLifecycleHook(greenlight.approval(release, { stages: ['POST_TEST_TRAFFIC_SHIFT'] }));

    expect(warnings(stack)).toEqual([expect.stringContaining('[ack: ecs-greenlight:people-beside-machines]')]);
  });
});

/** As attach knows them from a stack; the synthesized ARNs are references. */
const directory = {
  arns: { approval: 'a', smoke: 'a', alarms: 'a', gate: 'a', browser: 'a' },
  roleArn: 'a',
  defaults: { approval: {}, smoke: {}, alarms: {}, gate: {}, browser: {} },
};

function shop(props: GreenlightProps = {}, strategy: 'BLUE_GREEN' | 'ROLLING' = 'BLUE_GREEN') {
  const { cdk, greenlight } = load();
  const app = new cdk.App();
  const stack = new cdk.Stack(app, 'Shop');
  return { app, ...serviceIn(stack, strategy), greenlight: new greenlight.Greenlight(stack, 'Greenlight', props) };
}

function serviceIn(
  stack: Stack,
  strategy: 'BLUE_GREEN' | 'ROLLING' = 'BLUE_GREEN',
): { stack: Stack; service: FargateService } {
  const { cdk, ecs, ec2 } = load();
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('ui', { image: ecs.ContainerImage.fromRegistry('shop') });
  const service = new ecs.FargateService(stack, 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') }),
    taskDefinition,
    deploymentStrategy: ecs.DeploymentStrategy[strategy],
    ...(strategy === 'BLUE_GREEN' && { bakeTime: cdk.Duration.minutes(5) }),
  });
  return { stack, service };
}

function hooksIn(stack: Stack): unknown {
  const services = load().assertions.Template.fromStack(stack).findResources('AWS::ECS::Service');
  return Object.values(services)[0]?.['Properties'].DeploymentConfiguration.LifecycleHooks;
}

/** Ours, without those of the CDK. */
function warnings(stack: Stack): unknown[] {
  const { Annotations, Match } = load().assertions;
  const all = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('ecs-greenlight'));
  return all.map(({ entry }) => entry.data);
}
