import type { AwsClients } from '../aws/aws-clients.ts';
import { look, unlessAbsent } from '../doctor/facts/look.ts';
import type { Attachment, ListenerFacts } from '../doctor/facts/service-facts.ts';

/** Reads the actions of the rules between which ECS shifts traffic. */
export async function readRules(
  aws: AwsClients,
  { productionListenerRule, testListenerRule }: Attachment,
): Promise<{ production: ListenerFacts | undefined; test: ListenerFacts | undefined }> {
  return {
    production: await readRule(aws, productionListenerRule),
    test: await readRule(aws, testListenerRule),
  };
}

/** A Network Load Balancer has no rules here, and cannot ask for a login. */
async function readRule(aws: AwsClients, arn: string | undefined): Promise<ListenerFacts | undefined> {
  if (arn === undefined || !arn.includes(':listener-rule/')) return undefined;
  const looked = await look('elasticloadbalancing:DescribeRules', async () => {
    const { DescribeRulesCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
    const client = await aws.elb();
    const found = await unlessAbsent(['RuleNotFoundException', 'RuleNotFound'], () =>
      client.send(new DescribeRulesCommand({ RuleArns: [arn] })),
    );
    const rule = found?.Rules?.[0];
    return rule && { actions: rule.Actions };
  });
  return { arn, looked };
}
