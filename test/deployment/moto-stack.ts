import {
  type Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EcsRevision } from '../../src/deployment/ecs.ts';
import { loadBalancerReader } from '../../src/deployment/load-balancer-reader.ts';
import { motoClientConfig } from '../helpers/moto.ts';

/** An internal Application Load Balancer in moto, whose test listener has one rule with these conditions; it forwards to blue. */
export async function createStack(endpoint: string, conditions: RuleCondition[], { port = 8080 } = {}) {
  const client = new ElasticLoadBalancingV2Client(motoClientConfig(endpoint));
  const subnets = await defaultSubnets(endpoint);
  const { LoadBalancers } = await client.send(
    new CreateLoadBalancerCommand({ Name: 'shop', Scheme: 'internal', Subnets: subnets.ids, Type: 'application' }),
  );
  const loadBalancer = LoadBalancers?.[0];
  const [blueGroup, greenGroup] = [await createTargetGroup('blue'), await createTargetGroup('green')];
  const { Listeners } = await client.send(
    new CreateListenerCommand({
      LoadBalancerArn: loadBalancer?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: port,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: blueGroup }],
    }),
  );
  const listenerArn = Listeners?.[0]?.ListenerArn;
  const { Rules } = await client.send(
    new CreateRuleCommand({
      ListenerArn: listenerArn,
      Priority: 10,
      Conditions: conditions,
      Actions: [{ Type: 'forward', TargetGroupArn: blueGroup }],
    }),
  );
  const ruleArn = Rules?.[0]?.RuleArn ?? '';
  const all = await client.send(new DescribeRulesCommand({ ListenerArn: listenerArn }));

  return {
    client,
    reader: loadBalancerReader(client),
    ruleArn,
    listenerArn: listenerArn ?? '',
    defaultRuleArn: all.Rules?.find(({ IsDefault }) => IsDefault)?.RuleArn ?? '',
    greenGroup,
    dnsName: loadBalancer?.DNSName ?? '',
    revision: attachedTo(ruleArn),
    attachedTo,
    async addRule(Priority: number) {
      const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: [`/${Priority}`] } }];
      const Actions: Action[] = [{ Type: 'forward', TargetGroupArn: blueGroup }];
      await client.send(new CreateRuleCommand({ ListenerArn: listenerArn, Priority, Conditions, Actions }));
    },
    async weigh(weights: { blue: number; green: number }) {
      const TargetGroups = [
        { TargetGroupArn: blueGroup, Weight: weights.blue },
        { TargetGroupArn: greenGroup, Weight: weights.green },
      ];
      await client.send(
        new ModifyRuleCommand({ RuleArn: ruleArn, Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }] }),
      );
    },
  };

  async function createTargetGroup(Name: string): Promise<string> {
    const { TargetGroups } = await client.send(
      new CreateTargetGroupCommand({ Name, Protocol: 'HTTP', Port: 80, TargetType: 'ip', VpcId: subnets.vpcId }),
    );
    return TargetGroups?.[0]?.TargetGroupArn ?? '';
  }

  function attachedTo(testListenerRule: string): EcsRevision {
    return {
      loadBalancers: [
        { targetGroupArn: blueGroup, advancedConfiguration: { alternateTargetGroupArn: greenGroup, testListenerRule } },
      ],
      resolvedConfiguration: { loadBalancers: [{ targetGroupArn: greenGroup }] },
    };
  }
}

/** Moto has a default VPC; one call to EC2 is enough to get its subnets. */
export async function defaultSubnets(endpoint: string): Promise<{ ids: string[]; vpcId: string }> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=testing/20261122/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'Action=DescribeSubnets&Version=2016-11-15',
  });
  const xml = await response.text();
  const ids = [...xml.matchAll(/<subnetId>([^<]+)</g)].map(([, id = '']) => id);
  return { ids: ids.slice(0, 2), vpcId: /<vpcId>([^<]+)</.exec(xml)?.[1] ?? '' };
}
