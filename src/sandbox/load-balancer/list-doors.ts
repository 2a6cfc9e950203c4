import { parseListenerRef } from '../../deployment/listener-arn.ts';
import type { RuleCondition } from '../../deployment/load-balancer.ts';
import type { RulePlan } from './shapes.ts';
import type { LocalListener } from './start-listeners.ts';

/** A listener as people see it: its address, and how many requests each of its rules answered. */
export type Door = {
  name: LocalListener['plan']['door'];
  url: string;
  port: number;
  /** The load balancer's name, out of its ARN. */
  loadBalancer: string;
  /** In the order in which they are tried. */
  rules: readonly {
    arn: string;
    /** `1` to `50000`, or `default`. */
    priority: string;
    /** What a request must be: `path is /health`; `anything else` for the default rule. */
    when: string;
    /** `production`, `test`, or the answer that the load balancer makes itself. */
    does: string;
    answered: number;
  }[];
};

export function listDoors(listeners: readonly LocalListener[]): readonly Door[] {
  return listeners.map(({ url, port, plan, answered }) => {
    const counts = answered();
    return {
      ...{ name: plan.door, url, port },
      loadBalancer: parseListenerRef(plan.listenerArn)?.loadBalancerArn.split('/')[2] ?? '',
      rules: plan.rules.map(({ arn, priority, conditions, does }) => ({
        ...{ arn, priority, when: formatWhen(conditions), does: formatDoes(does), answered: counts.get(arn) ?? 0 },
      })),
    };
  });
}

/** The command that reaches the test rule, if a browser does not. */
export function commandFor({ url, plan }: LocalListener): string | undefined {
  const header = plan.rules
    .filter(({ does }) => does === 'test')
    .flatMap(({ conditions = [] }) => conditions.map(({ HttpHeaderConfig }) => HttpHeaderConfig))
    .find((config) => config !== undefined);
  return header && `curl -H '${header.HttpHeaderName}: ${header.Values?.[0]}' ${url}/`;
}

/** Header values are shown here: this is the sandbox's own listener, whose value is in its source. */
function formatWhen(conditions: readonly RuleCondition[] = []): string {
  if (conditions.length === 0) return 'anything else';
  return conditions
    .map(({ HttpHeaderConfig: header, PathPatternConfig: path }) =>
      header === undefined
        ? `path is ${path?.Values?.join(' or ')}`
        : `header ${header.HttpHeaderName} is ${header.Values?.join(' or ')}`,
    )
    .join(' and ');
}

function formatDoes(does: RulePlan['does']): string {
  return typeof does === 'string' ? does : `answers ${does.FixedResponseConfig?.StatusCode ?? ''} itself`;
}
