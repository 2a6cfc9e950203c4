import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forwarding, greenTargetGroup } from '../../src/deployment/green-target-group.ts';

const tg = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup';
const one = `${tg}/shop-1/0123456789abcdef`;
const two = `${tg}/shop-2/fedcba9876543210`;

describe('greenTargetGroup', () => {
  const attached = { targetGroupArn: one, advancedConfiguration: { alternateTargetGroupArn: two } };

  it('is the resolved one, which may be the alternate', () => {
    const revision = { resolvedConfiguration: { loadBalancers: [{ targetGroupArn: two }] } };

    expect(greenTargetGroup(revision, attached)).toBe(two);
  });

  it('is not guessed from the configured one before ECS has resolved it', () => {
    expect(greenTargetGroup({}, attached)).toBeUndefined();
  });

  it('leaves out target groups of another load balancer', () => {
    const revision = {
      resolvedConfiguration: { loadBalancers: [{ targetGroupArn: `${tg}/other/1` }, { targetGroupArn: one }] },
    };

    expect(greenTargetGroup(revision, attached)).toBe(one);
  });
});

describe('greenTargetGroup of a service that ECS describes in part', () => {
  it.each([
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

  it('is found behind a resolved load balancer that has none', () => {
    const revision = { resolvedConfiguration: { loadBalancers: [{}, { targetGroupArn: one }] } };

    expect(greenTargetGroup(revision, { targetGroupArn: one })).toBe(one);
  });

  it('is the configured one of a service without an alternate', () => {
    const revision = { resolvedConfiguration: { loadBalancers: [{ targetGroupArn: one }] } };

    expect(greenTargetGroup(revision, { targetGroupArn: one })).toBe(one);
  });
});

describe('forwarding, where it cannot be told', () => {
  it('says why', () => {
    expect(forwarding([{ Type: 'fixed-response' }], two)).toEqual({
      pointsAtGreen: undefined,
      because: 'the test listener has no forward action',
    });
    expect(forwarding([forward([two, 100])], undefined)).toEqual({
      pointsAtGreen: undefined,
      because: 'ecs has not said which target group green uses',
    });
  });

  it('takes the forward action behind another one', () => {
    expect(forwarding([{ Type: 'authenticate-oidc' }, forward([two, 100])], two).pointsAtGreen).toBe(true);
  });
});

describe('forwarding', () => {
  it('points at green when green has all the weight', () => {
    expect(forwarding([forward([two, 100], [one, 0])], two)).toEqual({
      pointsAtGreen: true,
      because: "the test listener sends everything to green's target group shop-2",
    });
  });

  it('does not point at green when blue gets a share, since any answer may be from blue', () => {
    expect(forwarding([forward([two, 90], [one, 10])], two)).toEqual({
      pointsAtGreen: false,
      because: "the test listener sends only 90 % to green's target group shop-2",
    });
  });

  it('does not point at green when green has no weight', () => {
    expect(forwarding([forward([two, 0], [one, 100])], two)).toEqual({
      pointsAtGreen: false,
      because: "the test listener sends nothing to green's target group shop-2",
    });
  });

  it('reads the short form with one target group', () => {
    expect(forwarding([{ Type: 'forward', TargetGroupArn: two }], two).pointsAtGreen).toBe(true);
    expect(forwarding([{ Type: 'forward', TargetGroupArn: one }], two).pointsAtGreen).toBe(false);
  });

  it('does not know without a resolved target group or a forward action', () => {
    expect(forwarding([forward([two, 100])], undefined).pointsAtGreen).toBeUndefined();
    expect(forwarding([], two).pointsAtGreen).toBeUndefined();
    expect(forwarding(undefined, two).pointsAtGreen).toBeUndefined();
  });

  it('never points at green while another target group has weight, whatever the weights', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 1, max: 999 }), (green, blue) => {
        expect(forwarding([forward([two, green], [one, blue])], two).pointsAtGreen).toBe(false);
      }),
    );
  });
});

function forward(...groups: [arn: string, weight: number][]) {
  return {
    Type: 'forward',
    ForwardConfig: { TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })) },
  };
}
