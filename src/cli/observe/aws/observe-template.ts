import { recorderCode } from '../recorder/recorder-code.ts';
import type { ObservedService } from './observed-service.ts';

/** What is put back if a run ends without cleaning up. It is kept in the template, because the run's own computer may be gone. */
export type ObserveMetadata = Pick<
  ObservedService,
  'cluster' | 'service' | 'taskDefinition' | 'deploymentConfiguration'
> &
  Partial<Pick<ObservedService, 'desiredCount'>>;

/**
 * The stack of a run, as CloudFormation's JSON: the recorder and the role with which ECS calls it, an alarm, a log of ECS's events, and target
 * groups with rules for new services. Everything that a run creates is in it, except services and a task definition.
 */
export function observeTemplate(observed: ObservedService, stackName: string): object {
  const { cluster, service, taskDefinition, desiredCount, deploymentConfiguration } = observed;
  const before = { cluster, service, taskDefinition, desiredCount, deploymentConfiguration } satisfies ObserveMetadata;
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'What greenlight observe needs while it runs. It deletes this stack when it ends.',
    Metadata: { Observed: before },
    Resources: {
      ...recorderResources(stackName),
      ...eventResources(observed, stackName),
      ...trafficResources(observed),
    },
    Outputs: {
      AlarmName: { Value: `${stackName}-alarm` },
      ...Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { Value: value }])),
    },
  };
}

const outputs = {
  RecorderArn: attribute('Recorder', 'Arn'),
  RecorderName: reference('Recorder'),
  RecorderLogGroup: reference('RecorderLogs'),
  EventLogGroup: reference('EventLogs'),
  InvokeRoleArn: attribute('InvokeRole', 'Arn'),
  GuardedRoleArn: attribute('GuardedRole', 'Arn'),
  SourceRoleArn: attribute('SourceRole', 'Arn'),
  RecorderAliasArn: reference('RecorderAlias'),
  RecorderVersionArn: reference('RecorderVersion'),
  FirstGroupArn: reference('FirstGroup'),
  SecondGroupArn: reference('SecondGroup'),
  ProductionRuleArn: reference('ProductionRule'),
  TestRuleArn: reference('TestRule'),
} as const;

export type ObserveOutputs = Readonly<Record<keyof typeof outputs | 'AlarmName', string>>;

export const observeOutputNames = [...Object.keys(outputs), 'AlarmName'] as readonly (keyof ObserveOutputs)[];

/** The function may write its own log and nothing else; ECS may call it and nothing else. */
function recorderResources(stackName: string) {
  return {
    RecorderLogs: logGroup(`/greenlight/${stackName}/recorder`),
    RecorderRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
        Policies: [policy('log', ['logs:CreateLogStream', 'logs:PutLogEvents'], attribute('RecorderLogs', 'Arn'))],
      },
    },
    Recorder: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Description: 'Records how ECS calls a lifecycle hook',
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize: 128,
        Timeout: 10,
        Role: attribute('RecorderRole', 'Arn'),
        LoggingConfig: { LogGroup: reference('RecorderLogs'), LogFormat: 'Text' },
        Code: { ZipFile: recorderCode() },
      },
    },
    RecorderVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: reference('Recorder') } },
    RecorderAlias: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        ...{ FunctionName: reference('Recorder'), Name: 'observed' },
        FunctionVersion: attribute('RecorderVersion', 'Version'),
      },
    },
    InvokeRole: invokeRole(trust('ecs.amazonaws.com')),
    GuardedRole: invokeRole(
      trust('ecs.amazonaws.com', { StringEquals: { 'aws:SourceAccount': reference('AWS::AccountId') } }),
    ),
    SourceRole: invokeRole(trust('ecs.amazonaws.com', { ArnLike: { 'aws:SourceArn': { 'Fn::Sub': ecsArns } } })),
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: `${stackName}-alarm`,
        AlarmDescription: 'Set by greenlight observe. It has no data of its own, and keeps the state that it was given',
        Namespace: 'Greenlight/Observe',
        MetricName: 'Nothing',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'ignore',
      },
    },
  };
}

function eventResources({ clusterArn }: ObservedService, stackName: string) {
  return {
    EventLogs: logGroup(`/aws/events/${stackName}`),
    EventLogsPolicy: {
      Type: 'AWS::Logs::ResourcePolicy',
      Properties: {
        PolicyName: `${stackName}-events`,
        PolicyDocument: {
          'Fn::Sub': JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in.
                Resource: '${EventLogs.Arn}',
              },
            ],
          }),
        },
      },
    },
    EventRule: {
      Type: 'AWS::Events::Rule',
      DependsOn: 'EventLogsPolicy',
      Properties: {
        Description: "ECS's events about the deployments of the observed cluster",
        EventPattern: {
          source: ['aws.ecs'],
          'detail-type': ['ECS Hook State Change', 'ECS Deployment State Change'],
          detail: { clusterArn: [clusterArn] },
        },
        Targets: [{ Id: 'log', Arn: { 'Fn::Sub': eventLogsArn } }],
      },
    },
  };
}

/** Without the `:*` that GetAtt appends. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in.
const eventLogsArn = 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${EventLogs}';

/** For new services. Nobody has to reach them, so their rules match a path that nobody requests. */
function trafficResources({ targetGroup, listeners }: ObservedService) {
  const group = {
    Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    Properties: {
      VpcId: targetGroup.vpcId,
      TargetType: 'ip',
      Protocol: 'HTTP',
      Port: targetGroup.port,
      HealthCheckPath: targetGroup.healthPath,
      HealthCheckIntervalSeconds: 10,
      HealthyThresholdCount: 2,
      TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '10' }],
    },
  };
  const rule = (ListenerArn: string) => ({
    Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    Properties: {
      ListenerArn,
      Priority: 40_000,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/greenlight-observe/*'] } }],
      Actions: [
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: reference('FirstGroup'), Weight: 100 },
              { TargetGroupArn: reference('SecondGroup'), Weight: 0 },
            ],
          },
        },
      ],
    },
  });
  return {
    FirstGroup: group,
    SecondGroup: group,
    ProductionRule: rule(listeners.production),
    TestRule: rule(listeners.test),
  };
}

function logGroup(LogGroupName: string) {
  return {
    Type: 'AWS::Logs::LogGroup',
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
    Properties: { LogGroupName, RetentionInDays: 1 },
  };
}

/** Everything of ECS in this account and Region. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in.
const ecsArns = 'arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*';

/** With this ECS calls the recorder, its alias or its version. */
function invokeRole(AssumeRolePolicyDocument: object) {
  const resources = [attribute('Recorder', 'Arn'), reference('RecorderAlias'), reference('RecorderVersion')];
  const Policies = [policy('invoke', ['lambda:InvokeFunction'], resources)];
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument, Policies } };
}

function trust(Service: string, Condition?: object) {
  const statement = {
    Effect: 'Allow',
    Principal: { Service },
    Action: 'sts:AssumeRole',
    ...(Condition && { Condition }),
  };
  return { Version: '2012-10-17', Statement: [statement] };
}

function policy(PolicyName: string, Action: readonly string[], Resource: object | readonly object[]) {
  return { PolicyName, PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] } };
}

function reference(name: string) {
  return { Ref: name };
}

function attribute(name: string, member: string) {
  return { 'Fn::GetAtt': [name, member] };
}
