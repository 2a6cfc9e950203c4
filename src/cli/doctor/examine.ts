import type { AwsClients } from '../aws/aws-clients.ts';
import { isDenied } from '../aws/explain-aws-error.ts';
import type { ServiceRef } from '../aws/service-ref.ts';
import { type DescribedStack, describeStack } from '../aws/stack.ts';
import { examineRoles } from './examine-roles.ts';
import type { AppFacts } from './facts/app-facts.ts';
import type { Looked } from './facts/look.ts';
import { type Outcome, on } from './facts/outcome.ts';
import type { ServiceFacts } from './facts/service-facts.ts';
import { judgeActionLogs, readActionLogs } from './judge/action-logs.ts';
import { judgeServiceAlarms, lookAtAlarms, watchedAlarms } from './judge/alarms.ts';
import { judgeApp, judgeStack } from './judge/judge-app.ts';
import { judgeCluster, judgeReviewers } from './judge/judge-app-for-service.ts';
import { judgeExpressMode } from './judge/judge-express-mode.ts';
import { judgeFunctions } from './judge/judge-functions.ts';
import { judgeHooks } from './judge/judge-hooks.ts';
import { judgeTraffic } from './judge/judge-traffic.ts';
import { judgeAddressTypes, readAddressTypes } from './load-balancer/address-type.ts';
import { judgeLoadBalancers } from './load-balancer/judge-load-balancers.ts';
import { judgeRunningTestRule, readRunningDeployment } from './load-balancer/running-test-rule.ts';
import { judgeServingGroups, readServingGroups, type ServingGroups } from './load-balancer/serving-group.ts';
import { readApp } from './read/read-app.ts';
import { readServiceFacts } from './read/read-service-facts.ts';
import { readTraffic } from './read/read-traffic.ts';

type DoctorInput = {
  stackName: string;
  /** Undefined: the app alone. */
  service: ServiceRef | undefined;
  cliVersion: string;
  now: Date;
};

/**
 * Checks the deployed app, and a service if one is named. What may not be checked becomes an outcome that says so.
 *
 * @throws {CliError} if there is no such stack or service; the SDK's error if AWS cannot be reached
 */
export async function examine(
  aws: AwsClients,
  { stackName, service: ref, cliVersion, now }: DoctorInput,
): Promise<readonly Outcome[]> {
  const stack = await readStackIfAllowed(aws, stackName);
  const outputs = stack.seen ? stack.value.outputs : undefined;
  const app = stack.seen && outputs ? await readApp(aws, stack.value, outputs, cliVersion) : undefined;
  const service = ref && (await readServiceFacts(aws, ref, app));
  const outcomes = [
    ...(stack.seen
      ? judgeStack(stack.value, cliVersion)
      : [on('app', 'stack-not-settled', stackName).unseen(stack.why, stack.allow)]),
    ...(app && outputs ? await judgeApp(app, outputs) : []),
  ];
  if (ref && service && !service.seen) {
    outcomes.push(on('hooks', 'no-gate', ref.service).unseen(service.why, service.allow));
  }
  const facts = service?.seen ? service.value : undefined;
  return [
    ...outcomes,
    ...(await examineRoles(aws, app, outputs, facts)),
    ...(facts ? await examineService(aws, facts, stack, app, now) : []),
  ];
}

/** That reading the stack is refused leaves the service to be checked; that AWS cannot be asked at all does not. */
async function readStackIfAllowed(aws: AwsClients, stackName: string): Promise<Looked<DescribedStack>> {
  try {
    return { seen: true, value: await describeStack(await aws.cloudformation(), stackName, aws.region) };
  } catch (error) {
    if (!isDenied(error)) throw error;
    const allow = 'cloudformation:DescribeStacks';
    return { seen: false, why: `you are not allowed to call ${allow}, so nothing of the app could be found`, allow };
  }
}

async function examineService(
  aws: AwsClients,
  facts: ServiceFacts,
  stack: Looked<DescribedStack>,
  app: AppFacts | undefined,
  now: Date,
): Promise<readonly Outcome[]> {
  const watched = watchedAlarms(facts);
  const [{ traffic, testUrl }, addressTypes, serving, running, actionLogs, alarms] = await Promise.all([
    readTraffic(aws, facts),
    facts.attachments.length === 0 ? [] : readAddressTypes(await aws.elb(), facts),
    facts.attachments.length === 0 ? nothingServed : readServingGroups(await aws.ecs(), facts),
    readRunningDeployment(await aws.ecs(), facts),
    readActionLogs(await aws.logs(), facts.clusterArn),
    watched.size === 0
      ? ({ seen: true, value: [] } as const)
      : lookAtAlarms(await aws.cloudwatch(), [...watched.keys()]),
  ]);
  return [
    ...(stack.seen && stack.value.outputs
      ? [judgeCluster(facts.cluster, stack.value.parameters.get('ClusterName'), stack.value.stackName)]
      : []),
    ...judgeFunctions(facts),
    judgeExpressMode(facts),
    ...judgeActionLogs(facts.clusterArn, actionLogs),
    ...judgeHooks(facts),
    ...judgeReviewers(facts, app?.subscriptions ?? { seen: false, why: 'the stack could not be read' }),
    ...judgeTraffic(facts, traffic, testUrl),
    ...judgeLoadBalancers(facts, traffic),
    ...judgeServingGroups(facts, traffic, serving),
    ...judgeRunningTestRule(facts, traffic, running),
    ...judgeAddressTypes(facts, addressTypes),
    ...judgeServiceAlarms(facts, watched, alarms, now),
  ];
}

const nothingServed: ServingGroups = { seen: true, value: new Map() };
