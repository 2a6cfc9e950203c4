import { targetGroupName } from '../../deployment/listener/reaches-green.ts';
import { parseListenerRef } from '../../deployment/listener-arn.ts';
import type { RuleCondition } from '../../deployment/load-balancer.ts';
import type { RulePlan } from './shapes.ts';
import type { LocalListener } from './start-listeners.ts';

/** A listener as people see it: its address, and how many requests each of its rules answered. */
export type Door = {
  name: LocalListener['plan']['door'];
  url: string;
  port: number;
  /** Default HTTP. */
  protocol?: 'TCP';
  /** The load balancer's name, out of its ARN. */
  loadBalancer: string;
  /** In the order in which they are tried. */
  rules: readonly {
    arn: string;
    /** `1` to `50000`, or `default`. */
    priority: string;
    /** What a request must be: `path is /health`; `anything else` for the default rule. */
    when: string;
    /** `production`, `test`, another service's target group, or the answer that the load balancer makes itself. */
    does: string;
    answered: number;
  }[];
};

export function listDoors(listeners: readonly LocalListener[]): readonly Door[] {
  return listeners.map(({ url, port, plan, answered }) => {
    const counts = answered();
    return {
      ...{ name: plan.door, url, port },
      ...(plan.protocol && { protocol: plan.protocol }),
      loadBalancer: parseListenerRef(plan.listenerArn)?.loadBalancerArn.split('/')[2] ?? '',
      rules: plan.rules.map(({ arn, priority, conditions, header, does }) => ({
        ...{
          arn,
          priority,
          when: formatWhen(conditions, header),
          does: formatDoes(does),
          answered: counts.get(arn) ?? 0,
        },
      })),
    };
  });
}

/** Whether a rule answers by itself what could reach the test rule behind it. */
export function isTestRuleShadowed({ rules }: Door): boolean {
  const at = rules.findIndex(({ does }) => does === 'test');
  return rules.slice(0, Math.max(0, at)).some(({ does }) => does.startsWith('answers '));
}

/** The command that reaches the test rule, if a browser does not. */
export function commandFor({ url, plan }: LocalListener): string | undefined {
  const headers = plan.rules.filter(({ does }) => does === 'test').flatMap(headersOf);
  return headers[0] && `curl -H '${headers[0]}' ${url}/`;
}

/** `X-Canary-Test: true`. */
function headersOf({ conditions = [], header }: RulePlan): readonly string[] {
  const asked = conditions.flatMap(({ HttpHeaderConfig }) => HttpHeaderConfig ?? []);
  return [
    ...(header === undefined ? [] : [`${header}: test`]),
    ...asked.map(({ HttpHeaderName, Values }) => `${HttpHeaderName}: ${Values?.[0]}`),
  ];
}

/** Header values are shown here: this is the sandbox's own listener, whose value is in its source. */
function formatWhen(conditions: readonly RuleCondition[] = [], header?: string): string {
  if (header !== undefined) return `header ${header} is there`;
  if (conditions.length === 0) return 'anything else';
  return conditions
    .map(({ HttpHeaderConfig: asked, PathPatternConfig: path }) =>
      asked === undefined
        ? `path is ${path?.Values?.join(' or ')}`
        : `header ${asked.HttpHeaderName} is ${asked.Values?.join(' or ')}`,
    )
    .join(' and ');
}

function formatDoes(does: RulePlan['does']): string {
  if (typeof does === 'string') return does;
  return does.TargetGroupArn !== undefined
    ? `target group ${targetGroupName(does.TargetGroupArn)} of another service`
    : `answers ${does.FixedResponseConfig?.StatusCode ?? ''} itself`;
}
