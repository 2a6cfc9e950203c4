import { describe, expect, test } from 'vitest';
import { greenTargetGroup } from '../../src/deployment/green-target-group.ts';

const tg = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup';
const one = `${tg}/shop-1/0123456789abcdef`;
const two = `${tg}/shop-2/fedcba9876543210`;

describe('greenTargetGroup', () => {
  const attached = { targetGroupArn: one, advancedConfiguration: { alternateTargetGroupArn: two } };

  test('is the resolved one, which may be the alternate', () => {
    const revision = { resolvedConfiguration: { loadBalancers: [{ targetGroupArn: two }] } };

    expect(greenTargetGroup(revision, attached)).toBe(two);
  });

  test('is not inferred from the configured one before ECS has resolved it', () => {
    expect(greenTargetGroup({}, attached)).toBeUndefined();
  });

  test('ignores target groups of another load balancer', () => {
    const revision = {
      resolvedConfiguration: { loadBalancers: [{ targetGroupArn: `${tg}/other/1` }, { targetGroupArn: one }] },
    };

    expect(greenTargetGroup(revision, attached)).toBe(one);
  });
});

describe('greenTargetGroup for a service that ECS describes only in part', () => {
  test.each([
    ['nothing is resolved', { resolvedConfiguration: {} }, { targetGroupArn: one }],
    [
      'neither side names a target group',
      { resolvedConfiguration: { loadBalancers: [{}] } },
      { targetGroupArn: undefined },
    ],
    ['only the resolved side names one', { resolvedConfiguration: { loadBalancers: [{ targetGroupArn: one }] } }, {}],
  ])('is undefined if %s', (_what, revision, attached) => {
    expect(greenTargetGroup(revision, attached as { targetGroupArn?: string })).toBeUndefined();
  });

  test('is found after a resolved load balancer without one', () => {
    const revision = { resolvedConfiguration: { loadBalancers: [{}, { targetGroupArn: one }] } };

    expect(greenTargetGroup(revision, { targetGroupArn: one })).toBe(one);
  });

  test('is the configured one of a service without an alternate', () => {
    const revision = { resolvedConfiguration: { loadBalancers: [{ targetGroupArn: one }] } };

    expect(greenTargetGroup(revision, { targetGroupArn: one })).toBe(one);
  });
});
