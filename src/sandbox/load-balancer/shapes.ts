import { defaultLoadBalancer, type ServiceNames } from '../../controller/ecs/arns.ts';
import type { LoadBalancer } from '../../controller/ecs/resources.ts';
import { parseListenerRef } from '../../deployment/listener-arn.ts';
import type { Action, RuleCondition } from '../../deployment/load-balancer.ts';

/** Where the service's test rule is, and what else is there. */
export const listenerShapes = ['own', 'header', 'shadowed', 'two'] as const;
export type ListenerShape = (typeof listenerShapes)[number];

/** Each shape in words, for the help and the dashboard. */
export const shapeWords: Readonly<Record<ListenerShape, string>> = {
  own: 'a test listener of its own',
  header: 'the test rule is on the production listener and needs the header X-Canary-Test',
  shadowed: 'another rule of the test listener answers /health before the test rule can',
  two: 'two load balancers, each with a test listener',
};

/** The header that the test rule of `header` requires. */
const testHeader = { name: 'X-Canary-Test', value: 'true' } as const;

export type ListenerPlan = {
  /** Which port it gets: the second load balancer takes any free ones. */
  door: 'production' | 'test' | 'second production' | 'second test';
  listenerArn: string;
  /** Which of the service's load balancers it belongs to. */
  index: number;
  rules: readonly RulePlan[];
};

export type RulePlan = {
  arn: string;
  priority: string;
  conditions?: readonly RuleCondition[];
  does: 'production' | 'test' | Action;
};

export type ShapePlan = { loadBalancers: readonly LoadBalancer[]; listeners: readonly ListenerPlan[] };

/** The service's load balancers as ECS has them, and their listeners with every rule. */
export function planShape(shape: ListenerShape, names: ServiceNames, containerName: string): ShapePlan {
  const first = { ...defaultLoadBalancer(names), containerName };
  switch (shape) {
    case 'own':
      return { loadBalancers: [first], listeners: ownListeners(first, 0) };
    case 'header':
      return planHeader(first);
    case 'shadowed':
      return { loadBalancers: [first], listeners: shadow(ownListeners(first, 0)) };
    case 'two': {
      const second = { ...defaultLoadBalancer({ ...names, service: `${names.service}-partners` }), containerName };
      return { loadBalancers: [first, second], listeners: [...ownListeners(first, 0), ...ownListeners(second, 1)] };
    }
  }
}

function ownListeners({ advancedConfiguration }: LoadBalancer, index: number): ListenerPlan[] {
  return (['production', 'test'] as const).map((does) => {
    const arn = advancedConfiguration[`${does}ListenerRule`] ?? '';
    const door = index === 0 ? does : (`second ${does}` as const);
    return { door, listenerArn: listenerOf(arn), index, rules: [{ arn, priority: 'default', does }] };
  });
}

/** One listener with both rules. */
function planHeader(first: LoadBalancer): ShapePlan {
  const { productionListenerRule } = first.advancedConfiguration;
  const listenerArn = listenerOf(productionListenerRule);
  const testListenerRule = `${productionListenerRule.replace(/\/[^/]+$/, '')}/1291d13826f405c3`;
  const { name: HttpHeaderName, value } = testHeader;
  const conditions = [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName, Values: [value] } }];
  const rules: RulePlan[] = [
    { arn: testListenerRule, priority: '10', conditions, does: 'test' },
    { arn: productionListenerRule, priority: 'default', does: 'production' },
  ];
  const advancedConfiguration = { ...first.advancedConfiguration, testListenerRule };
  return {
    loadBalancers: [{ ...first, advancedConfiguration }],
    listeners: [{ door: 'production', listenerArn, index: 0, rules }],
  };
}

/** Puts a fixed response before the test rule, as a load balancer shared by many services often has one for its own health. */
function shadow(listeners: readonly ListenerPlan[]): ListenerPlan[] {
  return listeners.map((listener) => {
    if (listener.door !== 'test') return listener;
    const [{ arn = '' } = {}] = listener.rules;
    const first: RulePlan = {
      arn: `${arn.replace(/\/[^/]+$/, '')}/0d4ecf2b9e0f4a11`,
      priority: '1',
      conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/health'] } }],
      does: { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } },
    };
    return { ...listener, rules: [first, ...listener.rules] };
  });
}

function listenerOf(ruleArn: string): string {
  return parseListenerRef(ruleArn)?.listenerArn ?? '';
}
