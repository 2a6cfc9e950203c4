import type { EcsDeployment, EcsReader, EcsRevision } from '../../src/deployment/ecs.ts';
import type {
  ElbListener,
  ElbLoadBalancer,
  ListenerRule,
  LoadBalancerReader,
} from '../../src/deployment/load-balancer.ts';

/** ECS in memory. What was not added does not exist; `broken` makes every read of that kind throw. */
export class FakeEcs implements EcsReader {
  readonly deployments = new Map<string, EcsDeployment>();
  readonly revisions = new Map<string, EcsRevision>();
  readonly broken: { deployments?: Error; revisions?: Error } = {};

  async describeServiceDeployment(arn: string): Promise<EcsDeployment | undefined> {
    if (this.broken.deployments) throw this.broken.deployments;
    return this.deployments.get(arn);
  }

  async describeServiceRevisions(arns: readonly string[]): Promise<readonly EcsRevision[]> {
    if (this.broken.revisions) throw this.broken.revisions;
    return arns.map((arn) => this.revisions.get(arn)).filter((revision) => revision !== undefined);
  }
}

/** Elastic Load Balancing in memory, with the same behaviour. */
export class FakeLoadBalancers implements LoadBalancerReader {
  readonly rules = new Map<string, ListenerRule>();
  readonly listeners = new Map<string, ElbListener>();
  readonly loadBalancers = new Map<string, ElbLoadBalancer>();
  broken: Error | undefined;

  async describeRule(arn: string): Promise<ListenerRule | undefined> {
    return this.#read(this.rules, arn);
  }

  async describeListener(arn: string): Promise<ElbListener | undefined> {
    return this.#read(this.listeners, arn);
  }

  async describeLoadBalancer(arn: string): Promise<ElbLoadBalancer | undefined> {
    return this.#read(this.loadBalancers, arn);
  }

  /** The ARN of a rule shows the listener that it belongs to, as ELB builds it. */
  async describeRules(listenerArn: string): Promise<ListenerRule[] | undefined> {
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
