import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { SmokeConfig } from '../../../checks/smoke/config/smoke-config.ts';
import { findReviewerAccess } from '../../../deployment/access/find-reviewer-access.ts';
import type { EcsRevision } from '../../../deployment/ecs.ts';
import { parseListenerRef } from '../../../deployment/listener-arn.ts';
import type { ListenerRule, LoadBalancerReader } from '../../../deployment/load-balancer.ts';
import type { TestListenerReaders } from '../../../deployment/test-traffic/find-test-listeners.ts';
import { type HookConfig, usesTestListener } from '../../../service-hooks/hook-configuration.ts';
import { checksOfHook } from '../../../service-hooks/rules/checks-of-hook.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { pretendGreen } from '../../traffic/pretend-green.ts';
import { testListenerReaders } from '../../traffic/test-listener-readers.ts';
import { tryRequests } from '../../traffic/try-requests.ts';
import { type Looked, look, unlessAbsent } from '../facts/look.ts';
import type {
  ListenerFacts,
  ServiceFacts,
  TargetGroupFacts,
  TestUrlFacts,
  TrafficFacts,
} from '../facts/service-facts.ts';
import { targetGroupsOf } from '../facts/target-groups-of.ts';

/** What Elastic Load Balancing knows of the service's rules and target groups. */
export async function readTraffic(
  aws: AwsClients,
  facts: ServiceFacts,
): Promise<{ traffic: readonly TrafficFacts[]; testUrl: TestUrlFacts }> {
  if (facts.attachments.length === 0) return { traffic: [], testUrl: await readTestUrl(facts, undefined) };
  const client = await aws.elb();
  const readers = await testListenerReaders(aws);
  const reader = readers.loadBalancers;
  const traffic = await Promise.all(
    facts.attachments.map(async (attachment) => ({
      attachment,
      production: await readListener(reader, attachment.productionListenerRule),
      test: await readListener(reader, attachment.testListenerRule),
      targetGroups: await Promise.all(
        targetGroupsOf(attachment).map(async (arn) => ({ arn, facts: await readTargetGroup(client, arn) })),
      ),
    })),
  );
  return { traffic, testUrl: await readTestUrl(facts, readers) };
}

async function readListener(reader: LoadBalancerReader, arn: string | undefined): Promise<ListenerFacts | undefined> {
  if (arn === undefined) return undefined;
  const ref = parseListenerRef(arn);
  if (!ref || (ref.kind === 'listener') !== /:listener\/net\//.test(arn)) return { arn, looked: undefined };
  const signal = AbortSignal.timeout(30_000);
  const action = `elasticloadbalancing:Describe${ref.kind === 'rule' ? 'Rules' : 'Listeners'}`;
  const looked = await look(action, async () => {
    const found =
      ref.kind === 'rule'
        ? await reader.describeRule(ref.ruleArn, signal)
        : await reader.describeListener(ref.listenerArn, signal);
    return found && { actions: 'DefaultActions' in found ? found.DefaultActions : (found as ListenerRule).Actions };
  });
  return { arn, looked };
}

function readTargetGroup(
  client: Pick<ElasticLoadBalancingV2Client, 'send'>,
  arn: string,
): Promise<Looked<TargetGroupFacts | undefined>> {
  return look('elasticloadbalancing:DescribeTargetGroups', async () => {
    const { DescribeTargetGroupsCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
    const found = await unlessAbsent(['TargetGroupNotFoundException', 'TargetGroupNotFound'], () =>
      client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] })),
    );
    const group = found?.TargetGroups?.[0];
    if (!group) return undefined;
    const { HealthCheckProtocol: protocol = '', HealthCheckPath: path = '', HealthCheckPort: port = '' } = group;
    return {
      isHealthChecked: group.HealthCheckEnabled !== false,
      healthCheck: `${protocol} ${path} on ${port}, ${group.Matcher?.HttpCode ?? 'connects'}, every ${group.HealthCheckIntervalSeconds} s, ${group.HealthyThresholdCount} up, ${group.UnhealthyThresholdCount} down`,
    };
  });
}

/** Finds the test URL as the hooks do, from what is configured: a revision that was not made yet has the same listeners. */
async function readTestUrl(facts: ServiceFacts, readers: TestListenerReaders = nothing): Promise<TestUrlFacts> {
  const ours = facts.hooks
    .flatMap(checksOfHook)
    .flatMap(({ kind, configuration }) =>
      configuration?.problem === undefined && configuration ? [{ kind, config: configuration.config }] : [],
    );
  const smoke = ours.find(({ kind, config }) => kind === 'smoke' && usesTestListener(config));
  const approval = ours.find(({ kind, config }) => kind === 'approval' && config.testUrl === undefined);
  const signal = AbortSignal.timeout(30_000);
  const revision = revisionOf(facts);
  const tried =
    smoke &&
    (await look('elasticloadbalancing:DescribeRules', () =>
      tryRequests(revision, readers, smokeConfigOf(smoke.config), signal),
    ));
  return {
    smoke: tried && (tried.seen ? tried.value.testUrl : { found: false, looked: false, reason: tried.why }),
    strayed: tried?.seen ? tried.value.strayed : undefined,
    reviewers: approval && (await readAccess(revision, readers, signal)),
  };
}

/** Its schema has filled in what is not configured. */
function smokeConfigOf(config: HookConfig): SmokeConfig {
  return config as SmokeConfig;
}

/** What reviewers would be given in the next deployment, whichever target group is green then. */
function readAccess(
  service: EcsRevision,
  { loadBalancers, certificates }: TestListenerReaders,
  signal: AbortSignal,
): Promise<NonNullable<TestUrlFacts['reviewers']>> {
  return look('elasticloadbalancing:DescribeRules', async () => {
    const { revision, reader } = pretendGreen(service, loadBalancers);
    const access = await findReviewerAccess(revision, { loadBalancers: reader, certificates }, signal);
    if (access?.cause !== undefined) throw access.cause;
    return { access, because: access?.because ?? 'the service has no test listener' };
  });
}

function revisionOf({ attachments }: ServiceFacts): EcsRevision {
  return {
    loadBalancers: attachments.map(({ targetGroupArn, roleArn: _, ...advancedConfiguration }) => ({
      targetGroupArn,
      advancedConfiguration,
    })),
  };
}

/** For a service without load balancer, of which nothing is asked. */
const nothing: TestListenerReaders = {
  loadBalancers: {
    describeRule: async () => undefined,
    describeListener: async () => undefined,
    describeLoadBalancer: async () => undefined,
    describeRules: async () => undefined,
  },
};
