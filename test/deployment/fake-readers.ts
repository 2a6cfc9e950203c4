import type { EcsReader, ServiceDeployment, ServiceRevision } from '../../src/deployment/ecs.ts';
import type { Listener, LoadBalancer, LoadBalancerReader, Rule } from '../../src/deployment/load-balancer.ts';

/** ECS in memory. What was not put in does not exist; `broken` makes every read of that kind throw. */
export class FakeEcs implements EcsReader {
  readonly deployments = new Map<string, ServiceDeployment>();
  readonly revisions = new Map<string, ServiceRevision>();
  readonly broken: { deployments?: Error; revisions?: Error } = {};

  async describeServiceDeployment(arn: string): Promise<ServiceDeployment | undefined> {
    if (this.broken.deployments) throw this.broken.deployments;
    return this.deployments.get(arn);
  }

  async describeServiceRevisions(arns: readonly string[]): Promise<readonly ServiceRevision[]> {
    if (this.broken.revisions) throw this.broken.revisions;
    return arns.map((arn) => this.revisions.get(arn)).filter((revision) => revision !== undefined);
  }
}

/** Elastic Load Balancing in memory, with the same manners. */
export class FakeLoadBalancers implements LoadBalancerReader {
  readonly rules = new Map<string, Rule>();
  readonly listeners = new Map<string, Listener>();
  readonly loadBalancers = new Map<string, LoadBalancer>();
  broken: Error | undefined;

  async describeRule(arn: string): Promise<Rule | undefined> {
    return this.#read(this.rules, arn);
  }

  async describeListener(arn: string): Promise<Listener | undefined> {
    return this.#read(this.listeners, arn);
  }

  async describeLoadBalancer(arn: string): Promise<LoadBalancer | undefined> {
    return this.#read(this.loadBalancers, arn);
  }

  /** What belongs to a listener is told by the ARN of the rule, as ELB builds it. */
  async describeRules(listenerArn: string): Promise<Rule[] | undefined> {
    if (this.#read(this.listeners, listenerArn) === undefined) return undefined;
    const prefix = `${listenerArn.replace(':listener/', ':listener-rule/')}/`;
    return [...this.rules].filter(([arn]) => arn.startsWith(prefix)).map(([, rule]) => rule);
  }

  #read<T>(things: ReadonlyMap<string, T>, arn: string): T | undefined {
    if (this.broken) throw this.broken;
    return things.get(arn);
  }
}

/** An error as the SDK throws it. */
export function awsError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
