import type { ECSClient } from '@aws-sdk/client-ecs';
import { type Looked, look } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import type { ServiceFacts, TrafficFacts } from '../facts/service-facts.ts';

/** The target group behind which the running revision is, by production rule; empty if ECS does not say. */
export type ServingGroups = Looked<ReadonlyMap<string, string>>;

/** Reads from the running revision which target groups it uses: colours swap with every deployment. */
export function readServingGroups(
  client: Pick<ECSClient, 'send'>,
  { revisionArns }: ServiceFacts,
): Promise<ServingGroups> {
  return look('ecs:DescribeServiceRevisions', async () => {
    const [only] = revisionArns;
    if (only === undefined || revisionArns.length > 1) return new Map();
    const { DescribeServiceRevisionsCommand } = await import('@aws-sdk/client-ecs');
    const { serviceRevisions = [] } = await client.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: [only] }),
    );
    const resolved = serviceRevisions[0]?.resolvedConfiguration?.loadBalancers ?? [];
    return new Map(
      resolved.map(({ productionListenerRule = '', targetGroupArn = '' }) => [productionListenerRule, targetGroupArn]),
    );
  });
}

/** Whether production traffic goes to the running revision, as ECS expects when a deployment begins. */
export function judgeServingGroups(
  facts: ServiceFacts,
  traffic: readonly TrafficFacts[],
  serving: ServingGroups,
): readonly Outcome[] {
  return traffic.flatMap(({ production }) => {
    const actions = production?.looked?.seen ? production.looked.value?.actions : undefined;
    if (!production || !actions || facts.isDeploying) return [];
    const rule = on('traffic', 'production-group-unexpected', 'productionListenerRule');
    if (!serving.seen) return [rule.unseen(serving.why, serving.allow)];
    const wanted = serving.value.get(production.arn);
    const receiving = actions
      .flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? [])
      .filter(({ Weight = 1 }) => Weight > 0);
    const [only] = receiving;
    // More or fewer than one is a finding of its own.
    if (wanted === undefined || !only || receiving.length > 1) return [];
    return [
      rule.judge(
        only.TargetGroupArn !== wanted && {
          found: `${production.arn} sends production traffic to ${only.TargetGroupArn}, and the running revision is behind ${wanted}`,
          fix: `aws elbv2 modify-rule --rule-arn ${production.arn} --actions '${backTo(wanted, only.TargetGroupArn)}'; who changed it: aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=ModifyRule`,
        },
        `production traffic goes to ${wanted}`,
      ),
    ];
  });
}

function backTo(wanted: string, other: string | undefined): string {
  const TargetGroups = [
    { TargetGroupArn: wanted, Weight: 100 },
    { TargetGroupArn: other, Weight: 0 },
  ];
  return JSON.stringify([{ Type: 'forward', ForwardConfig: { TargetGroups } }]);
}
