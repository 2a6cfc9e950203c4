import { describe, expect, test } from 'vitest';
import { createController } from '../../../src/controller/controller.ts';
import { defaultLoadBalancer, defaultNames } from '../../../src/controller/ecs/arns.ts';
import type { PlayedLoadBalancer } from '../../../src/controller/ecs/resources.ts';
import { answering, hookAt, newService, only, runningService, stagesOf, version } from '../play.ts';

const first = defaultLoadBalancer(defaultNames);
const second = defaultLoadBalancer({ ...defaultNames, service: 'partners' });
const { advancedConfiguration: advanced, ...plain } = first;
const listener = advanced.productionListenerRule.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');

const create = (...loadBalancers: unknown[]) =>
  createController({
    service: { loadBalancers: loadBalancers as PlayedLoadBalancer[] },
    functions: () => undefined,
  });

const withAdvanced = (more: Record<string, unknown>) => ({ ...first, advancedConfiguration: { ...advanced, ...more } });

const notARule = (member: string) =>
  `${member} has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB.`;

describe('load balancers', () => {
  test.each<[what: string, loadBalancers: unknown[], message: string]>([
    ['a listener for a rule', [withAdvanced({ productionListenerRule: listener })], notARule('productionListenerRule')],
    [
      'a rule of a Network Load Balancer',
      [withAdvanced({ productionListenerRule: advanced.productionListenerRule.replace('/app/', '/net/') })],
      notARule('productionListenerRule'),
    ],
    ['a name for a rule', [withAdvanced({ testListenerRule: 'test' })], notARule('testListenerRule')],
    [
      'one rule for both',
      [withAdvanced({ testListenerRule: advanced.productionListenerRule })],
      `The following rules cannot be used as both production and test listener rules: ${advanced.productionListenerRule}`,
    ],
    [
      'one target group twice',
      [withAdvanced({ alternateTargetGroupArn: first.targetGroupArn })],
      `Duplicate targetGroupArn found: ${first.targetGroupArn}`,
    ],
    ['a load balancer twice', [first, first], `Duplicate targetGroupArn found: ${first.targetGroupArn}`],
    [
      'an advancedConfiguration for one of two',
      [plain, second],
      'Either all or none of the provided loadBalancers must have advancedConfiguration defined',
    ],
    [
      'an advancedConfiguration for a Classic Load Balancer',
      [{ loadBalancerName: 'old', containerName: 'shop', containerPort: 80, advancedConfiguration: advanced }],
      'advancedConfiguration field is not allowed with ELBv1 loadBalancers',
    ],
    [
      'no target group',
      [{ ...plain, targetGroupArn: undefined }],
      'loadBalancers.0.targetGroupArn is missing; write the ARN of a target group',
    ],
    [
      'no role',
      [withAdvanced({ roleArn: undefined })],
      'loadBalancers.0.advancedConfiguration.roleArn is missing; write the ARN of the role that ECS changes the rules with',
    ],
  ])('B-117 are refused with %s', (_what, loadBalancers, message) => {
    expect(() => create(...loadBalancers)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION', message }));
  });

  test('B-117 are refused without advancedConfiguration as soon as traffic has to shift', () => {
    const controller = create(plain);
    const message =
      'advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy';

    expect(() => controller.updateDeploymentConfiguration({ strategy: 'CANARY' })).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIGURATION', message }),
    );
    expect(() => controller.updateDeploymentConfiguration({ strategy: 'ROLLING' })).not.toThrow();
  });

  test('B-62 cannot be played if one is a Classic Load Balancer', () => {
    expect(() => create({ loadBalancerName: 'old', containerName: 'shop', containerPort: 80 })).toThrow(
      expect.objectContaining({
        code: 'NOT_PLAYABLE',
        message: 'loadBalancers.0 is a Classic Load Balancer, which cannot be played; write a targetGroupArn',
      }),
    );
  });

  test('B-119 of a rolling service need no advancedConfiguration, and all revisions share the target group', async () => {
    const { controller } = await runningService({
      service: { loadBalancers: [plain], deploymentConfiguration: { strategy: 'ROLLING' } },
    });
    const groups = async (number: number) => {
      const { targetServiceRevision } = await controller.deploy(version(number));
      return controller.describeServiceRevision(targetServiceRevision.arn).resolvedConfiguration?.loadBalancers;
    };

    expect(await groups(2)).toEqual([{ targetGroupArn: first.targetGroupArn }]);
    expect(await groups(3)).toEqual([{ targetGroupArn: first.targetGroupArn }]);
  });

  test('B-117 accept a listener of a Network Load Balancer', () => {
    const net = (rule: string) => rule.replace(':listener-rule/app/', ':listener/net/').replace(/\/[^/]+$/, '');
    const rules = {
      productionListenerRule: net(advanced.productionListenerRule),
      testListenerRule: net(advanced.testListenerRule ?? ''),
    };

    expect(create(withAdvanced(rules)).loadBalancers).toMatchObject([{ advancedConfiguration: rules }]);
  });

  test.each(['target-group', 'alternate'] as const)('B-09 give the first revision the %s', async (firstTargetGroup) => {
    const { controller } = await runningService({ switches: { firstTargetGroup } });
    const { resolvedConfiguration } = controller.describeServiceRevision(
      controller.controls.primaryRevisionArn() ?? '',
    );

    const expected = { 'target-group': first.targetGroupArn, alternate: advanced.alternateTargetGroupArn };
    expect(resolvedConfiguration?.loadBalancers[0]?.targetGroupArn).toBe(expected[firstTargetGroup]);
  });
});

describe('without a test listener rule', () => {
  const { testListenerRule: _none, ...withoutTest } = advanced;
  const loadBalancers = [{ ...plain, advancedConfiguration: withoutTest }];
  const hooks = [hookAt(['TEST_TRAFFIC_SHIFT', 'POST_TEST_TRAFFIC_SHIFT'])];

  test('B-118 no test traffic moves, and hooks are shown none', async () => {
    const hook = answering({ hookStatus: 'SUCCEEDED' });
    const { controller, events } = await runningService({
      service: { loadBalancers },
      functions: () => hook.handler,
      configuration: { lifecycleHooks: hooks },
    });

    await controller.deploy(version(2));

    expect(only(events, 'weights-changed').map(({ listener: moved }) => moved)).toEqual(['production']);
    expect(controller.controls.trafficWeights().test).toEqual({});
    expect(
      hook.calls.map(({ lifecycleStage, executionDetails }) => [lifecycleStage, executionDetails.testTrafficWeights]),
    ).toEqual([
      ['TEST_TRAFFIC_SHIFT', {}],
      ['POST_TEST_TRAFFIC_SHIFT', {}],
    ]);
  });

  test.each([
    ['called', ['← PRODUCTION_TRAFFIC_SHIFT', '← TEST_TRAFFIC_SHIFT'], 3],
    ['skipped', ['← PRODUCTION_TRAFFIC_SHIFT'], 0],
  ] as const)(
    'B-118 the hooks of the test stages are %s, in a rollback too',
    async (testHooksWithoutRule, back, calls) => {
      const test = answering({ hookStatus: 'SUCCEEDED' });
      const { controller, clock, events } = await runningService({
        service: { loadBalancers },
        switches: { testHooksWithoutRule },
        functions: () => test.handler,
        configuration: { lifecycleHooks: hooks },
      });
      const { serviceDeploymentArn } = controller.startDeployment(version(2));
      await clock.advance(60_000);
      controller.stopServiceDeployment({ serviceDeploymentArn });

      const { status } = await controller.waitForDeployment(serviceDeploymentArn);

      expect(status).toBe('ROLLBACK_SUCCESSFUL');
      expect(stagesOf(events).filter((stage) => stage.startsWith('←'))).toEqual(back);
      expect(test.calls).toHaveLength(calls);
    },
  );

  test('B-118 RECONCILE_SERVICE leaves the test listener alone', async () => {
    const { controller, clock, events } = newService({ service: { loadBalancers } });
    await controller.deploy(version(1));
    controller.startDeployment(version(2));
    await clock.advance(60_000);

    const { status } = await controller.deploy(version(3));

    expect(status).toBe('SUCCESSFUL');
    expect(only(events, 'weights-changed').filter(({ listener: moved }) => moved === 'test')).toEqual([]);
  });
});
