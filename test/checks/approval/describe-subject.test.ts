import { describe, expect, test } from 'vitest';
import { describeSubject } from '../../../src/checks/approval/describe-subject.ts';
import { awsError, FakeEcs, FakeLoadBalancers } from '../../deployment/fake-readers.ts';
import { neverAborted } from '../../helpers/approval.ts';
import { blueArn, greenArn, targetOf } from '../../helpers/hook.ts';

const target = { ...targetOf(), deploymentId: 'EZe5RNVLH6PPzHXINuP28' };
const digest = `sha256:${'1f9c'.repeat(16)}`;

const loadBalancerArn = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/app/shop/0123456789abcdef';
const listenerArn =
  'arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/app/shop/0123456789abcdef/fedcba9876543210';

function shop(): FakeLoadBalancers {
  const fake = new FakeLoadBalancers();
  fake.loadBalancers.set(loadBalancerArn, { DNSName: 'shop.us-west-2.elb.amazonaws.com' });
  fake.listeners.set(listenerArn, {
    Protocol: 'HTTP',
    Port: 8080,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: 'arn:green' }],
  });
  return fake;
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

describe('describeSubject', () => {
  test('tells what changes, and what a tag meant when ECS resolved it', async () => {
    const facts = await describeSubject(target, { ecs: ecs(), loadBalancers: new FakeLoadBalancers() }, neverAborted);

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

  test('does not call an image new where what ran before could not be read', async () => {
    const fake = ecs();
    fake.revisions.delete(blueArn);

    const facts = await describeSubject(target, { ecs: fake, loadBalancers: new FakeLoadBalancers() }, neverAborted);

    expect(facts.images).toEqual([{ container: 'ui', before: 'not known', after: `shop/ui:1.42@${digest}` }]);
  });

  test('names no image from before at a first deployment', async () => {
    const fake = ecs();
    const deployment = fake.deployments.get(target.deploymentArn ?? '') ?? {};
    fake.deployments.set(target.deploymentArn ?? '', { ...deployment, sourceServiceRevisions: [] });

    const facts = await describeSubject(target, { ecs: fake, loadBalancers: new FakeLoadBalancers() }, neverAborted);

    expect(facts.firstDeployment).toBe(true);
    expect(facts.images).toEqual([{ container: 'ui', after: `shop/ui:1.42@${digest}` }]);
  });

  test('says that a container goes away', async () => {
    const fake = ecs();
    fake.revisions.set(greenArn, { serviceRevisionArn: greenArn, containerImages: [] });

    const facts = await describeSubject(target, { ecs: fake, loadBalancers: new FakeLoadBalancers() }, neverAborted);

    expect(facts.images).toEqual([{ container: 'ui', before: 'shop/ui:1.41', after: 'removed' }]);
  });

  test('says what it could not find out, and rejects never', async () => {
    const fake = ecs();
    fake.broken.deployments = awsError('ThrottlingException', 'Rate exceeded');
    fake.broken.revisions = awsError('AccessDeniedException', 'not authorized');

    const facts = await describeSubject(target, { ecs: fake, loadBalancers: new FakeLoadBalancers() }, neverAborted);

    expect(facts.images).toEqual([]);
    expect(facts.unknown.join('\n')).toMatch(/Rate exceeded/);
    expect(facts.unknown.join('\n')).toMatch(/not authorized/);
  });
});

describe('describeSubject of a service with a test listener', () => {
  test.each([
    ['BLUE_GREEN', 'POST_TEST_TRAFFIC_SHIFT', 'http://shop.us-west-2.elb.amazonaws.com:8080/'],
    ['CANARY', 'PRE_PRODUCTION_TRAFFIC_SHIFT', 'http://shop.us-west-2.elb.amazonaws.com:8080/'],
    ['BLUE_GREEN', 'PRE_SCALE_UP', undefined],
    ['LINEAR', 'POST_SCALE_UP', undefined],
    ['ROLLING', 'PRE_SCALE_UP', undefined],
    ['ROLLING', 'POST_TEST_TRAFFIC_SHIFT', undefined],
  ] as const)('with %s at %s gives the test address %s', async (strategy, stage, testUrl) => {
    const fake = ecs();
    const deployment = fake.deployments.get(target.deploymentArn ?? '') ?? {};
    fake.deployments.set(target.deploymentArn ?? '', {
      ...deployment,
      deploymentConfiguration: { strategy, bakeTimeInMinutes: 10 },
    });
    const revision = fake.revisions.get(greenArn) ?? {};
    fake.revisions.set(greenArn, {
      ...revision,
      loadBalancers: [{ advancedConfiguration: { testListenerRule: listenerArn } }],
    });

    const facts = await describeSubject({ ...target, stage }, { ecs: fake, loadBalancers: shop() }, neverAborted);

    expect(facts.testUrl).toBe(testUrl);
    expect(facts.unknown).toEqual([]);
  });
});
