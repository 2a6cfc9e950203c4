import { describe, expect, test } from 'vitest';
import { findSubject } from '../../../src/checks/approval/find-subject.ts';
import type { ListenerRule } from '../../../src/deployment/load-balancer.ts';
import { awsError, FakeEcs, FakeLoadBalancers } from '../../deployment/fake-readers.ts';
import { neverAborted } from '../../helpers/approval.ts';
import { blueArn, greenArn, targetOf } from '../../helpers/hook.ts';

const target = { ...targetOf(), deploymentId: 'EZe5RNVLH6PPzHXINuP28' };
const digest = `sha256:${'1f9c'.repeat(16)}`;

const elb = 'arn:aws:elasticloadbalancing:us-west-2:123456789012';
const loadBalancerArn = `${elb}:loadbalancer/app/shop/0123456789abcdef`;
const listenerArn = `${elb}:listener/app/shop/0123456789abcdef/fedcba9876543210`;
const ruleArn = (name: string, lb = 'shop') =>
  `${elb}:listener-rule/app/${lb}/0123456789abcdef/fedcba9876543210/${name}`;
const [blue, green] = [`${elb}:targetgroup/shop-1/1`, `${elb}:targetgroup/shop-2/2`];

function shop(): FakeLoadBalancers {
  const fake = new FakeLoadBalancers();
  fake.loadBalancers.set(loadBalancerArn, { DNSName: 'shop.us-west-2.elb.amazonaws.com' });
  fake.listeners.set(listenerArn, { Protocol: 'HTTP', Port: 8080, DefaultActions: [forward(green)] });
  return fake;
}

function forward(TargetGroupArn: string | undefined) {
  return { Type: 'forward', TargetGroupArn };
}

/** A revision whose test rule is this one, and that ECS has put behind the green target group. */
function behind(testListenerRule: string) {
  return {
    loadBalancers: [
      { targetGroupArn: blue, advancedConfiguration: { alternateTargetGroupArn: green, testListenerRule } },
    ],
    resolvedConfiguration: { loadBalancers: [{ targetGroupArn: green }] },
  };
}

function ecs(): FakeEcs {
  const fake = new FakeEcs();
  fake.deployments.set(target.deploymentArn ?? '', {
    status: 'IN_PROGRESS',
    createdAt: new Date('2026-11-22T13:50:00Z'),
    deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 10 },
    sourceServiceRevisions: [{ arn: blueArn }],
  });
  fake.revisions.set(blueArn, {
    serviceRevisionArn: blueArn,
    containerImages: [{ containerName: 'ui', image: 'shop/ui:1.41' }],
  });
  fake.revisions.set(greenArn, {
    serviceRevisionArn: greenArn,
    containerImages: [{ containerName: 'ui', image: 'shop/ui:1.42', imageDigest: digest }],
  });
  return fake;
}

describe('findSubject', () => {
  test('reports what changes, and what a tag meant when ECS resolved it', async () => {
    const facts = await findSubject(target, { ecs: ecs(), loadBalancers: new FakeLoadBalancers() }, neverAborted);

    expect(facts).toMatchObject({
      strategy: 'BLUE_GREEN',
      firstDeployment: false,
      sourceRevisionId: '1920498462936580504',
      images: [{ container: 'ui', before: 'shop/ui:1.41', after: `shop/ui:1.42@${digest}` }],
    });
    expect(facts).not.toHaveProperty('testUrl');
    expect(facts.trial).toEqual({ because: expect.stringContaining('no load balancer') });
    expect(facts.unknown).toEqual([]);
  });

  test('does not call an image new if the previous one could not be read', async () => {
    const fake = ecs();
    fake.revisions.delete(blueArn);

    const facts = await findSubject(target, { ecs: fake, loadBalancers: new FakeLoadBalancers() }, neverAborted);

    expect(facts.images).toEqual([{ container: 'ui', before: 'not known', after: `shop/ui:1.42@${digest}` }]);
  });

  test('names no previous image at a first deployment', async () => {
    const fake = ecs();
    const deployment = fake.deployments.get(target.deploymentArn ?? '') ?? {};
    fake.deployments.set(target.deploymentArn ?? '', { ...deployment, sourceServiceRevisions: [] });

    const facts = await findSubject(target, { ecs: fake, loadBalancers: new FakeLoadBalancers() }, neverAborted);

    expect(facts.firstDeployment).toBe(true);
    expect(facts.images).toEqual([{ container: 'ui', after: `shop/ui:1.42@${digest}` }]);
  });

  test('says that a container is removed', async () => {
    const fake = ecs();
    fake.revisions.set(greenArn, { serviceRevisionArn: greenArn, containerImages: [] });

    const facts = await findSubject(target, { ecs: fake, loadBalancers: new FakeLoadBalancers() }, neverAborted);

    expect(facts.images).toEqual([{ container: 'ui', before: 'shop/ui:1.41', after: 'removed' }]);
  });

  test('does not call an image removed if the new revision could not be read', async () => {
    const fake = ecs();
    fake.revisions.delete(greenArn);

    const facts = await findSubject(target, { ecs: fake, loadBalancers: new FakeLoadBalancers() }, neverAborted);

    expect(facts.images).toEqual([{ container: 'ui', before: 'shop/ui:1.41', after: 'not known' }]);
  });

  test('says what it could not find out, and never rejects', async () => {
    const fake = ecs();
    fake.broken.deployments = awsError('ThrottlingException', 'Rate exceeded');
    fake.broken.revisions = awsError('AccessDeniedException', 'not authorized');

    const facts = await findSubject(target, { ecs: fake, loadBalancers: new FakeLoadBalancers() }, neverAborted);

    expect(facts.images).toEqual([]);
    expect(facts.unknown.join('\n')).toMatch(/Rate exceeded/);
    expect(facts.unknown.join('\n')).toMatch(/not authorized/);
  });
});

describe('findSubject with task definitions', () => {
  const definitions = {
    describeTaskDefinition: async (arn: string) => ({
      memory: arn === 'shop:41' ? '512' : '1024',
      taskRoleArn: 'shop',
    }),
  };
  const readers = () => {
    const fake = ecs();
    fake.revisions.set(blueArn, { ...fake.revisions.get(blueArn), taskDefinition: 'shop:41' });
    fake.revisions.set(greenArn, { ...fake.revisions.get(greenArn), taskDefinition: 'shop:42' });
    return { ecs: fake, loadBalancers: new FakeLoadBalancers(), definitions };
  };

  test('reports what else changes', async () => {
    const facts = await findSubject(target, readers(), neverAborted);

    expect(facts.changes).toEqual([{ what: 'memory', before: '512 MiB', after: '1024 MiB' }]);
    expect(facts.unknown).toEqual([]);
  });

  test('says that this is not known, and everything else', async () => {
    const describeTaskDefinition = () => Promise.reject(awsError('AccessDeniedException', 'not authorized'));
    const facts = await findSubject(target, { ...readers(), definitions: { describeTaskDefinition } }, neverAborted);

    expect(facts).toMatchObject({ strategy: 'BLUE_GREEN', images: [{ before: 'shop/ui:1.41' }] });
    expect(facts).not.toHaveProperty('changes');
    expect(facts.unknown).toEqual([expect.stringContaining('what changes in the task definition could not be read')]);
  });

  test('compares nothing at a first deployment', async () => {
    const first = readers();
    const deployment = first.ecs.deployments.get(target.deploymentArn ?? '') ?? {};
    first.ecs.deployments.set(target.deploymentArn ?? '', { ...deployment, sourceServiceRevisions: [] });

    const facts = await findSubject(target, first, neverAborted);

    expect(facts).not.toHaveProperty('changes');
    expect(facts.unknown).toEqual([]);
  });
});

describe('findSubject of a service with a test listener', () => {
  test.each([
    ['BLUE_GREEN', 'POST_TEST_TRAFFIC_SHIFT', 'http://shop.us-west-2.elb.amazonaws.com:8080/'],
    ['CANARY', 'PRE_PRODUCTION_TRAFFIC_SHIFT', 'http://shop.us-west-2.elb.amazonaws.com:8080/'],
    ['BLUE_GREEN', 'PRE_SCALE_UP', undefined],
    ['LINEAR', 'POST_SCALE_UP', undefined],
    ['ROLLING', 'PRE_SCALE_UP', undefined],
    ['ROLLING', 'POST_TEST_TRAFFIC_SHIFT', undefined],
  ] as const)('with the strategy %s at %s finds the test address %s', async (strategy, stage, testUrl) => {
    const fake = ecs();
    const deployment = fake.deployments.get(target.deploymentArn ?? '') ?? {};
    fake.deployments.set(target.deploymentArn ?? '', {
      ...deployment,
      deploymentConfiguration: { strategy, bakeTimeInMinutes: 10 },
    });
    const revision = fake.revisions.get(greenArn) ?? {};
    fake.revisions.set(greenArn, { ...revision, ...behind(listenerArn) });

    const facts = await findSubject({ ...target, stage }, { ecs: fake, loadBalancers: shop() }, neverAborted);

    expect(facts.testUrl).toBe(testUrl);
    expect(facts.unknown).toEqual([]);
  });

  test.each([
    ['POST_TEST_TRAFFIC_SHIFT', 0, 'http://shop.us-west-2.elb.amazonaws.com:8080/'],
    ['POST_TEST_TRAFFIC_SHIFT', 10, undefined],
    ['POST_PRODUCTION_TRAFFIC_SHIFT', undefined, undefined],
  ] as const)(
    'L4 at %s, with a production weight of %s, knows green by the production rule: %s',
    async (stage, productionWeight, testUrl) => {
      const fake = ecs();
      const loadBalancers = shop();
      loadBalancers.rules.set(ruleArn('production', 'public'), {
        RuleArn: ruleArn('production', 'public'),
        Priority: '1',
        Actions: [forward(blue)],
      });
      const [attached] = behind(listenerArn).loadBalancers;
      const advancedConfiguration = {
        ...attached?.advancedConfiguration,
        productionListenerRule: ruleArn('production', 'public'),
      };
      fake.revisions.set(greenArn, {
        ...fake.revisions.get(greenArn),
        loadBalancers: [{ ...attached, advancedConfiguration }],
      });

      const facts = await findSubject(
        { ...target, stage, productionWeight },
        { ecs: fake, loadBalancers },
        neverAborted,
      );

      expect(facts.testUrl).toBe(testUrl);
    },
  );
});

describe('findSubject for a service with a test rule that no browser is certain to reach', () => {
  const https = { Protocol: 'HTTPS', Port: 443 };
  const rule = (
    name: string,
    Priority: string,
    target: string | undefined,
    Conditions: ListenerRule['Conditions'] = [],
  ): ListenerRule => ({
    ...{ RuleArn: ruleArn(name), Priority, IsDefault: Priority === 'default', Conditions, Actions: [forward(target)] },
  });
  const toHost = { Field: 'host-header', HostHeaderConfig: { Values: ['shop.example.com'] } };
  const withHeader = {
    ...{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Canary-Test', Values: ['s3cret'] } },
  };

  test('L5 stores a command without the value of the header, and no address', async () => {
    const facts = await subjectBehind([rule('t', '5', green, [toHost, withHeader]), rule('d', 'default', blue)], https);

    expect(facts).not.toHaveProperty('testUrl');
    expect(facts.trial).toEqual({
      because: 'it is reached only with the header x-canary-test, which a browser does not send',
      command:
        "curl -H 'x-canary-test: <value of the rule>' --connect-to shop.example.com:443:shop.us-west-2.elb.amazonaws.com:443 https://shop.example.com/",
    });
    expect(JSON.stringify(facts)).not.toContain('s3cret');
  });

  test('L6 stores why there is none if the test rule was set back to blue', async () => {
    const facts = await subjectBehind([rule('t', 'default', blue)]);

    expect(facts).not.toHaveProperty('testUrl');
    expect(facts.trial).toEqual({ because: 'the default rule forwards to target group shop-1' });
  });

  test('L2 stores the address and which paths another service answers there', async () => {
    const toApi = { Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } };
    const facts = await subjectBehind([
      { ...rule('o', '10', `${elb}:targetgroup/other/3`, [toApi]) },
      rule('t', 'default', green),
    ]);

    expect(facts).toMatchObject({
      testUrl: 'http://shop.us-west-2.elb.amazonaws.com:8080/',
      trial: {
        source: 'listener',
        remarks: ['requests with path /api/* are answered by rule 10, which forwards to target group other'],
      },
    });
  });

  test('says that the load balancer is internal', async () => {
    const facts = await subjectBehind([rule('t', 'default', green)], undefined, 'internal');

    expect(facts.trial).toEqual({ source: 'listener', internal: true });
  });

  test('says that the listener could not be read', async () => {
    const fake = shop();
    fake.broken = awsError('AccessDenied', 'not authorized');

    const facts = await describeBehind(fake, behind(ruleArn('t')));

    expect(facts.trial?.because).toMatch(/^the test listener could not be read: .*not authorized/);
  });

  test('L9 gives an address at each of two load balancers', async () => {
    const fake = withRules([rule('t', 'default', green)]);

    const facts = await describeBehind(fake, behindPartnersToo(fake));

    expect(facts).toMatchObject({
      testUrl: 'http://shop.us-west-2.elb.amazonaws.com:8080/',
      trial: {
        remarks: [
          'at http://partners.us-west-2.elb.amazonaws.com:81/ another load balancer of the service shows it too',
        ],
      },
    });
  });

  test('L9 gives the public address first, and names the limits of the other one', async () => {
    const fake = withRules([rule('t', 'default', green)], {}, 'internal');

    const facts = await describeBehind(fake, behindPartnersToo(fake));

    expect(facts).toMatchObject({
      testUrl: 'http://partners.us-west-2.elb.amazonaws.com:81/',
      trial: {
        remarks: [
          'at http://shop.us-west-2.elb.amazonaws.com:8080/ another load balancer of the service shows it too, but it is reachable only inside its VPC',
        ],
      },
    });
    expect(facts.trial?.internal).not.toBe(true);
  });

  function withRules(
    rules: readonly ListenerRule[],
    listener: object = {},
    Scheme = 'internet-facing',
  ): FakeLoadBalancers {
    const fake = shop();
    fake.loadBalancers.set(loadBalancerArn, { DNSName: 'shop.us-west-2.elb.amazonaws.com', Scheme });
    fake.listeners.set(listenerArn, { Protocol: 'HTTP', Port: 8080, ...listener });
    for (const each of rules) fake.rules.set(each.RuleArn ?? '', each);
    return fake;
  }

  function subjectBehind(rules: readonly ListenerRule[], listener?: object, scheme?: string) {
    return describeBehind(withRules(rules, listener, scheme), behind(ruleArn('t')));
  }

  /** What a revision has that is behind a second load balancer, `partners`, too; it is added to the fake. */
  function behindPartnersToo(fake: FakeLoadBalancers) {
    const at = (kind: string, rest = '') => `${elb}:${kind}/app/partners/0123456789abcdef${rest}`;
    fake.loadBalancers.set(at('loadbalancer'), { DNSName: 'partners.us-west-2.elb.amazonaws.com' });
    fake.listeners.set(at('listener', '/fedcba9876543210'), { Protocol: 'HTTP', Port: 81 });
    fake.rules.set(ruleArn('t', 'partners'), { ...rule('t', 'default', green), RuleArn: ruleArn('t', 'partners') });
    const { loadBalancers, resolvedConfiguration } = behind(ruleArn('t'));
    const second = behind(ruleArn('t', 'partners')).loadBalancers;
    return { loadBalancers: [...loadBalancers, ...second], resolvedConfiguration };
  }

  function describeBehind(loadBalancers: FakeLoadBalancers, attached: object) {
    const fake = ecs();
    fake.revisions.set(greenArn, { ...fake.revisions.get(greenArn), ...attached });
    return findSubject(target, { ecs: fake, loadBalancers }, neverAborted);
  }
});
