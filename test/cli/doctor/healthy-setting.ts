import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { LifecycleHookInput } from '../../../src/controller/ecs/deployment-configuration.ts';
import type { LoadBalancer } from '../../../src/controller/ecs/resources.ts';
import { defaultSubnets } from '../../deployment/moto-stack.ts';
import { motoClientConfig } from '../../helpers/moto.ts';

/** The address of moto, and the name of a service there. */
export const account = '123456789012';
export const region = 'us-east-1';
export const place = { region, account, cluster: 'prod-cluster', service: 'retail-ui' };

/** No part of it may ever be printed. */
export const secretValue = 'Xq7mVt2LkS9dRz4wHb8nPc3yFj6gTa5eUo1iWx0kBv2sDh7lQm9rNz4pCf8tYb3g';

export const defaultsParameter = '/greenlight/approval';

/** Greenlight deployed and attached as in docs/attach.md, in moto: a setup in which doctor finds nothing wrong. */
export async function healthySetting(endpoint: string, { version = '0.1.0', clusterName = '*' } = {}) {
  const config = motoClientConfig(endpoint);
  const clients = {
    cloudformation: new CloudFormationClient(config),
    cloudwatch: new CloudWatchClient(config),
    elb: new ElasticLoadBalancingV2Client(config),
    iam: new IAMClient(config),
    lambda: new LambdaClient(config),
    s3: new S3Client(config),
    secrets: new SecretsManagerClient(config),
    sns: new SNSClient(config),
    ssm: new SSMClient(config),
  };
  const ledger = 'greenlight-ledger';
  const deskUrl = 'https://desk.example.com';
  await createLedger(clients.s3, ledger);
  const topicArn = await createTopic(clients.sns);
  const subscriptions: Record<string, string> = {};
  for (const address of ['ana@example.com', 'bo@example.com']) {
    subscriptions[address] = await subscribe(clients.sns, topicArn, address);
  }
  const { ARN: secretArn = '' } = await clients.secrets.send(
    new CreateSecretCommand({
      Name: 'greenlight-signing-key',
      SecretString: JSON.stringify({ current: 'k1', k1: secretValue }),
    }),
  );
  await clients.ssm.send(
    new PutParameterCommand({ Name: defaultsParameter, Type: 'String', Value: '{"deadlineMinutes":240}' }),
  );
  const functionArns = {
    approval: await createHook(clients, 'approval', 60, {
      LEDGER_BUCKET: ledger,
      NOTIFICATIONS_TOPIC_ARN: topicArn,
      DESK_URL: deskUrl,
      HOOK_DEFAULTS_PARAMETER: defaultsParameter,
    }),
    smoke: await createHook(clients, 'smoke', 120, { LEDGER_BUCKET: ledger }),
    alarm: await createHook(clients, 'alarm', 60, { LEDGER_BUCKET: ledger }),
  };
  await putPolicy(clients.iam, 'approval-role', 'secretsmanager:GetSecretValue', [secretArn]);
  const invokeRoleArn = await createRole(clients.iam, 'greenlight-HookInvokeRole', 'ecs.amazonaws.com');
  await putPolicy(clients.iam, 'greenlight-HookInvokeRole', 'lambda:InvokeFunction', Object.values(functionArns));
  await createStack(clients.cloudformation, {
    parameters: { ApproverEmail: 'ana@example.com', ClusterName: clusterName },
    outputs: {
      ApprovalHookArn: functionArns.approval,
      SmokeHookArn: functionArns.smoke,
      AlarmHookArn: functionArns.alarm,
      HookInvokeRoleArn: invokeRoleArn,
      DeskUrl: deskUrl,
      LedgerBucket: ledger,
      NotificationsTopicArn: topicArn,
      SigningKeySecretArn: secretArn,
      GreenlightVersion: version,
    },
  });
  await clients.cloudwatch.send(new PutMetricAlarmCommand(alarm('shop-5xx')));
  await clients.cloudwatch.send(
    new SetAlarmStateCommand({ AlarmName: 'shop-5xx', StateValue: 'OK', StateReason: 'few errors' }),
  );
  const traffic = await createTraffic(clients.elb, endpoint);
  const loadBalancerRole = await createRole(clients.iam, 'ecs-load-balancers', 'ecs.amazonaws.com');
  await putPolicy(clients.iam, 'ecs-load-balancers', 'elasticloadbalancing:*', ['*']);
  return {
    ...clients,
    topicArn,
    subscriptions,
    secretArn,
    ledger,
    functionArns,
    invokeRoleArn,
    traffic,
    loadBalancers: [
      {
        targetGroupArn: traffic.blue,
        containerName: 'ui',
        containerPort: 8080,
        advancedConfiguration: {
          alternateTargetGroupArn: traffic.green,
          productionListenerRule: traffic.productionRule,
          testListenerRule: traffic.testRule,
          roleArn: loadBalancerRole,
        },
      },
    ] satisfies LoadBalancer[],
    hooks: hooksOf(functionArns, invokeRoleArn),
  };
}

export type Setting = Awaited<ReturnType<typeof healthySetting>>;

/** The hooks of docs/attach.md: automated checks first, then people. */
function hooksOf(arns: Record<'approval' | 'smoke' | 'alarm', string>, roleArn: string) {
  const lambda = (hookTargetArn: string) => ({ targetType: 'AWS_LAMBDA' as const, hookTargetArn, roleArn });
  return {
    smoke: {
      ...lambda(arns.smoke),
      lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
      hookDetails: { requests: [{ path: '/health' }] },
      timeoutConfiguration: { timeoutInMinutes: 30, action: 'ROLLBACK' },
    },
    alarm: {
      ...lambda(arns.alarm),
      lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
      hookDetails: { alarms: ['shop-5xx'] },
      timeoutConfiguration: { timeoutInMinutes: 30, action: 'ROLLBACK' },
    },
    approval: {
      ...lambda(arns.approval),
      lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'],
      hookDetails: { gate: 'release', reviewers: ['ana@example.com', 'bo@example.com'] },
      timeoutConfiguration: { timeoutInMinutes: 300, action: 'ROLLBACK' },
    },
  } satisfies Record<string, LifecycleHookInput>;
}

export async function createRole(iam: IAMClient, RoleName: string, service: string): Promise<string> {
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(service) }));
  return Role?.Arn ?? '';
}

export function trust(service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
}

export async function putPolicy(iam: IAMClient, RoleName: string, Action: string, Resource: string[]): Promise<void> {
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource }],
  });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'policy', PolicyDocument }));
}

export function alarm(AlarmName: string) {
  return {
    AlarmName,
    Namespace: 'shop',
    MetricName: '5xx',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
  } as const;
}

/** Only one role may subscribe. */
async function createTopic(sns: SNSClient): Promise<string> {
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'greenlight-approvals' }));
  const statement = { Effect: 'Deny', Principal: '*', Action: 'sns:Subscribe', Resource: TopicArn };
  const Condition = { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/adds-reviewers` } };
  const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, Condition }] });
  await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
  return TopicArn;
}

async function subscribe(sns: SNSClient, TopicArn: string, Endpoint: string): Promise<string> {
  const Attributes = { FilterPolicy: JSON.stringify({ reviewer: [Endpoint] }) };
  const { SubscriptionArn = '' } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint, Attributes, ReturnSubscriptionArn: true }),
  );
  return SubscriptionArn;
}

async function createLedger(s3: S3Client, Bucket: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  const all = { Effect: 'Deny', Principal: '*', Resource: `arn:aws:s3:::${Bucket}/*` };
  const Statement = [
    { ...all, Sid: 'TlsOnly', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    { ...all, Action: 's3:PutObject', Condition: { Null: { 's3:if-none-match': 'true', 's3:if-match': 'true' } } },
  ];
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
}

async function createHook(
  { iam, lambda }: { iam: IAMClient; lambda: LambdaClient },
  name: string,
  Timeout: number,
  variables: Record<string, string>,
): Promise<string> {
  const Role = await createRole(iam, `${name}-role`, 'lambda.amazonaws.com');
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: `greenlight-${name}`,
      Runtime: 'nodejs24.x',
      Role,
      Handler: 'index.handler',
      // An archive with nothing in it: the function is never invoked.
      Code: { ZipFile: Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex') },
      Timeout,
      Environment: { Variables: { POWERTOOLS_SERVICE_NAME: `${name}-hook`, ...variables } },
    }),
  );
  return FunctionArn;
}

async function createStack(
  client: CloudFormationClient,
  { parameters, outputs }: { parameters: Record<string, string>; outputs: Record<string, string> },
): Promise<void> {
  const template = {
    Parameters: Object.fromEntries(Object.keys(parameters).map((name) => [name, { Type: 'String' }])),
    Resources: { Any: { Type: 'AWS::SQS::Queue', Properties: {} } },
    Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
  };
  await client.send(
    new CreateStackCommand({
      StackName: 'greenlight',
      TemplateBody: JSON.stringify(template),
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
}

/** An internet-facing load balancer, with a production and a test listener, each with one rule to both target groups. */
async function createTraffic(client: ElasticLoadBalancingV2Client, endpoint: string) {
  const { ids: Subnets, vpcId: VpcId } = await defaultSubnets(endpoint);
  const { LoadBalancers: [loadBalancer] = [] } = await client.send(
    new CreateLoadBalancerCommand({ Name: 'shop', Scheme: 'internet-facing', Subnets, Type: 'application' }),
  );
  const group = async (Name: string) => {
    const { TargetGroups: [made] = [] } = await client.send(
      new CreateTargetGroupCommand({
        Name,
        Protocol: 'HTTP',
        Port: 80,
        TargetType: 'ip',
        VpcId,
        HealthCheckPath: '/health',
      }),
    );
    return made?.TargetGroupArn ?? '';
  };
  const [blue, green] = [await group('blue'), await group('green')];
  const listen = async (Port: number) => {
    const { Listeners: [listener] = [] } = await client.send(
      new CreateListenerCommand({
        LoadBalancerArn: loadBalancer?.LoadBalancerArn,
        Protocol: 'HTTP',
        Port,
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
      }),
    );
    const { Rules: [rule] = [] } = await client.send(
      new CreateRuleCommand({
        ListenerArn: listener?.ListenerArn,
        Priority: 10,
        Conditions: [{ Field: 'path-pattern', Values: ['/*'] }],
        Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: weighted(blue, 100, green, 0) } }],
      }),
    );
    return { listenerArn: listener?.ListenerArn ?? '', ruleArn: rule?.RuleArn ?? '' };
  };
  const [production, test] = [await listen(80), await listen(8080)];
  return {
    blue,
    green,
    productionRule: production.ruleArn,
    testRule: test.ruleArn,
    listenerArn: production.listenerArn,
  };
}

export function weighted(one: string, oneWeight: number, other: string, otherWeight: number) {
  return [
    { TargetGroupArn: one, Weight: oneWeight },
    { TargetGroupArn: other, Weight: otherWeight },
  ];
}
