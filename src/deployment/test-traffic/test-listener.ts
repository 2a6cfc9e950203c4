import type { ServiceLoadBalancer } from '../ecs.ts';
import type { ElbListener, ElbLoadBalancer, ListenerRule } from '../load-balancer.ts';

/** One test listener of a service, with all that decides which requests reach green there. */
export type TestListener = {
  /** The load balancer of the service that it belongs to. */
  attached: ServiceLoadBalancer;
  listener: ElbListener;
  /** All rules of the listener. */
  rules: readonly ListenerRule[];
  /** The rule that ECS moves; undefined at a Network Load Balancer, where ECS moves the default actions. */
  testRule: ListenerRule | undefined;
  loadBalancer: ElbLoadBalancer;
  /** ARN of green's target group; undefined if it is not known. */
  green: string | undefined;
  /** How `green` is known, or why it is not: a clause for people. */
  greenBecause: string;
  /** The names that the listener's certificate is for, wildcards included; undefined if they were not needed. */
  certificateNames: readonly string[] | undefined;
  /** The production listener next to it, or a clause that says why it is not known; undefined if it was not asked for. */
  production?: ProductionListener | string | undefined;
};

/** The production listener of one of a service's load balancers, with all that decides which requests reach blue there. */
export type ProductionListener = Pick<TestListener, 'listener' | 'rules' | 'loadBalancer' | 'certificateNames'> & {
  /** The rule that ECS moves; undefined at a Network Load Balancer, where ECS moves the default actions. */
  productionRule: TestListener['testRule'];
  /** ARN of blue's target group. */
  blue: string;
};

/**
 * A production listener as if it were a test listener: requests are fitted to its rule in the same way.
 *
 * @param wanted - the target group to reach: blue's or green's
 */
export function asTestListener(
  test: TestListener,
  { productionRule, blue: _blue, ...listener }: ProductionListener,
  wanted: string | undefined,
): TestListener {
  return { ...test, ...listener, testRule: productionRule, green: wanted };
}

/** What a person writes to choose a test listener: container and port, or the ARN of the rule. */
export function choiceOf({ containerName, containerPort, advancedConfiguration }: ServiceLoadBalancer): string {
  const arn = advancedConfiguration?.testListenerRule ?? '';
  return containerName === undefined ? `"${arn}"` : `"${containerName}:${containerPort ?? ''}" (${arn})`;
}

/** Whether `loadBalancer` of the configuration names this one: by container and port, target group, rule, listener or load balancer. */
export function isChosen(attached: ServiceLoadBalancer, choice: string | undefined): boolean {
  if (choice === undefined) return true;
  const { containerName, containerPort, targetGroupArn, advancedConfiguration } = attached;
  const groups = [targetGroupArn, advancedConfiguration?.alternateTargetGroupArn].filter((arn) => arn !== undefined);
  const names = [
    `${containerName}:${containerPort}`,
    ...groups,
    ...groups.map((arn) => arn.split('/')[1]),
    advancedConfiguration?.testListenerRule,
  ];
  return names.includes(choice);
}
