import { readFileSync } from 'node:fs';
import type { ElbListener, ListenerRule } from '../../../src/deployment/load-balancer.ts';
import type { Target } from '../../../src/hook/target.ts';
import { FakeEcs, FakeLoadBalancers } from '../../deployment/fake-readers.ts';

type Case = {
  listener: ElbListener;
  rules: readonly (ListenerRule & { test?: boolean })[];
  requests: readonly string[];
  resolvedConfiguration?: null;
};

const { accountPrefix, targetGroups, cases } = JSON.parse(
  readFileSync(new URL('../../cases/listeners.json', import.meta.url), 'utf8'),
) as { accountPrefix: string; targetGroups: Record<string, string>; cases: Record<string, Case> };

export const group = (name: string) => `${accountPrefix}:${targetGroups[name]}`;
const listenerArn = `${accountPrefix}:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`;
const productionRule = `${accountPrefix}:listener-rule/app/shop/50dc6c495c0c9188/0000000000000000/1`;

export const ruleArn = (priority: string) => `${listenerArn.replace(':listener/', ':listener-rule/')}/${priority}`;

export type World = { ecs: FakeEcs; loadBalancers: FakeLoadBalancers; requests: readonly string[] };

/** The service, its listener and load balancer of a row of `listeners.json`, at a port of this machine. */
export function fieldCase(id: string, target: Target, port: number): World {
  const found = cases[id];
  if (found === undefined) throw new RangeError(`no case ${id}`);
  const world = { ecs: new FakeEcs(), loadBalancers: new FakeLoadBalancers(), requests: found.requests };
  addListener(world, { listener: found.listener, rules: found.rules, port });
  const test = found.rules.find((rule) => rule.test === true);
  setRevision(world, target, {
    testRule: ruleArn(test?.Priority ?? ''),
    isResolved: found.resolvedConfiguration !== null,
  });
  return world;
}

export function addListener(
  { loadBalancers }: World,
  { listener, rules, port }: { listener: ElbListener; rules: readonly ListenerRule[]; port: number },
): void {
  for (const { RuleArn, ...rule } of rules) {
    const arn = RuleArn ?? ruleArn(rule.Priority ?? '');
    loadBalancers.rules.set(arn, withGroups({ ...rule, RuleArn: arn }));
  }
  loadBalancers.listeners.set(listenerArn, { ListenerArn: listenerArn, ...listener, Port: port });
  loadBalancers.loadBalancers.set(`${accountPrefix}:loadbalancer/app/shop/50dc6c495c0c9188`, {
    DNSName: '127.0.0.1',
    Scheme: 'internet-facing',
  });
}

export function setRevision(
  { ecs }: World,
  target: Target,
  { testRule, isResolved = true }: { testRule: string; isResolved?: boolean },
): void {
  ecs.revisions.set(target.revisionArn, {
    loadBalancers: [
      {
        ...{ containerName: 'web', containerPort: 8080, targetGroupArn: group('B') },
        advancedConfiguration: {
          alternateTargetGroupArn: group('G'),
          productionListenerRule: productionRule,
          testListenerRule: testRule,
        },
      },
    ],
    ...(isResolved && { resolvedConfiguration: { loadBalancers: [{ targetGroupArn: group('G') }] } }),
  });
}

/** What the production rule does, which shows which group is green before ECS says so. */
export function setProduction({ loadBalancers }: World, to: string): void {
  const Actions = [{ Type: 'forward', TargetGroupArn: group(to) }];
  loadBalancers.rules.set(productionRule, { RuleArn: productionRule, Priority: '1', Actions });
}

/** The rows name target groups by a letter. */
function withGroups(rule: ListenerRule): ListenerRule {
  return JSON.parse(JSON.stringify(rule), (key, value) =>
    key === 'TargetGroupArn' && targetGroups[value] !== undefined ? group(value) : value,
  ) as ListenerRule;
}
