import { describe, expect, test } from 'vitest';
import { parseListenerRef } from '../../src/deployment/listener-arn.ts';

const elb = 'arn:aws-cn:elasticloadbalancing:cn-north-1:123456789012';

describe('parseListenerRef', () => {
  test.each([
    `x${elb}:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`,
    `${elb}:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee/more`,
  ])('accepts nothing before or after an ARN: %s', (arn) => {
    expect(parseListenerRef(arn)).toBeUndefined();
  });

  test('finds listener and load balancer of a rule', () => {
    expect(
      parseListenerRef(`${elb}:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`),
    ).toEqual({
      kind: 'rule',
      ruleArn: `${elb}:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`,
      listenerArn: `${elb}:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`,
      loadBalancerArn: `${elb}:loadbalancer/app/shop/50dc6c495c0c9188`,
    });
  });

  test("finds the load balancer of a Network Load Balancer's listener", () => {
    expect(parseListenerRef(`${elb}:listener/net/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`)).toEqual({
      kind: 'listener',
      listenerArn: `${elb}:listener/net/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`,
      loadBalancerArn: `${elb}:loadbalancer/net/shop/50dc6c495c0c9188`,
    });
  });

  test.each([
    '',
    `${elb}:loadbalancer/app/shop/50dc6c495c0c9188`,
    `${elb}:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`,
    `${elb}:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`,
    'arn:aws:vpc-lattice:us-east-1:123456789012:service/svc-1/listener/listener-1/rule/rule-1',
  ])('accepts nothing else: %s', (arn) => {
    expect(parseListenerRef(arn)).toBeUndefined();
  });
});
