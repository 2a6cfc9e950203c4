import { defaultLoadBalancer, type ServiceNames } from '../../controller/ecs/arns.ts';
import type { LoadBalancer } from '../../controller/ecs/resources.ts';
import { parseListenerRef } from '../../deployment/listener-arn.ts';
import type { Action, RuleCondition } from '../../deployment/load-balancer.ts';

/** Where the service's test rule is, and what else is there. */
export const listenerShapes = ['own', 'header', 'shadowed', 'two', 'shared', 'nlb', 'service-connect'] as const;
export type ListenerShape = (typeof listenerShapes)[number];

/** Each shape in words, for the help and the dashboard. */
export const shapeWords: Readonly<Record<ListenerShape, string>> = {
  own: 'a test listener of its own',
  header: 'the test rule is on the production listener and needs the header X-Canary-Test',
  shadowed: 'another rule of the test listener answers /health before the test rule can',
  two: 'two load balancers, each with a test listener',
  shared: 'both listeners are shared with other services, whose rules come first',
  nlb: 'a Network Load Balancer, whose listeners speak TCP and have no rules',
  'service-connect': 'no load balancer: Service Connect sends requests with a header to the new version',
};

/** The header that the test rule of `header` requires. */
const testHeader = { name: 'X-Canary-Test', value: 'true' } as const;

/** The one that Service Connect looks for unless a service names another; any value will do. */
export const connectHeader = 'x-amzn-ecs-blue-green-test';

export type ListenerPlan = {
  /** Which port it gets: the second load balancer takes any free ones. */
  door: 'production' | 'test' | 'second production' | 'second test';
  listenerArn: string;
  /** Which of the service's load balancers it belongs to. */
  index: number;
  /** Default HTTP. */
  protocol?: 'TCP';
  rules: readonly RulePlan[];
};

export type RulePlan = {
  arn: string;
  priority: string;
  conditions?: readonly RuleCondition[];
  /** Of Service Connect: a header that has to be there, with any value. */
  header?: string;
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
    case 'shared':
      return { loadBalancers: [first], listeners: ownListeners(first, 0).map(share) };
    case 'nlb':
      return planNetwork(first);
    case 'service-connect':
      return { loadBalancers: [], listeners: [planConnect(clientOf(names))] };
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
    const first: RulePlan = {
      arn: ruleNextTo(listener, '0d4ecf2b9e0f4a11'),
      priority: '1',
      conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/health'] } }],
      does: { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } },
    };
    return { ...listener, rules: [first, ...listener.rules] };
  });
}

/** Puts the rules of two other services before the service's own, which takes what is left of the paths, and has nothing by default. */
function share(listener: ListenerPlan): ListenerPlan {
  const paths = (...Values: string[]) => [{ Field: 'path-pattern', PathPatternConfig: { Values } }];
  const prefix = listener.listenerArn.replace(/:listener\/.*/, ':targetgroup');
  const to = (name: string, id: string): Action => ({ Type: 'forward', TargetGroupArn: `${prefix}/${name}-1/${id}` });
  return {
    ...listener,
    rules: [
      ...(
        [
          ['10', paths('/api/*'), to('orders-api', '5f1c0a7e4d3b2916'), '4a5b1cf00e2d7b31'],
          ['20', paths('/admin', '/admin/*'), to('back-office', '8e2d6b914c7f03a5'), '7c9e2ab4416f0d52'],
        ] as const
      ).map(([priority, conditions, does, id]) => ({ arn: ruleNextTo(listener, id), priority, conditions, does })),
      ...listener.rules.map((rule) => ({ ...rule, priority: '30', conditions: paths('/*') })),
      {
        arn: ruleNextTo(listener, 'd0e1f2a3b4c59687'),
        priority: 'default',
        does: { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } },
      },
    ],
  };
}

/** ECS moves the default action of each listener, so the service names listeners instead of rules. */
function planNetwork(first: LoadBalancer): ShapePlan {
  const { productionListenerRule, testListenerRule = '' } = first.advancedConfiguration;
  const toListener = (arn: string) => listenerOf(arn).replace(':listener/app/', ':listener/net/');
  const advancedConfiguration = {
    ...first.advancedConfiguration,
    productionListenerRule: toListener(productionListenerRule),
    testListenerRule: toListener(testListenerRule),
  };
  const loadBalancer = { ...first, advancedConfiguration };
  return {
    loadBalancers: [loadBalancer],
    listeners: ownListeners(loadBalancer, 0).map((listener) => ({ ...listener, protocol: 'TCP' })),
  };
}

/** The load balancer of a client service, whose tasks have the proxy. The service itself has none. */
function clientOf(names: ServiceNames): LoadBalancer {
  return defaultLoadBalancer({ ...names, service: `${names.service}-client` });
}

/** One listener, because the proxy behind it decides: with the header to the new version. */
function planConnect(client: LoadBalancer): ListenerPlan {
  const { productionListenerRule, testListenerRule = '' } = client.advancedConfiguration;
  return {
    door: 'production',
    listenerArn: listenerOf(productionListenerRule),
    index: 0,
    rules: [
      { arn: testListenerRule, priority: '1', header: connectHeader, does: 'test' },
      { arn: productionListenerRule, priority: 'default', does: 'production' },
    ],
  };
}

function ruleNextTo({ rules }: ListenerPlan, id: string): string {
  return `${rules[0]?.arn.replace(/\/[^/]+$/, '')}/${id}`;
}

function listenerOf(ruleArn: string): string {
  return parseListenerRef(ruleArn)?.listenerArn ?? '';
}
