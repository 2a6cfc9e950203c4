import type { Action } from '../../../deployment/load-balancer.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import type { ServiceFacts, TrafficFacts } from '../facts/service-facts.ts';
import { targetGroupsOf } from '../facts/target-groups-of.ts';
import { actionsOf, resourceOf } from '../facts/traffic-facts.ts';
import { judgeLogin } from './judge-login.ts';

/** Whether ECS can shift traffic with what the service names, before it tries to. */
export function judgeLoadBalancers(facts: ServiceFacts, traffic: readonly TrafficFacts[]): readonly Outcome[] {
  return [
    ...judgeEntries(facts),
    ...judgeRepeats(facts),
    ...judgeSharedRules(facts),
    ...traffic.flatMap((each) => [...judgeAssociation(each), ...judgeLogin(each)]),
  ];
}

/** What ECS checks of the list itself. */
function judgeEntries({ cluster, service, strategy, loadBalancers }: ServiceFacts): readonly Outcome[] {
  if (loadBalancers.length === 0 || strategy === 'ROLLING') return [];
  const classic = loadBalancers.filter(({ classicName }) => classicName !== undefined);
  const without = loadBalancers.filter(({ isShifting }) => !isShifting);
  const names = without.map(({ targetGroupArn, classicName }) => resourceOf(targetGroupArn ?? classicName ?? '?'));
  const isMixed = without.length > 0 && without.length < loadBalancers.length;
  const fix = `set advancedConfiguration of ${names.join(', ')} (alternateTargetGroupArn, productionListenerRule, testListenerRule, roleArn) in load-balancers.json, then: ${update(cluster, service)}`;
  return [
    on('traffic', 'classic-load-balancer', service).judge(
      classic.length > 0 && {
        found: `loadBalancers names ${classic.map(({ classicName }) => classicName).join(', ')}, and the strategy is ${strategy}`,
        fix: `move the service to an Application or Network Load Balancer, or deploy with ROLLING: aws ecs update-service --cluster ${cluster} --service ${service} --deployment-configuration '{"strategy":"ROLLING"}'`,
      },
      'none',
    ),
    on('traffic', 'load-balancers-mixed', service).judge(
      isMixed && { found: `${names.join(', ')} has no advancedConfiguration, but others do`, fix },
      `all ${loadBalancers.length} alike`,
    ),
    on('traffic', 'load-balancer-without-rules', service).judge(
      without.length === loadBalancers.length && {
        found: `the strategy is ${strategy}, and ${names.join(', ')} has no advancedConfiguration`,
        fix,
      },
      `${loadBalancers.length - without.length} with advancedConfiguration`,
    ),
  ];
}

/** A target group may serve one colour of one container. */
function judgeRepeats({ cluster, service, loadBalancers, attachments }: ServiceFacts): readonly Outcome[] {
  const arns = [
    ...loadBalancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? []),
    ...attachments.flatMap(({ alternateTargetGroupArn }) => alternateTargetGroupArn ?? []),
  ];
  const repeated = [...new Set(arns.filter((arn, index) => arns.indexOf(arn) !== index))];
  if (arns.length === 0) return [];
  return [
    on('traffic', 'target-group-twice', service).judge(
      repeated.length > 0 && {
        found: `${repeated.map(resourceOf).join(', ')} is named more than once as targetGroupArn or alternateTargetGroupArn`,
        fix: `create another one (aws elbv2 create-target-group) and name it in load-balancers.json, then: ${update(cluster, service)}`,
      },
      `${arns.length} target groups, all different`,
    ),
  ];
}

/** The production rule of one load balancer must not be the test rule of another either; within one, judgeTraffic looks. */
function judgeSharedRules({ cluster, service, attachments }: ServiceFacts): readonly Outcome[] {
  const shared = attachments.flatMap(({ productionListenerRule: rule }) =>
    rule !== undefined &&
    attachments.some((other) => other.testListenerRule === rule && other.productionListenerRule !== rule)
      ? [rule]
      : [],
  );
  return [...new Set(shared)].map((rule) =>
    on('traffic', 'listener-same-rule', service).found(
      `${rule} is productionListenerRule of one load balancer and testListenerRule of another`,
      `set testListenerRule to a rule of another listener or with other conditions, then: ${update(cluster, service)}`,
    ),
  );
}

/** Each target group must be in the production or the test rule, with any weight. */
function judgeAssociation({ attachment, production, test }: TrafficFacts): readonly Outcome[] {
  const [one, other] = [actionsOf(production), actionsOf(test)];
  // Without a test rule it is the production rule that must name both; judgeTraffic says so.
  if (!production || !test || production.arn === test.arn || !one || !other) return [];
  const named = [...forwardedTo(one), ...forwardedTo(other)];
  return targetGroupsOf(attachment).map((arn) =>
    on('traffic', 'target-group-in-no-rule', resourceOf(arn)).judge(
      !named.includes(arn) && {
        found: `neither ${resourceOf(production.arn)} nor ${resourceOf(test.arn)} forwards to ${arn}`,
        fix: addTo(test.arn, [...new Set([...forwardedTo(other), arn])]),
      },
      'in a rule of the service',
    ),
  );
}

/** Keeps who has traffic now, and adds the rest with weight 0. */
function addTo(arn: string, groups: readonly string[]): string {
  const TargetGroups = groups.map((TargetGroupArn, index) => ({ TargetGroupArn, Weight: index === 0 ? 100 : 0 }));
  const actions = JSON.stringify([{ Type: 'forward', ForwardConfig: { TargetGroups } }]);
  return arn.includes(':listener-rule/')
    ? `aws elbv2 modify-rule --rule-arn ${arn} --actions '${actions}'`
    : `aws elbv2 modify-listener --listener-arn ${arn} --default-actions '${actions}'`;
}

function forwardedTo(actions: readonly Action[]): readonly string[] {
  return actions.flatMap(({ Type, TargetGroupArn, ForwardConfig }) =>
    Type === 'forward'
      ? (ForwardConfig?.TargetGroups ?? [{ TargetGroupArn }]).flatMap((group) => group.TargetGroupArn ?? [])
      : [],
  );
}

function update(cluster: string, service: string): string {
  return `aws ecs update-service --cluster ${cluster} --service ${service} --load-balancers file://load-balancers.json`;
}
