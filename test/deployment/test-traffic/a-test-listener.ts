import type { ServiceLoadBalancer } from '../../../src/deployment/ecs.ts';
import type { Action, ElbListener, ListenerRule, RuleCondition } from '../../../src/deployment/load-balancer.ts';
import type { TestListener } from '../../../src/deployment/test-traffic/test-listener.ts';

export const account = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333';
export const blue = `${account}:targetgroup/shop-blue/1111111111111111`;
export const green = `${account}:targetgroup/shop-green/2222222222222222`;
export const other = `${account}:targetgroup/other/3333333333333333`;
export const listenerArn = `${account}:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`;

export const toGreen: readonly Action[] = [forwardTo([green, 100], [blue, 0])];
export const toBlue: readonly Action[] = [forwardTo([blue, 100], [green, 0])];

/** A test listener with a rule with these conditions, after the rules of others and before a default of 404. */
export function aTestListener(
  conditions: readonly RuleCondition[],
  {
    before = [],
    actions = toGreen,
    listener = {},
    ...change
  }: Partial<Omit<TestListener, 'listener'>> & {
    before?: readonly ListenerRule[];
    actions?: readonly Action[];
    listener?: ElbListener;
  } = {},
): TestListener {
  const testRule: ListenerRule = { RuleArn: ruleArn('100'), Priority: '100', Conditions: conditions, Actions: actions };
  return {
    attached: attachedTo('100'),
    listener: { ListenerArn: listenerArn, Protocol: 'HTTP', Port: 80, ...listener },
    rules: [...before, testRule, fallback([{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }])],
    testRule,
    loadBalancer: { DNSName: 'shop-1.eu-central-1.elb.amazonaws.com', Scheme: 'internet-facing', Type: 'application' },
    green,
    greenBecause: 'ECS names it for this revision',
    certificateNames: undefined,
    ...change,
  };
}

export function attachedTo(rule: string, change: Partial<ServiceLoadBalancer> = {}): ServiceLoadBalancer {
  const advancedConfiguration = { alternateTargetGroupArn: green, testListenerRule: ruleArn(rule) };
  return { targetGroupArn: blue, containerName: 'web', containerPort: 8080, advancedConfiguration, ...change };
}

export function ruleArn(rule: string): string {
  return `${listenerArn.replace(':listener/', ':listener-rule/')}/${rule}`;
}

export function fallback(Actions: readonly Action[]): ListenerRule {
  return { RuleArn: ruleArn('default'), Priority: 'default', IsDefault: true, Conditions: [], Actions };
}

export function forwardTo(...groups: readonly [arn: string, weight: number][]): Action {
  const TargetGroups = groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
  return { Type: 'forward', ForwardConfig: { TargetGroups } };
}

export function rule(priority: string, Actions: readonly Action[], ...Conditions: RuleCondition[]): ListenerRule {
  return { RuleArn: ruleArn(priority), Priority: priority, Conditions, Actions };
}

export function path(...Values: string[]): RuleCondition {
  return { Field: 'path-pattern', PathPatternConfig: { Values } };
}

export function header(HttpHeaderName: string, ...Values: string[]): RuleCondition {
  return { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName, Values } };
}

export function host(...Values: string[]): RuleCondition {
  return { Field: 'host-header', HostHeaderConfig: { Values } };
}

export function query(...Values: { Key?: string; Value: string }[]): RuleCondition {
  return { Field: 'query-string', QueryStringConfig: { Values } };
}
