import type { ECSClient } from '@aws-sdk/client-ecs';
import type { EcsRevision } from '../../../deployment/ecs.ts';
import { evaluateListener } from '../../../deployment/listener/evaluate-listener.ts';
import { formatAnswer, reachesGreen } from '../../../deployment/listener/reaches-green.ts';
import type { Action } from '../../../deployment/load-balancer.ts';
import { greenOf } from '../../../deployment/test-traffic/green-of.ts';
import { calling } from '../../aws/called-action.ts';
import { type Looked, look } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import type { Attachment, ServiceFacts, TrafficFacts } from '../facts/service-facts.ts';
import { actionsOf } from '../facts/traffic-facts.ts';

/** The deployment in progress, if ECS says at which stage it is: undefined if there is none, or if it is rolling back. */
export type RunningDeployment = Looked<{ stage: string; revision: EcsRevision } | undefined>;

/** Reads how far the running deployment is and what it deploys. */
export function readRunningDeployment(
  client: Pick<ECSClient, 'send'>,
  { runningDeploymentArn }: ServiceFacts,
): Promise<RunningDeployment> {
  return look('ecs:DescribeServiceDeployments', async () => {
    if (runningDeploymentArn === undefined) return undefined;
    const { DescribeServiceDeploymentsCommand, DescribeServiceRevisionsCommand } = await import('@aws-sdk/client-ecs');
    const { serviceDeployments: [deployment] = [] } = await client.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [runningDeploymentArn] }),
    );
    const { status, lifecycleStage: stage, targetServiceRevision: { arn: target } = {} } = deployment ?? {};
    if (status !== 'IN_PROGRESS' || stage === undefined || target === undefined) return undefined;
    const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [target] });
    const { serviceRevisions: [revision] = [] } = await calling('ecs:DescribeServiceRevisions', () =>
      client.send(command),
    );
    return revision && { stage, revision };
  });
}

/**
 * Whether the test rule still points at green after ECS has moved it there. An update of the stack that owns the rule puts its written weights
 * back, and then the smoke test waits for the new version in vain.
 */
export function judgeRunningTestRule(
  facts: ServiceFacts,
  traffic: readonly TrafficFacts[],
  running: RunningDeployment,
): readonly Outcome[] {
  if (facts.runningDeploymentArn === undefined) return [];
  return traffic.flatMap(({ attachment, production, test }) => {
    if (test === undefined) return [];
    const rule = on('traffic', 'test-rule-reset', 'testListenerRule');
    if (!running.seen) return [rule.unseen(running.why, running.allow)];
    if (!running.value || !stagesOnGreen.has(running.value.stage)) return [];
    if (!test.looked?.seen) return test.looked ? [rule.unseen(test.looked.why, test.looked.allow)] : [];
    const { stage, revision } = running.value;
    const moment = { stage, productionWeight: undefined };
    const green = greenOf(revision, attachedAs(attachment), actionsOf(production), moment);
    if (green.arn === undefined) return [rule.unseen(green.because)];
    const { isGreen, because } = forwardOf(test.looked.value?.actions, green.arn);
    if (isGreen === undefined) return [rule.unseen(because)];
    return [
      rule.judge(
        !isGreen && {
          found: `the deployment is at ${stage}, and ${because} (${test.arn})`,
          fix: `${restore(test.arn, green.arn)}; if a stack or a tool owns the rule, let it ignore changes of the rule's actions`,
        },
        because,
      ),
    ];
  });
}

/** Where the actions forward to, once a login among them is done. */
function forwardOf(actions: readonly Action[] = [], green: string): { isGreen: boolean | undefined; because: string } {
  const DefaultActions = actions.filter(({ Type }) => Type === 'forward');
  const outcomes = evaluateListener({ listener: { DefaultActions }, rules: [] }, anyRequest);
  const [first] = outcomes;
  return first === undefined || DefaultActions.length === 0
    ? { isGreen: undefined, because: 'the test listener has no forward action' }
    : {
        isGreen: reachesGreen(outcomes, green).green === 'yes',
        because: `the test listener ${formatAnswer(first.answer, green)}`,
      };
}

const anyRequest = { method: 'GET', host: '', path: '/', query: '', headers: {} };

/** The stages at which the test rule has been moved and production has not. Whether ECS keeps it on green later is not documented. */
const stagesOnGreen: ReadonlySet<string> = new Set(['POST_TEST_TRAFFIC_SHIFT', 'PRE_PRODUCTION_TRAFFIC_SHIFT']);

function attachedAs({ targetGroupArn, roleArn: _, ...advancedConfiguration }: Attachment) {
  return { targetGroupArn, advancedConfiguration };
}

function restore(arn: string, TargetGroupArn: string): string {
  const actions = JSON.stringify([{ Type: 'forward', TargetGroupArn }]);
  return arn.includes(':listener-rule/')
    ? `aws elbv2 modify-rule --rule-arn ${arn} --actions '${actions}'`
    : `aws elbv2 modify-listener --listener-arn ${arn} --default-actions '${actions}'`;
}
