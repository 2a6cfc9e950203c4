import type { ListenerRule } from '../../../src/deployment/load-balancer.ts';
import { blueArn, greenArn } from '../../helpers/hook.ts';
import type { AnswerAws } from './built-hooks.ts';

const elb = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333';
const groups: Readonly<Record<string, string>> = {
  B: `${elb}:targetgroup/shop-blue/1111111111111111`,
  G: `${elb}:targetgroup/shop-green/2222222222222222`,
  other: `${elb}:targetgroup/other/3333333333333333`,
};
const listenerArn = `${elb}:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`;
const productionRule = `${elb}:listener-rule/app/shop/50dc6c495c0c9188/0000000000000000/production`;

/** A case of listeners.json: `G` and `B` are green's and blue's target groups, and one rule is the test rule. */
export type ListenerCase = {
  resolvedConfiguration?: null;
  rules: readonly (ListenerRule & { test?: boolean })[];
};

/** ARN of the rule with this priority. */
export function arnOfRule(priority: string): string {
  return `${listenerArn.replace(':listener/', ':listener-rule/')}/${priority}`;
}

/** AWS with one service behind one test listener, which is on this computer: ECS by JSON, Elastic Load Balancing by XML in pages of one rule. */
export function standInListener(): { answer: AnswerAws; play(next: ListenerCase, at: number): void } {
  let current: ListenerCase = { rules: [] };
  let port = 0;
  return {
    answer(operation, body) {
      if (operation !== undefined) {
        return { type: 'application/x-amz-json-1.1', body: JSON.stringify(answerEcs(operation, current)) };
      }
      const asked = new URLSearchParams(body);
      const action = asked.get('Action') ?? '';
      const result = xmlOf({ [`${action}Result`]: answerElb(action, asked, current, port) });
      return { type: 'text/xml', body: `<${action}Response>${result}</${action}Response>` };
    },
    /** Uses the case as the listener, which forwards to this port. */
    play(next, at) {
      current = next;
      port = at;
    },
  };
}

function answerEcs(operation: string, { rules, resolvedConfiguration }: ListenerCase): object {
  if (operation === 'DescribeServiceDeployments') {
    const deploymentConfiguration = { strategy: 'BLUE_GREEN' };
    return {
      serviceDeployments: [
        { status: 'IN_PROGRESS', deploymentConfiguration, sourceServiceRevisions: [{ arn: blueArn }] },
      ],
    };
  }
  const testListenerRule = arnOfRule(rules.find(({ test }) => test)?.Priority ?? 'none');
  const advancedConfiguration = {
    ...{ alternateTargetGroupArn: groups['G'], productionListenerRule: productionRule, testListenerRule },
  };
  const revision = {
    serviceRevisionArn: greenArn,
    loadBalancers: [{ targetGroupArn: groups['B'], containerName: 'web', containerPort: 8080, advancedConfiguration }],
    ...(resolvedConfiguration !== null && {
      resolvedConfiguration: {
        loadBalancers: [{ targetGroupArn: groups['G'], productionListenerRule: productionRule }],
      },
    }),
  };
  return { serviceRevisions: [revision] };
}

function answerElb(action: string, asked: URLSearchParams, { rules }: ListenerCase, Port: number): object {
  const LoadBalancerArn = `${elb}:loadbalancer/app/shop/50dc6c495c0c9188`;
  if (action === 'DescribeListeners') {
    return { Listeners: [{ ListenerArn: listenerArn, LoadBalancerArn, Protocol: 'HTTP', Port }] };
  }
  if (action === 'DescribeLoadBalancers') {
    return {
      LoadBalancers: [{ LoadBalancerArn, DNSName: '127.0.0.1', Scheme: 'internet-facing', Type: 'application' }],
    };
  }
  if (asked.has('RuleArns.member.1')) {
    const Actions = [{ Type: 'forward', TargetGroupArn: groups['B'] }];
    return { Rules: [{ RuleArn: productionRule, Priority: '1', Conditions: [], Actions }] };
  }
  const page = Number(asked.get('Marker') ?? 0);
  return {
    Rules: rules.slice(page, page + 1).map(({ test: _, ...rule }) => ({
      ...rule,
      RuleArn: arnOfRule(rule.Priority ?? ''),
      IsDefault: rule.Priority === 'default',
    })),
    ...(page + 1 < rules.length && { NextMarker: String(page + 1) }),
  };
}

/** As the query protocol writes it: the elements of a list are called `member`. */
function xmlOf(value: unknown, key = ''): string {
  if (Array.isArray(value)) return value.map((each) => `<member>${xmlOf(each)}</member>`).join('');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, each]) => `<${name}>${xmlOf(each, name)}</${name}>`)
      .join('');
  }
  const word = key === 'TargetGroupArn' ? (groups[String(value)] ?? value) : value;
  return String(word).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
