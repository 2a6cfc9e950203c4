import { createContext, runInContext } from 'node:vm';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ElasticLoadBalancingV2Client, ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { onTestFinished } from 'vitest';
import type { BenchClock } from '../../../src/cli/observe/aws/aws-bench.ts';
import { withBrokenImages } from '../../../src/cli/observe/local/local-bench.ts';
import { recorderCode } from '../../../src/cli/observe/recorder/recorder-code.ts';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import { createController } from '../../../src/controller/controller.ts';
import type { Controller, ControllerOptions } from '../../../src/controller/controller-api.ts';
import type { HookEvent } from '../../../src/controller/ecs/payload.ts';
import type { TrafficWeights } from '../../../src/controller/ecs/resources.ts';
import { startEcsApi } from '../../../src/controller/ecs-api/start-ecs-api.ts';
import { type DeploymentBackend, inMemoryBackend } from '../../../src/controller/state/backend.ts';
import { motoClientConfig } from '../../helpers/moto.ts';

/** The demo service in an account: ECS is our controller, everything else moto's. */
export type ObservedAccount = {
  controller: Controller;
  /** The controller's virtual time, which passes while the run sleeps. */
  clock: BenchClock;
  environment: Record<string, string>;
  cloudformation: CloudFormationClient;
};

const region = 'us-west-2';
const recorderLog = '/greenlight/greenlight-observe/recorder';
const eventLog = '/aws/events/greenlight-observe';

export async function startObservedAccount(endpoint: string): Promise<ObservedAccount> {
  const config = { ...motoClientConfig(endpoint), region };
  const cloudformation = new CloudFormationClient(config);
  const network = await createDemoStack(cloudformation);
  await createAlarm(new CloudWatchClient(config));
  const clock = new VirtualClock({ start: new Date() });
  const log = logTo(new CloudWatchLogsClient(config));
  const make = (service: ControllerOptions['service']) =>
    createController({
      service: { cluster: 'demo', ...service },
      functions: () => async (event) => await recorder(event, (line) => log(recorderLog, clock.now(), line)),
      clock,
      backend: withBrokenImages(backendOn(new ElasticLoadBalancingV2Client(config), network)),
      onEvent: (event) => {
        if (event.type === 'eventbridge') pending.push(log(eventLog, event.at, JSON.stringify(event.event)));
      },
    });
  const pending: Promise<void>[] = [];
  const controller = make({ service: 'shop', desiredCount: 2, loadBalancers: [loadBalancerOf(network)] });
  await controller.deploy({
    taskDefinition: 'shop:1',
    containerImages: [{ containerName: 'ui', image: 'shop:1' }],
    deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 },
  });
  const ecs = await startEcsApi({
    controllers: [controller],
    createController: ({ service, desiredCount = 1, loadBalancers = [] }) =>
      make({ service, desiredCount, loadBalancers }),
  });
  onTestFinished(async () => {
    await Promise.allSettled(pending);
    controller.close();
    await ecs.stop();
  });
  const sleep = async (seconds: number) => {
    await clock.advance(seconds * 1000);
    await Promise.allSettled(pending.splice(0));
  };
  return {
    controller,
    cloudformation,
    clock: { now: () => clock.now(), sleep, wait: sleep },
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_ECS: ecs.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
    },
  };
}

/** The deployed code itself, as Lambda would run it; its log line gets what Lambda puts before each. */
async function recorder(event: HookEvent, log: (line: string) => Promise<void>): Promise<unknown> {
  const lines: string[] = [];
  const context = createContext({ exports: {}, console: { log: (line: string) => lines.push(line) } });
  runInContext(recorderCode(), context);
  const answer: unknown = await context['exports'].handler(event);
  for (const line of lines) await log(`2026-11-27T12:00:00.000Z\t6f5e\tINFO\t${line}\n`);
  return answer;
}

/** Before the first run and after the last, there is no log to write to. */
function logTo(client: CloudWatchLogsClient) {
  return async (logGroupName: string, at: Date, message: string): Promise<void> => {
    const logStreamName = 'one';
    try {
      await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName })).catch((error: Error) => {
        if (error.name !== 'ResourceAlreadyExistsException') throw error;
      });
      const logEvents = [{ timestamp: at.getTime(), message }];
      await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    }
  };
}

type Network = Readonly<Record<'First' | 'Second' | 'ProductionRule' | 'TestRule', string>>;

function loadBalancerOf({ First, Second, ProductionRule, TestRule }: Network) {
  return {
    ...{ targetGroupArn: First, containerName: 'ui', containerPort: 8080 },
    advancedConfiguration: {
      alternateTargetGroupArn: Second,
      productionListenerRule: ProductionRule,
      testListenerRule: TestRule,
      roleArn: 'arn:aws:iam::123456789012:role/load-balancers',
    },
  };
}

/** Moves the weights of moto's rules, as ECS does. */
function backendOn(elb: ElasticLoadBalancingV2Client, network: Network): DeploymentBackend {
  const groups = new Map<string, string>();
  const backend = inMemoryBackend();
  const shift = async (RuleArn: string, weights: TrafficWeights) => {
    if (Object.keys(weights).some((revision) => !revision.includes('/shop/'))) return;
    const TargetGroups = Object.entries(weights).map(([revision, Weight]) => ({
      TargetGroupArn: groups.get(revision) ?? '',
      Weight,
    }));
    await elb.send(new ModifyRuleCommand({ RuleArn, Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }] }));
  };
  return {
    ...backend,
    async scaleUp(revision, count, context) {
      groups.set(revision.serviceRevisionArn, revision.targetGroupArns[0] ?? '');
      await backend.scaleUp(revision, count, context);
    },
    shiftTestTraffic: (weights) => shift(network.TestRule, weights),
    shiftProductionTraffic: (weights) => shift(network.ProductionRule, weights),
  };
}

/** moto's CloudFormation creates no alarms. */
async function createAlarm(client: CloudWatchClient): Promise<void> {
  const data = { Namespace: 'Greenlight/Observe', MetricName: 'Nothing', Statistic: 'Sum' } as const;
  const limit = { Period: 60, EvaluationPeriods: 1, Threshold: 1 };
  const ComparisonOperator = 'GreaterThanOrEqualToThreshold' as const;
  const alarm = { AlarmName: 'greenlight-observe-alarm', ...data, ...limit, ComparisonOperator };
  await client.send(new PutMetricAlarmCommand(alarm));
}

/** The part of examples/demo-service that the experiments read. */
async function createDemoStack(client: CloudFormationClient): Promise<Network> {
  const ref = (Ref: string) => ({ Ref });
  const group = {
    Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    Properties: { VpcId: ref('Vpc'), Port: 8080, Protocol: 'HTTP', TargetType: 'ip', HealthCheckPath: '/health' },
  };
  const subnet = (CidrBlock: string, zone: string) => ({
    Type: 'AWS::EC2::Subnet',
    Properties: { VpcId: ref('Vpc'), CidrBlock, AvailabilityZone: `${region}${zone}` },
  });
  const listener = (Port: number) => ({
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Properties: {
      ...{ LoadBalancerArn: ref('Balancer'), Port, Protocol: 'HTTP' },
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    },
  });
  const rule = (name: string) => ({
    Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    Properties: {
      ...{ ListenerArn: ref(name), Priority: 1 },
      Conditions: [{ Field: 'path-pattern', Values: ['/*'] }],
      Actions: [{ Type: 'forward', TargetGroupArn: ref('First') }],
    },
  });
  const Resources = {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.42.0.0/16' } },
    ...{ SubnetA: subnet('10.42.0.0/24', 'a'), SubnetB: subnet('10.42.1.0/24', 'b') },
    Balancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: { Name: 'demo', Subnets: [ref('SubnetA'), ref('SubnetB')] },
    },
    ...{ First: group, Second: group, Production: listener(80), Test: listener(8080) },
    ...{ ProductionRule: rule('Production'), TestRule: rule('Test') },
  };
  const Outputs = { ClusterName: { Value: 'demo' }, ServiceName: { Value: 'shop' } };
  const TemplateBody = JSON.stringify({ Resources, Outputs });
  await client.send(new CreateStackCommand({ StackName: 'greenlight-demo', TemplateBody }));
  const { StackResources = [] } = await client.send(
    new DescribeStackResourcesCommand({ StackName: 'greenlight-demo' }),
  );
  return Object.fromEntries(
    StackResources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ]),
  ) as Network;
}
