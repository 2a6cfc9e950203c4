import type { Metafile } from 'esbuild';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { type FunctionName, functionNames } from '../../scripts/build.ts';
import { startMoto } from '../helpers/moto.ts';
import { obtain } from '../helpers/obtain.ts';
import { type Calls, callsOf } from './calls.ts';
import { type PackagedApp, packageApp } from './packaged.ts';
import {
  allowing,
  namesOfType,
  propertiesOf,
  resourcePolicyStatements,
  roleStatements,
  type Template,
} from './resources.ts';
import { project, type TemplateTools, templateTools } from './tools.ts';

const found = await obtain('the SAM CLI and cfn-lint', templateTools);
const moto = await obtain('moto', startMoto);

/** What Lambda itself does in a function's name. */
const logging = ['logs:CreateLogStream', 'logs:PutLogEvents'];
/** What Lambda does for a function that reads a queue. */
const polling = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
/** What Lambda does for a function that is traced. */
const tracing = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
const networking = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * What a resource of an action is called, from the Service Authorization Reference; all of them are checked, so each must be allowed and no
 * other is of use. Actions without an entry know no resources.
 */
const resourcesOf: Readonly<Record<string, readonly RegExp[]>> = {
  'ecr:BatchGetImage': [/:ecr:\*:\*:repository\/\*$/],
  'ecr:DescribeImages': [/:ecr:\*:\*:repository\/\*$/],
  'ecr:DescribeImageScanFindings': [/:ecr:\*:\*:repository\/\*$/],
  'ssm:GetCalendarState': [/:ssm:\*:\*:document\/\*$/],
  'ecs:ContinueServiceDeployment': [/:ecs:.*:service\//, /:ecs:.*:service-deployment\//],
  'ecs:DescribeServices': [/:ecs:.*:service\//],
  'ecs:DescribeServiceDeployments': [/:ecs:.*:service\//, /:ecs:.*:service-deployment\//],
  'ecs:ListServiceDeployments': [/:ecs:.*:service\//],
  'ecs:DescribeServiceRevisions': [/:ecs:.*:service\//, /:ecs:.*:service-revision\//],
  'logs:CreateLogStream': [/^<\w+Logs\.Arn>$/],
  'logs:PutLogEvents': [/^<\w+Logs\.Arn>$/],
  's3:GetObject': [/^<Ledger\.Arn>\/[a-z]+\/\*(\/ecs\.progress\.json)?$/],
  's3:PutObject': [/^<Ledger\.Arn>\/[a-z]+\/\*/],
  's3:DeleteObject': [/^<Ledger\.Arn>\/(announcing|following|open|undelivered)\/\*$/],
  's3:ListBucket': [/^<Ledger\.Arn>$/],
  'secretsmanager:GetSecretValue': [/^<SigningKey>$/],
  'sns:ListSubscriptionsByTopic': [/^<Notifications>$/],
  'sns:Publish': [/^<(Notifications|AnnouncementsTopic)>$/],
  'acm:DescribeCertificate': [/:acm:<AWS::Region>:<AWS::AccountId>:certificate\/\*$/],
  'sqs:SendMessage': [/^<(DeadLetters|PauseQueue)\.Arn>$/],
  'sqs:ReceiveMessage': [/^<(PauseQueue|AnnouncementQueue)\.Arn>$/],
  'sqs:DeleteMessage': [/^<(PauseQueue|AnnouncementQueue)\.Arn>$/],
  'sqs:GetQueueAttributes': [/^<(PauseQueue|AnnouncementQueue)\.Arn>$/],
  'ssm:GetParametersByPath': [/:ssm:.*:parameter<PauseParameters>(\/\*)?$/],
  'ssm:GetParameters': [/:ssm:.*:parameter<PauseParameters>(\/\*)?$/],
  'ssm:GetParameter': [/:ssm:.*:parameter<\w+>(\/\*)?$/],
  'ecs:DescribeTasks': [/:ecs:<AWS::Region>:<AWS::AccountId>:task\/<ClusterName>\/\*$/],
  'ec2:AssignPrivateIpAddresses': [/:ec2:<AWS::Region>:<AWS::AccountId>:/],
  'ec2:CreateNetworkInterface': [/:ec2:<AWS::Region>:<AWS::AccountId>:/],
  'ec2:DeleteNetworkInterface': [/:ec2:<AWS::Region>:<AWS::AccountId>:/],
  'ec2:UnassignPrivateIpAddresses': [/:ec2:<AWS::Region>:<AWS::AccountId>:/],
};
/** They know no resources, or answer less than is needed if one is named, as DescribeAlarmHistory does for composite alarms. */
const wholeService =
  /^(ecr:DescribePullThroughCacheRules|elasticloadbalancing:Describe\w+|cloudwatch:(DescribeAlarms|DescribeAlarmHistory|GetMetricData|ListMetrics)|ecs:(DescribeTaskDefinition|ListClusters|ListServices|ListTasks)|ec2:Describe(NetworkInterfaces|Subnets)|sns:GetSubscriptionAttributes|tag:GetResources|xray:Put(TelemetryRecords|TraceSegments))$/;

const functionSchema = v.object({
  CodeUri: v.string(),
  Role: v.pipe(v.string(), v.regex(/^<\w+\.Arn>$/)),
  VpcConfig: v.optional(v.unknown()),
  EventInvokeConfig: v.optional(
    v.object({ DestinationConfig: v.object({ OnFailure: v.object({ Type: v.literal('SQS') }) }) }),
  ),
  Environment: v.object({ Variables: v.record(v.string(), v.string()) }),
});

describe.skipIf(found === undefined || moto === undefined)('the packaged template', () => {
  let template: Template;
  let metafiles: Record<FunctionName, Metafile>;
  let app: PackagedApp;
  beforeAll(async () => {
    app = await packageApp(found as TemplateTools, moto?.endpoint ?? '').finally(() => moto?.stop());
    ({ template, metafiles } = app);
  });

  test('has each bundle as it was built, with its chunks', () => {
    expect(Object.keys(app.uploaded)).toHaveLength(functionNames.length);
    for (const [name, files] of Object.entries(app.uploaded)) {
      expect(files, name).toEqual(app.built[kebab(name)]);
      expect(Object.keys(files), name).toEqual(
        expect.arrayContaining(['index.mjs', expect.stringMatching(/^chunks\/.+\.mjs$/)]),
      );
    }
  });

  test('names the licence and the readme for the Serverless Application Repository as they were uploaded', () => {
    expect(template.Metadata['AWS::ServerlessRepo::Application']).toMatchObject({
      LicenseUrl: expect.stringMatching(/^s3:\/\/artifacts\//),
      ReadmeUrl: expect.stringMatching(/^s3:\/\/artifacts\//),
    });
  });

  const parameters = [true, false];

  test.each(functionNames)('lets %s do what its bundle calls and nothing else, with any parameters', async (name) => {
    for (const given of parameters) expect(await faultsOf(template, metafiles, name, given)).toEqual([]);
  });

  test.each(functionNames)('has a bundle of %s that does not depend on where the repository is', (name) => {
    expect(Object.keys(metafiles[name].inputs).filter((path) => path.includes(project))).toEqual([]);
  });

  test('has a separate role for each function', () => {
    const roles = functionNames.map((name) => read(template, name, true).Role);

    expect(new Set(roles).size).toBe(functionNames.length);
    expect(
      namesOfType(template, 'AWS::Serverless::Function')
        .map((name) => `${kebab(name)}`)
        .sort(),
    ).toEqual([...functionNames].sort());
  });

  test('contains no unused command, except in two libraries', async () => {
    const all = await Promise.all(functionNames.map((name) => calls(template, metafiles, name, true)));

    expect([...new Set(all.flatMap(({ unused }) => unused))].sort()).toEqual([
      // The S3 client's own, for directory buckets.
      's3:CreateSession',
      // Powertools' provider for the methods other than `get`; the desk has no parameter.
      'ssm:GetParameter',
      'ssm:GetParameters',
      'ssm:GetParametersByPath',
      'ssm:PutParameter',
    ]);
  });

  test('lets the desk touch nothing of ECS, and send no mail', async () => {
    const role = roleStatements(template, 'DeskRole', { HasTracing: false });

    expect(new Set(allowing(role).flatMap(({ Action }) => Action.map((action) => action.split(':')[0])))).toEqual(
      new Set(['logs', 's3', 'secretsmanager', 'sqs']),
    );
    expect((await calls(template, metafiles, 'desk', true)).actions.join()).not.toMatch(/ecs|elasticload|sns/);
  });

  test('makes nothing public except the desk', () => {
    const invokers = namesOfType(template, 'AWS::Lambda::Permission').map((name) => {
      const { FunctionName, Principal, SourceArn } = propertiesOf(template, name);
      return [FunctionName, Principal, String(SourceArn).replace(/.*:/, '')];
    });

    expect(invokers.sort()).toEqual(
      [
        ['<Desk>', 'apigateway.amazonaws.com', '<DeskApi>/*'],
        ['<DeploymentWatcher>', 'events.amazonaws.com', '<DeploymentEvents.Arn>'],
        ['<DeploymentWatcher>', 'events.amazonaws.com', '<DeployerEvents.Arn>'],
        ['<DeploymentWatcher>', 'events.amazonaws.com', '<Sweep.Arn>'],
      ].sort(),
    );
    expect(namesOfType(template, 'AWS::Lambda::Url')).toEqual([]);
    for (const name of namesOfType(template, 'AWS::Serverless::Function')) {
      expect(Object.keys(propertiesOf(template, name))).not.toEqual(expect.arrayContaining(['FunctionUrlConfig']));
      expect(Object.keys(propertiesOf(template, name))).not.toEqual(expect.arrayContaining(['Events']));
    }
    const policies = ['AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'].flatMap((type) =>
      namesOfType(template, type),
    );
    expect(policies.sort()).toEqual([
      ...['AlarmsPolicy', 'AnnouncementQueuePolicy', 'AnnouncementsTopicPolicy', 'DeadLettersPolicy', 'LedgerPolicy'],
      ...['NotificationsPolicy', 'PauseQueuePolicy'],
    ]);
    for (const policy of policies) {
      for (const { Sid, Principal } of allowing(resourcePolicyStatements(template, policy))) {
        expect(Principal, `${policy} ${Sid}`).toEqual({
          Service: expect.stringMatching(/^(events|cloudwatch|s3)\.amazonaws\.com$/),
        });
      }
    }
  });

  describe('would not pass', () => {
    test.each<[string, (template: Template) => void, string[]]>([
      [
        'with an additional action',
        (copy) =>
          addStatement(copy, 'DeskRole', { Sid: 'Extra', Effect: 'Allow', Action: 'ecs:UpdateService', Resource: '*' }),
        ['ecs:UpdateService is allowed and never asked for', 'ecs:UpdateService on *: name the resource'],
      ],
      [
        'with a missing action',
        (copy) => removeStatement(copy, 'DeskRole', 'OpenRequests'),
        ['s3:DeleteObject is asked for and not allowed'],
      ],
      [
        'with a wildcard for an action',
        (copy) =>
          addStatement(copy, 'DeskRole', {
            Sid: 'All',
            Effect: 'Allow',
            Action: 's3:*',
            Resource: { 'Fn::GetAtt': ['Ledger', 'Arn'] },
          }),
        ['s3:* is allowed and never asked for', 's3:* on <Ledger.Arn>: of no use'],
      ],
      [
        'with a wildcard for a resource',
        (copy) =>
          addStatement(copy, 'DeskRole', { Sid: 'All', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }),
        ['s3:GetObject on *: name the resource'],
      ],
    ])('%s', async (_what, plant, faults) => {
      const planted = structuredClone(template);
      plant(planted);

      expect(await faultsOf(planted, metafiles, 'desk', true)).toEqual(faults);
    });

    test('with a missing resource', async () => {
      const planted = structuredClone(template);
      removeStatement(planted, 'DeploymentWatcherRole', 'ReadDeployments');
      addStatement(planted, 'DeploymentWatcherRole', {
        Sid: 'ReadDeployments',
        Effect: 'Allow',
        Action: 'ecs:DescribeServiceDeployments',
        Resource: { 'Fn::Sub': 'arn:aws:ecs:us-east-1:1:service/*' },
      });

      expect(await faultsOf(planted, metafiles, 'deployment-watcher', true)).toEqual([
        'ecs:DescribeServiceDeployments is not allowed on /:ecs:.*:service-deployment\\//',
      ]);
    });
  });
});

/** What is wrong with a function's role, compared with its bundle. */
async function faultsOf(
  template: Template,
  metafiles: Record<FunctionName, Metafile>,
  name: FunctionName,
  given: boolean,
): Promise<string[]> {
  const { VpcConfig, EventInvokeConfig, Role } = read(template, name, given);
  const { actions } = await calls(template, metafiles, name, given);
  const needed = new Set([
    ...actions,
    ...logging,
    ...(VpcConfig ? networking : []),
    ...(given ? tracing : []),
    ...(EventInvokeConfig ? ['sqs:SendMessage'] : []),
    ...(name === 'pause-bridge' || name === 'announcer' ? polling : []),
  ]);
  const allowed = allowing(roleStatements(template, Role.slice(1, -'.Arn>'.length), conditions(given)));
  const grants = new Map<string, string[]>();
  for (const { Action, Resource } of allowed) {
    for (const action of Action) grants.set(action, [...(grants.get(action) ?? []), ...Resource]);
  }
  const names = [...new Set([...needed, ...grants.keys()])].sort();
  return [
    ...names.filter((action) => !grants.has(action)).map((action) => `${action} is asked for and not allowed`),
    ...names.filter((action) => !needed.has(action)).map((action) => `${action} is allowed and never asked for`),
    ...[...grants].flatMap(([action, resources]) => resourceFaults(action, resources)),
  ];
}

function resourceFaults(action: string, all: readonly string[]): string[] {
  if (wholeService.test(action)) return [];
  // Named by the person who deploys the stack; the pattern of each accepts nothing but ARNs of its kind.
  const resources = all.filter(
    (resource) =>
      !/^<(SmokeSuites|SmokeSecrets|OidcClientSecretArn|SlackWebhookSecretArn|TeamsWebhookSecretArn|SlackAppSecretArn|SlackTokenSecretArn|PrometheusWorkspaces|MetricsRoles|AlarmRoles|HttpGateFunctions)>$/.test(
        resource,
      ),
  );
  if (resources.length === 0 && all.length > 0) return [];
  const known = resourcesOf[action] ?? [];
  return [
    ...resources.flatMap((resource) => {
      if (resource === '*') return [`${action} on *: name the resource`];
      return known.some((pattern) => pattern.test(resource)) ? [] : [`${action} on ${resource}: of no use`];
    }),
    ...known.flatMap((pattern) =>
      resources.some((resource) => resource === '*' || pattern.test(resource))
        ? []
        : [`${action} is not allowed on ${pattern}`],
    ),
  ];
}

function calls(
  template: Template,
  metafiles: Record<FunctionName, Metafile>,
  name: FunctionName,
  given: boolean,
): Promise<Calls> {
  const { Variables } = read(template, name, given).Environment;
  // A parameter that is empty by default results in an empty variable, which counts as unset.
  const set = Object.entries(Variables).filter(
    ([, value]) => given || !/^(<\w+DefaultsParameter>|<CheckSwitches>)?$/.test(value),
  );
  return callsOf(
    metafiles[name],
    new Set([
      ...set.map(([key]) => key),
      ...(given && (name === 'smoke-hook' || name === 'gate-hook') ? ['SmokeSuites', 'SmokeSecrets'] : []),
      ...(given && name === 'gate-hook' ? ['PrometheusWorkspaces', 'MetricsRoles', 'HttpGateFunctions'] : []),
      ...(given && (name === 'alarm-hook' || name === 'gate-hook') ? ['AlarmRoles'] : []),
    ]),
  );
}

/** A function's properties as the optional parameters are all given, or none of them. */
function read(template: Template, name: FunctionName, given: boolean) {
  const logical = namesOfType(template, 'AWS::Serverless::Function').find((one) => kebab(one) === name) ?? name;
  return v.parse(functionSchema, propertiesOf(template, logical, conditions(given)));
}

function conditions(given: boolean): Record<string, boolean> {
  const names = [
    ...['HasApprovalDefaults', 'HasSmokeDefaults', 'HasAlarmDefaults', 'HasGateDefaults', 'HasCheckSwitches'],
    ...['HasSmokeSuites', 'HasSmokeSecrets', 'IsSmokeHookInVpc', 'HasDeskDomain', 'HasPauseBridge'],
    ...['AnnouncesToReviewers', 'AnnouncesToSlack', 'AnnouncesToTeams', 'HasSlackApp'],
    ...['HasSignIn', 'HasSignInSecret', 'ReadsCloudTrail', 'ReadsDeployerTag', 'RecordsDeployers'],
    ...['HasPrometheusWorkspaces', 'HasMetricsRoles', 'HasAlarmRoles', 'HasHttpGateFunctions', 'HasHttpGateCallbacks'],
    'HasTracing',
  ];
  return Object.fromEntries(names.map((name) => [name, given]));
}

function kebab(logicalId: string): string {
  // A parameter has the plain name.
  const name = logicalId.replace(/^PauseBridgeFunction$/, 'PauseBridge');
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

type Policies = { Policies: { PolicyDocument: { Statement: unknown[] } }[] };

function statementsOf(template: Template, role: string): unknown[] {
  const [policy] = (template.Resources[role]?.Properties as Policies | undefined)?.Policies ?? [];
  if (!policy) throw new Error(`${role} has no policy`);
  return policy.PolicyDocument.Statement;
}

function addStatement(template: Template, role: string, statement: object): void {
  statementsOf(template, role).push(statement);
}

function removeStatement(template: Template, role: string, sid: string): void {
  const statements = statementsOf(template, role);
  const at = statements.findIndex((one) => (one as { Sid?: string }).Sid === sid);
  if (at === -1) throw new Error(`${role} has no statement ${sid}`);
  statements.splice(at, 1);
}
