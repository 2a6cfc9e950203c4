import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { obtain } from '../helpers/obtain.ts';
import {
  allowing,
  namesOfType,
  outputOf,
  permissions,
  propertiesOf,
  resourcePolicyStatements,
  roleStatements,
  type Template,
  templateSchema,
} from './resources.ts';
import { project, type TemplateTools, templateTools } from './tools.ts';

const found = await obtain('the SAM CLI and cfn-lint', templateTools);

const functions = {
  ApprovalHook: 'dist/approval-hook',
  SmokeHook: 'dist/smoke-hook',
  AlarmHook: 'dist/alarm-hook',
  GateHook: 'dist/gate-hook',
  Desk: 'dist/desk',
  DeploymentWatcher: 'dist/deployment-watcher',
  PauseBridgeFunction: 'dist/pause-bridge',
  Announcer: 'dist/announcer',
};

/** The variables of a hook that asks people. */
const asksPeople = [
  'DEPLOYERS',
  'DESK_URL',
  'HAND_DECISIONS',
  'HOOK_DEFAULTS_PARAMETER',
  'NOTIFICATIONS_TOPIC_ARN',
  'OIDC_GROUPS_CLAIM',
  'OIDC_ISSUER',
  'OIDC_MAIL_DOMAINS',
  'POWERTOOLS_SERVICE_NAME',
  'SIGNING_KEY_SECRET_ID',
];

describe.skipIf(found === undefined)('template.yaml', () => {
  // Inside, it is there: a skipped suite runs none of this.
  const tools = found as TemplateTools;
  let template: Template;

  beforeAll(async () => {
    template = v.parse(templateSchema, await tools.readTemplate(join(project, 'template.yaml')));
  });

  test('passes sam validate --lint, in several Regions and with the rules that only inform', async () => {
    const regions = ['us-east-1', 'eu-central-1', 'ap-southeast-2'];

    const { code, output, rules } = await tools.validate('template.yaml', regions);

    expect(output).toContain('is a valid SAM Template');
    expect(code).toBe(0);
    expect(rules).toEqual({ include_checks: ['I'], regions });
  });

  test('uses no YAML alias, which CloudFormation does not read', async () => {
    const text = await readFile(join(project, 'template.yaml'), 'utf8');

    expect(text).not.toMatch(/(^|[\s[{:-])[&*][A-Za-z]\w+(\s|$)/m);
  });

  describe('functions', () => {
    test('are prebuilt bundles for Node 24 on arm64', () => {
      expect(template.Globals.Function).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
      expect(
        Object.fromEntries(
          namesOfType(template, 'AWS::Serverless::Function').map((name) => [
            name,
            propertiesOf(template, name)['CodeUri'],
          ]),
        ),
      ).toEqual(functions);
    });

    test.each([
      { name: 'ApprovalHook', seconds: 60, megabytes: 256 },
      { name: 'SmokeHook', seconds: 120, megabytes: 512 },
      { name: 'AlarmHook', seconds: 60, megabytes: 256 },
      { name: 'GateHook', seconds: 120, megabytes: 512 },
      { name: 'Desk', seconds: 29, megabytes: 512 },
      { name: 'DeploymentWatcher', seconds: 120, megabytes: 256 },
      { name: 'PauseBridgeFunction', seconds: 60, megabytes: 512 },
      { name: 'Announcer', seconds: 60, megabytes: 256 },
    ])('give $name $seconds s and $megabytes MB', ({ name, seconds, megabytes }) => {
      expect(propertiesOf(template, name)).toMatchObject({ Timeout: seconds, MemorySize: megabytes });
    });

    test.each([
      { name: 'ApprovalHook', variables: asksPeople },
      { name: 'SmokeHook', variables: ['CHECK_SWITCHES', 'HOOK_DEFAULTS_PARAMETER', 'POWERTOOLS_SERVICE_NAME'] },
      { name: 'AlarmHook', variables: ['CHECK_SWITCHES', 'HOOK_DEFAULTS_PARAMETER', 'POWERTOOLS_SERVICE_NAME'] },
      {
        name: 'GateHook',
        variables: ['CHECK_SWITCHES', ...asksPeople, 'HTTP_GATE_CALLBACKS', 'HTTP_GATE_HOSTS'].toSorted(),
      },
      {
        name: 'Desk',
        variables: [
          'DESK_READERS',
          'DESK_URL',
          'HTTP_GATE_CALLBACKS',
          'OIDC_CLIENT_ID',
          'OIDC_CLIENT_SECRET_ID',
          'OIDC_GROUPS_CLAIM',
          'OIDC_ISSUER',
          'OIDC_MAIL_DOMAINS',
          'PAUSE_QUEUE_URL',
          'POWERTOOLS_SERVICE_NAME',
          'SCREENSHOTS',
          'SIGNING_KEY_SECRET_ID',
          'SLACK_APP_SECRET_ID',
          'SLACK_TOKEN_SECRET_ID',
        ],
      },
      {
        name: 'DeploymentWatcher',
        variables: ['DEPLOYERS', 'DEPLOYER_TAG', 'HAND_DECISIONS', 'POWERTOOLS_SERVICE_NAME'],
      },
      {
        name: 'Announcer',
        variables: [
          'ANNOUNCEMENTS_HTTPS',
          'ANNOUNCEMENTS_TOPIC_ARN',
          'DESK_URL',
          'NOTIFICATIONS_TOPIC_ARN',
          'POWERTOOLS_SERVICE_NAME',
          'SLACK_APP_CHANNEL',
          'SLACK_TOKEN_SECRET_ID',
          'SLACK_WEBHOOK_SECRET_ID',
          'TEAMS_WEBHOOK_SECRET_ID',
        ],
      },
      {
        name: 'PauseBridgeFunction',
        variables: [
          'CLUSTER_NAME',
          'DEPLOYERS',
          'DESK_URL',
          'HAND_DECISIONS',
          'NOTIFICATIONS_TOPIC_ARN',
          'OIDC_GROUPS_CLAIM',
          'OIDC_ISSUER',
          'OIDC_MAIL_DOMAINS',
          'PAUSE_BRIDGE',
          'PAUSE_PARAMETERS',
          'PAUSE_TAGS',
          'POWERTOOLS_SERVICE_NAME',
          'SIGNING_KEY_SECRET_ID',
        ],
      },
    ])('pass to $name what it needs and no more', ({ name, variables }) => {
      const { Environment } = v.parse(
        v.object({ Environment: v.object({ Variables: v.record(v.string(), v.string()) }) }),
        propertiesOf(template, name),
      );

      expect(Object.keys(Environment.Variables).sort()).toEqual(variables);
    });

    test('all have the ledger and the log level', () => {
      expect(template.Globals.Function['Environment']).toEqual({
        Variables: { LEDGER_BUCKET: { Ref: 'Ledger' }, POWERTOOLS_LOG_LEVEL: { Ref: 'LogLevel' } },
      });
    });

    test.each(Object.keys(functions))('let %s send traces only if the parameter says so', (name) => {
      const role = String(propertiesOf(template, name)['Role']).slice(1, -'.Arn>'.length);
      const [off, on] = [false, true].map((HasTracing) => permissions(template, role, { HasTracing }));

      expect(template.Globals.Function['Tracing']).toEqual({ 'Fn::If': ['HasTracing', 'Active', 'PassThrough'] });
      expect(on?.filter((each) => !off?.includes(each))).toEqual([
        'xray:PutTelemetryRecords on *',
        'xray:PutTraceSegments on *',
      ]);
      expect(off?.filter((each) => each.startsWith('xray:'))).toEqual([]);
    });

    test.each(Object.keys(functions))('let %s log to its own group, with a retention', (name) => {
      expect(propertiesOf(template, name)['LoggingConfig']).toEqual({ LogGroup: `<${name}Logs>` });
      expect(propertiesOf(template, `${name}Logs`)['RetentionInDays']).toBe('<LogRetentionDays>');
    });
  });

  describe('roles', () => {
    test('allow the approval hook exactly what it does', () => {
      expect(permissions(template, 'ApprovalHookRole')).toEqual([
        'acm:DescribeCertificate on certificate/*',
        'ecs:DescribeServiceDeployments on service-deployment/<ClusterName>/*',
        'ecs:DescribeServiceDeployments on service/<ClusterName>/*',
        'ecs:DescribeServiceRevisions on service-revision/<ClusterName>/*',
        'ecs:DescribeServiceRevisions on service/<ClusterName>/*',
        'ecs:DescribeTaskDefinition on *',
        'elasticloadbalancing:DescribeListeners on *',
        'elasticloadbalancing:DescribeLoadBalancers on *',
        'elasticloadbalancing:DescribeRules on *',
        'logs:CreateLogStream on <ApprovalHookLogs.Arn>',
        'logs:PutLogEvents on <ApprovalHookLogs.Arn>',
        's3:DeleteObject on <Ledger.Arn>/open/*',
        's3:GetObject on <Ledger.Arn>/approvals/*',
        's3:GetObject on <Ledger.Arn>/deployers/*',
        's3:GetObject on <Ledger.Arn>/reports/*',
        's3:ListBucket on <Ledger.Arn>',
        's3:PutObject on <Ledger.Arn>/approvals/*',
        's3:PutObject on <Ledger.Arn>/decided/*',
        's3:PutObject on <Ledger.Arn>/following/*',
        's3:PutObject on <Ledger.Arn>/links/*',
        's3:PutObject on <Ledger.Arn>/open/*',
        's3:PutObject on <Ledger.Arn>/reports/*.approval.json',
        'secretsmanager:GetSecretValue on <SigningKey>',
        'sns:GetSubscriptionAttributes on *',
        'sns:ListSubscriptionsByTopic on <Notifications>',
        'sns:Publish on <Notifications>',
        'ssm:GetParameter on parameter<ApprovalDefaultsParameter>',
        'ssm:GetParameter on parameter<ApprovalDefaultsParameter>/*',
      ]);
    });

    test('allow the smoke hook exactly what it does', () => {
      expect(permissions(template, 'SmokeHookRole')).toEqual([
        'acm:DescribeCertificate on certificate/*',
        'ec2:AssignPrivateIpAddresses on */*',
        'ec2:CreateNetworkInterface on */*',
        'ec2:DeleteNetworkInterface on */*',
        'ec2:DescribeNetworkInterfaces on *',
        'ec2:DescribeSubnets on *',
        'ec2:UnassignPrivateIpAddresses on */*',
        'ecs:DescribeServiceDeployments on service-deployment/<ClusterName>/*',
        'ecs:DescribeServiceDeployments on service/<ClusterName>/*',
        'ecs:DescribeServiceRevisions on service-revision/<ClusterName>/*',
        'ecs:DescribeServiceRevisions on service/<ClusterName>/*',
        'ecs:DescribeTaskDefinition on *',
        'elasticloadbalancing:DescribeListeners on *',
        'elasticloadbalancing:DescribeLoadBalancers on *',
        'elasticloadbalancing:DescribeRules on *',
        'logs:CreateLogStream on <SmokeHookLogs.Arn>',
        'logs:PutLogEvents on <SmokeHookLogs.Arn>',
        's3:GetObject on <SmokeSuites>',
        's3:PutObject on <Ledger.Arn>/reports/*.smoke.json',
        'secretsmanager:GetSecretValue on <SmokeSecrets>',
        'ssm:GetParameter on <SmokeSecrets>',
        'ssm:GetParameter on <SmokeSuites>',
        'ssm:GetParameter on parameter<CheckSwitches>/*',
        'ssm:GetParameter on parameter<SmokeDefaultsParameter>',
        'ssm:GetParameter on parameter<SmokeDefaultsParameter>/*',
      ]);
    });

    test('allow the alarm hook exactly what it does', () => {
      expect(permissions(template, 'AlarmHookRole')).toEqual([
        'cloudwatch:DescribeAlarmHistory on *',
        'cloudwatch:DescribeAlarms on *',
        'ecs:DescribeServiceDeployments on service-deployment/<ClusterName>/*',
        'ecs:DescribeServiceDeployments on service/<ClusterName>/*',
        'logs:CreateLogStream on <AlarmHookLogs.Arn>',
        'logs:PutLogEvents on <AlarmHookLogs.Arn>',
        's3:PutObject on <Ledger.Arn>/reports/*.alarms.json',
        'ssm:GetParameter on parameter<AlarmDefaultsParameter>',
        'ssm:GetParameter on parameter<AlarmDefaultsParameter>/*',
        'ssm:GetParameter on parameter<CheckSwitches>/*',
        'sts:AssumeRole on <AlarmRoles>',
        'tag:GetResources on *',
      ]);
    });

    test('allow the desk, which is reachable from the internet, nothing of ECS', () => {
      expect(permissions(template, 'DeskRole')).toEqual([
        'logs:CreateLogStream on <DeskLogs.Arn>',
        'logs:PutLogEvents on <DeskLogs.Arn>',
        's3:DeleteObject on <Ledger.Arn>/open/*',
        's3:GetObject on <Ledger.Arn>/answers/*',
        's3:GetObject on <Ledger.Arn>/approvals/*',
        's3:GetObject on <Ledger.Arn>/deployers/*',
        's3:GetObject on <Ledger.Arn>/links/*',
        's3:GetObject on <Ledger.Arn>/reports/*',
        's3:GetObject on <Ledger.Arn>/screenshots/*',
        's3:ListBucket on <Ledger.Arn>',
        's3:PutObject on <Ledger.Arn>/answers/*',
        's3:PutObject on <Ledger.Arn>/approvals/*',
        's3:PutObject on <Ledger.Arn>/decided/*',
        's3:PutObject on <Ledger.Arn>/following/*',
        'secretsmanager:GetSecretValue on <OidcClientSecretArn>',
        'secretsmanager:GetSecretValue on <SigningKey>',
        'secretsmanager:GetSecretValue on <SlackAppSecretArn>',
        'secretsmanager:GetSecretValue on <SlackTokenSecretArn>',
        'sqs:SendMessage on <PauseQueue.Arn>',
      ]);
    });

    test('allow the pause bridge exactly what it does, and nobody else to answer pauses or to write what it trusts', () => {
      const all = namesOfType(template, 'AWS::IAM::Role').map((role) => ({ role, can: permissions(template, role) }));
      const own = ['pauses', 'deliveries', 'undelivered'].map((folder) => `on <Ledger.Arn>/${folder}/*`);

      expect(permissions(template, 'PauseBridgeRole')).toEqual([
        'acm:DescribeCertificate on certificate/*',
        'ecs:ContinueServiceDeployment on service-deployment/<ClusterName>/*',
        'ecs:ContinueServiceDeployment on service/<ClusterName>/*',
        'ecs:DescribeServiceDeployments on service-deployment/<ClusterName>/*',
        'ecs:DescribeServiceDeployments on service/<ClusterName>/*',
        'ecs:DescribeServiceRevisions on service-revision/<ClusterName>/*',
        'ecs:DescribeServiceRevisions on service/<ClusterName>/*',
        'ecs:DescribeServices on service/<ClusterName>/*',
        'ecs:DescribeTaskDefinition on *',
        'ecs:ListClusters on *',
        'ecs:ListServices on *',
        'elasticloadbalancing:DescribeListeners on *',
        'elasticloadbalancing:DescribeLoadBalancers on *',
        'elasticloadbalancing:DescribeRules on *',
        'logs:CreateLogStream on <PauseBridgeFunctionLogs.Arn>',
        'logs:PutLogEvents on <PauseBridgeFunctionLogs.Arn>',
        's3:DeleteObject on <Ledger.Arn>/open/*',
        's3:DeleteObject on <Ledger.Arn>/undelivered/*',
        's3:GetObject on <Ledger.Arn>/approvals/*',
        's3:GetObject on <Ledger.Arn>/deliveries/*',
        's3:GetObject on <Ledger.Arn>/deployers/*',
        's3:GetObject on <Ledger.Arn>/pauses/*',
        's3:GetObject on <Ledger.Arn>/reports/*',
        's3:GetObject on <Ledger.Arn>/undelivered/*',
        's3:ListBucket on <Ledger.Arn>',
        's3:PutObject on <Ledger.Arn>/approvals/*',
        's3:PutObject on <Ledger.Arn>/decided/*',
        's3:PutObject on <Ledger.Arn>/deliveries/*',
        's3:PutObject on <Ledger.Arn>/following/*',
        's3:PutObject on <Ledger.Arn>/links/*',
        's3:PutObject on <Ledger.Arn>/open/*',
        's3:PutObject on <Ledger.Arn>/pauses/*',
        's3:PutObject on <Ledger.Arn>/undelivered/*',
        'secretsmanager:GetSecretValue on <SigningKey>',
        'sns:GetSubscriptionAttributes on *',
        'sns:ListSubscriptionsByTopic on <Notifications>',
        'sns:Publish on <Notifications>',
        'sqs:DeleteMessage on <PauseQueue.Arn>',
        'sqs:GetQueueAttributes on <PauseQueue.Arn>',
        'sqs:ReceiveMessage on <PauseQueue.Arn>',
        'ssm:GetParameters on parameter<PauseParameters>',
        'ssm:GetParameters on parameter<PauseParameters>/*',
        'ssm:GetParametersByPath on parameter<PauseParameters>',
        'ssm:GetParametersByPath on parameter<PauseParameters>/*',
      ]);
      for (const { role, can } of all.filter(({ role: name }) => name !== 'PauseBridgeRole')) {
        const wrong = can.filter((one) => one.startsWith('ecs:Continue') || own.some((place) => one.endsWith(place)));
        expect(wrong, role).toEqual([]);
      }
    });

    test('allow the deployment watcher exactly what it does', () => {
      expect(permissions(template, 'DeploymentWatcherRole')).toEqual([
        'ecs:DescribeServiceDeployments on service-deployment/<ClusterName>/*',
        'ecs:DescribeServiceDeployments on service/<ClusterName>/*',
        'ecs:DescribeServices on service/<ClusterName>/*',
        'ecs:ListServiceDeployments on service/<ClusterName>/*',
        'logs:CreateLogStream on <DeploymentWatcherLogs.Arn>',
        'logs:PutLogEvents on <DeploymentWatcherLogs.Arn>',
        's3:DeleteObject on <Ledger.Arn>/following/*',
        's3:DeleteObject on <Ledger.Arn>/open/*',
        's3:GetObject on <Ledger.Arn>/approvals/*',
        's3:GetObject on <Ledger.Arn>/deployers/*',
        's3:GetObject on <Ledger.Arn>/open/*',
        's3:GetObject on <Ledger.Arn>/reports/*/ecs.progress.json',
        's3:GetObject on <Ledger.Arn>/rollbacks/*',
        's3:GetObject on <Ledger.Arn>/sweep/*',
        's3:ListBucket on <Ledger.Arn>',
        's3:PutObject on <Ledger.Arn>/approvals/*',
        's3:PutObject on <Ledger.Arn>/decided/*',
        's3:PutObject on <Ledger.Arn>/deployers/*',
        's3:PutObject on <Ledger.Arn>/following/*',
        's3:PutObject on <Ledger.Arn>/reports/*/ecs.progress.json',
        's3:PutObject on <Ledger.Arn>/sweep/*',
        'sqs:SendMessage on <DeadLetters.Arn>',
      ]);
    });

    test('let ECS invoke the hooks and nothing else', () => {
      expect(permissions(template, 'HookInvokeRole')).toEqual([
        'lambda:InvokeFunction on <AlarmHook.Arn>',
        'lambda:InvokeFunction on <ApprovalHook.Arn>',
        'lambda:InvokeFunction on <BrowserHookArn>',
        'lambda:InvokeFunction on <GateHook.Arn>',
        'lambda:InvokeFunction on <SmokeHook.Arn>',
      ]);
      expect(propertiesOf(template, 'HookInvokeRole')['AssumeRolePolicyDocument']).toEqual({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      });
    });

    test('name every resource if the service allows that, and every action', () => {
      const unnameable =
        /^(ecr:DescribePullThroughCacheRules|elasticloadbalancing:Describe[A-Za-z]+|cloudwatch:(DescribeAlarm(s|History)|GetMetricData|ListMetrics)|ecs:(DescribeTaskDefinition|ListClusters|ListServices|ListTasks)|sns:GetSubscriptionAttributes|tag:GetResources|ec2:Describe(NetworkInterfaces|Subnets)|xray:Put(TelemetryRecords|TraceSegments))$/;

      for (const role of namesOfType(template, 'AWS::IAM::Role')) {
        for (const { Sid, Action, Resource } of allowing(roleStatements(template, role))) {
          const where = `${role} ${Sid}`;
          expect(Action.join(), where).not.toContain('*');
          if (Resource.includes('*')) expect(Action, where).toEqual(Action.filter((one) => unnameable.test(one)));
        }
      }
    });

    test('without the pause bridge there is no resource and no permission of it', () => {
      const off = { HasPauseBridge: false };
      const own = Object.entries(template.Resources).filter(([name]) => name.startsWith('Pause'));

      expect(template.Parameters['PauseBridge']?.Default).toBe('off');
      expect(own.map(([, { Condition }]) => Condition)).toEqual(own.map(() => 'HasPauseBridge'));
      for (const role of namesOfType(template, 'AWS::IAM::Role').filter((name) => name !== 'PauseBridgeRole')) {
        expect(permissions(template, role, off).join(), role).not.toMatch(/Pause|Continue/);
      }
      expect(JSON.stringify(propertiesOf(template, 'Ledger', off))).not.toContain('Pause');
      expect(JSON.stringify(propertiesOf(template, 'LedgerPolicy', off))).not.toContain('Pause');
      expect(propertiesOf(template, 'Desk', off)['Environment']).toMatchObject({ Variables: { PAUSE_QUEUE_URL: '' } });
    });

    test('allow the announcer to read what happened and to write what it announced', () => {
      expect(permissions(template, 'AnnouncerRole')).toEqual([
        'ecs:DescribeServiceDeployments on service-deployment/<ClusterName>/*',
        'ecs:DescribeServiceDeployments on service/<ClusterName>/*',
        'logs:CreateLogStream on <AnnouncerLogs.Arn>',
        'logs:PutLogEvents on <AnnouncerLogs.Arn>',
        's3:DeleteObject on <Ledger.Arn>/announcing/*',
        's3:GetObject on <Ledger.Arn>/announcements/*',
        's3:GetObject on <Ledger.Arn>/approvals/*',
        's3:GetObject on <Ledger.Arn>/deployers/*',
        's3:GetObject on <Ledger.Arn>/reports/*',
        's3:GetObject on <Ledger.Arn>/rollbacks/*',
        's3:ListBucket on <Ledger.Arn>',
        's3:PutObject on <Ledger.Arn>/announcements/*',
        's3:PutObject on <Ledger.Arn>/announcing/*',
        'secretsmanager:GetSecretValue on <SlackTokenSecretArn>',
        'secretsmanager:GetSecretValue on <SlackWebhookSecretArn>',
        'secretsmanager:GetSecretValue on <TeamsWebhookSecretArn>',
        'sns:Publish on <AnnouncementsTopic>',
        'sns:Publish on <Notifications>',
        'sqs:DeleteMessage on <AnnouncementQueue.Arn>',
        'sqs:GetQueueAttributes on <AnnouncementQueue.Arn>',
        'sqs:ReceiveMessage on <AnnouncementQueue.Arn>',
      ]);
      for (const role of namesOfType(template, 'AWS::IAM::Role').filter((name) => name !== 'AnnouncerRole')) {
        expect(permissions(template, role).join(), role).not.toMatch(/announc/i);
      }
    });

    test('without announcements there is no resource, no event and no permission of them', () => {
      const off = {
        HasAnnouncements: false,
        AnnouncesToReviewers: false,
        AnnouncesToSlack: false,
        AnnouncesToTeams: false,
      };
      const own = Object.entries(template.Resources).filter(([name]) => name.startsWith('Announce'));

      expect(template.Parameters['Announcements']?.Default).toBe('off');
      expect(own.length).toBeGreaterThan(10);
      expect(own.map(([, { Condition }]) => Condition)).toEqual(own.map(() => 'HasAnnouncements'));
      expect(JSON.stringify(propertiesOf(template, 'Ledger', off))).not.toMatch(/announc|EventBridge/i);
      expect(JSON.stringify(propertiesOf(template, 'Ledger', off))).toContain('PauseQueue');
      const neither = { ...off, HasPauseBridge: false, HasLedgerEvents: false };
      expect(propertiesOf(template, 'Ledger', neither)).not.toHaveProperty('NotificationConfiguration');
      const onlyThese = JSON.stringify(propertiesOf(template, 'Ledger', { HasPauseBridge: false }));
      expect(onlyThese).toContain('"EventBridgeEnabled":true');
      expect(onlyThese).not.toContain('Pause');
    });

    test('without a browser hook nobody may read pictures, and the desk shows none', () => {
      const off = { HasBrowserHook: false };

      expect(template.Parameters['BrowserHookArn']?.Default).toBe('');
      for (const role of namesOfType(template, 'AWS::IAM::Role')) {
        expect(permissions(template, role, off).join(), role).not.toMatch(/screenshots|BrowserHook/);
      }
      expect(JSON.stringify(propertiesOf(template, 'Desk', off))).not.toContain('SCREENSHOTS');
    });

    test('without a record of who deploys there is no resource, no variable and no permission of it', () => {
      const off = { RecordsDeployers: false, ReadsCloudTrail: false, ReadsDeployerTag: false };
      const own = Object.entries(template.Resources).filter(([name]) => name.startsWith('Deployer'));

      expect(template.Parameters['Deployers']?.Default).toBe('off');
      expect(own.map(([, { Condition }]) => Condition)).toEqual(['ReadsCloudTrail', 'ReadsCloudTrail']);
      for (const role of namesOfType(template, 'AWS::IAM::Role')) {
        expect(permissions(template, role, off).join(), role).not.toMatch(/deployers|ListServiceDeployments/);
      }
      for (const name of ['ApprovalHook', 'PauseBridgeFunction', 'DeploymentWatcher', 'DeadLettersPolicy']) {
        expect(JSON.stringify(propertiesOf(template, name, off)), name).not.toMatch(/DEPLOYERS|DeployerEvents/);
      }
    });

    test('lets no function change what another one relies on', () => {
      const roles = namesOfType(template, 'AWS::IAM::Role');
      const writersOf = (place: string) =>
        roles.filter((role) =>
          permissions(template, role).some((one) => /^s3:(Put|Delete)Object /.test(one) && one.includes(`>/${place}`)),
        );

      expect({
        'who started a deployment': writersOf('deployers/'),
        'what the bridge asked, answered and has to do': ['pauses/', 'deliveries/', 'undelivered/'].map(writersOf),
        'the answers of gates': writersOf('answers/'),
        'what was announced': ['announcements/', 'announcing/'].map(writersOf),
        'what ECS did': writersOf('reports/*/ecs.progress.json'),
        'why people rolled back': writersOf('rollbacks/'),
        pictures: writersOf('screenshots/'),
        links: writersOf('links/'),
      }).toEqual({
        'who started a deployment': ['DeploymentWatcherRole'],
        'what the bridge asked, answered and has to do': [
          ['PauseBridgeRole'],
          ['PauseBridgeRole'],
          ['PauseBridgeRole'],
        ],
        'the answers of gates': ['DeskRole'],
        'what was announced': [['AnnouncerRole'], ['AnnouncerRole']],
        'what ECS did': ['DeploymentWatcherRole'],
        'why people rolled back': [],
        pictures: [],
        links: ['ApprovalHookRole', 'GateHookRole', 'PauseBridgeRole'],
      });
    });

    test('without sign-in there is no variable and no permission of it', () => {
      const off = { HasSignIn: false, HasSignInSecret: false };
      const variables = (name: string, on: Record<string, boolean>) =>
        Object.keys((propertiesOf(template, name, on)['Environment'] as { Variables: object }).Variables).join();

      for (const name of ['OidcIssuer', 'OidcClientId', 'OidcClientSecretArn', 'OidcMailDomains', 'OidcGroupsClaim']) {
        expect(template.Parameters[name]?.Default, name).toBe('');
      }
      for (const role of namesOfType(template, 'AWS::IAM::Role')) {
        expect(permissions(template, role, off).join(), role).not.toContain('Oidc');
      }
      for (const name of namesOfType(template, 'AWS::Serverless::Function')) {
        expect(variables(name, off), name).not.toContain('OIDC');
      }
      const on = { HasSignIn: true, HasSignInSecret: true };
      expect(permissions(template, 'DeskRole', on)).toContain('secretsmanager:GetSecretValue on <OidcClientSecretArn>');
      expect(variables('Desk', on)).toContain(
        'OIDC_ISSUER,OIDC_CLIENT_ID,OIDC_CLIENT_SECRET_ID,OIDC_MAIL_DOMAINS,OIDC_GROUPS_CLAIM',
      );
    });

    test('without a Slack app there is no route, no variable and no permission of it', () => {
      const off = { HasSlackApp: false };

      for (const name of ['SlackAppSecretArn', 'SlackTokenSecretArn', 'SlackAppChannel']) {
        expect(template.Parameters[name]?.Default, name).toBe('');
      }
      for (const role of namesOfType(template, 'AWS::IAM::Role')) {
        expect(permissions(template, role, off).join(), role).not.toMatch(/Slack(App|Token)/);
      }
      for (const name of namesOfType(template, 'AWS::Serverless::Function')) {
        expect(JSON.stringify(propertiesOf(template, name, off)), name).not.toMatch(/SLACK_(APP|TOKEN)/);
      }
      expect(template.Resources['DeskSlackRoute']?.Condition).toBe('HasSlackApp');
    });

    test('come with no managed policy', () => {
      for (const role of namesOfType(template, 'AWS::IAM::Role')) {
        expect(Object.keys(propertiesOf(template, role)).sort(), role).toEqual([
          'AssumeRolePolicyDocument',
          'Description',
          'Policies',
        ]);
      }
    });
  });

  describe('ledger', () => {
    test('outlives the stack', () => {
      expect(template.Resources['Ledger']).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    });

    test('is versioned, private and encrypted without KMS', () => {
      expect(propertiesOf(template, 'Ledger')).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      });
    });

    test('answers over TLS only', () => {
      expect(resourcePolicyStatements(template, 'LedgerPolicy')).toContainEqual({
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:*'],
        Resource: ['<Ledger.Arn>', '<Ledger.Arn>/*'],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
    });

    test('accepts only conditional writes of requests from every function that may write them', () => {
      const writers = namesOfType(template, 'AWS::IAM::Role').filter((role) =>
        permissions(template, role).includes('s3:PutObject on <Ledger.Arn>/approvals/*'),
      );

      expect(resourcePolicyStatements(template, 'LedgerPolicy')).toContainEqual({
        Sid: 'FunctionsWriteRequestsConditionally',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:PutObject'],
        Resource: ['<Ledger.Arn>/approvals/*'],
        Condition: {
          ArnEquals: { 'aws:PrincipalArn': writers.map((role) => `<${role}.Arn>`) },
          Null: { 's3:if-none-match': 'true', 's3:if-match': 'true' },
        },
      });
    });

    test('lets only the desk write answers of gates, each once, lets nobody delete one, and only with callbacks', () => {
      const statements = resourcePolicyStatements(template, 'LedgerPolicy');
      const answers = { Effect: 'Deny', Principal: '*', Resource: ['<Ledger.Arn>/answers/*'] };
      const off = { HasHttpGateCallbacks: false };

      expect(statements.filter(({ Resource }) => Resource.join().includes('answers/'))).toEqual([
        {
          ...{ ...answers, Sid: 'OnlyTheDeskWritesAnswers' },
          Action: ['s3:PutObject', 's3:ReplicateObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
          Condition: { ArnNotEquals: { 'aws:PrincipalArn': '<DeskRole.Arn>' } },
        },
        {
          ...{ ...answers, Sid: 'OnlyTheFirstAnswerCounts', Action: ['s3:PutObject'] },
          Condition: { Null: { 's3:if-none-match': 'true' } },
        },
      ]);
      expect(JSON.stringify(resourcePolicyStatements(template, 'LedgerPolicy', off))).not.toContain('answers/');
      for (const role of namesOfType(template, 'AWS::IAM::Role')) {
        expect(JSON.stringify(roleStatements(template, role, off)), role).not.toContain('answers/');
      }
      expect(template.Resources['DeskGateRoute']?.Condition).toBe('HasHttpGateCallbacks');
    });

    test('lets only the bridge and the watcher write what they record, if people may not decide by hand', () => {
      const statements = resourcePolicyStatements(template, 'LedgerPolicy');
      const record = {
        ...{ Effect: 'Deny', Principal: '*' },
        Action: ['s3:PutObject', 's3:ReplicateObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
      };
      const only = (role: string) => ({ ArnNotEquals: { 'aws:PrincipalArn': `<${role}.Arn>` } });

      expect(
        statements.filter(({ Resource }) => /(pauses|deliveries|undelivered|deployers)\//.test(Resource.join())),
      ).toEqual([
        {
          ...{ ...record, Sid: 'OnlyTheBridgeWritesItsRecords', Condition: only('PauseBridgeRole') },
          Resource: ['<Ledger.Arn>/pauses/*', '<Ledger.Arn>/deliveries/*', '<Ledger.Arn>/undelivered/*'],
        },
        {
          ...{ ...record, Sid: 'OnlyTheWatcherWritesDeployers', Condition: only('DeploymentWatcherRole') },
          Resource: ['<Ledger.Arn>/deployers/*'],
        },
      ]);
      const sidsWith = (conditions: Record<string, boolean>) =>
        JSON.stringify(resourcePolicyStatements(template, 'LedgerPolicy', conditions));
      expect(sidsWith({ RefusesHandDecisions: false })).not.toMatch(/(pauses|deliveries|undelivered|deployers)\//);
      expect(sidsWith({ HasPauseBridge: false })).not.toMatch(/(pauses|deliveries|undelivered)\//);
      expect(sidsWith({ RecordsDeployers: false })).not.toMatch(/deployers\//);
    });

    test('never expires decisions, and nothing but pictures and links', () => {
      const rules = lifecycleRules();
      const expiring = rules.filter((rule) => 'ExpirationInDays' in rule);

      expect(expiring.map(({ Prefix, ExpirationInDays }) => [Prefix, ExpirationInDays])).toEqual([
        ['screenshots/', 90],
        ['links/', 60],
      ]);
      expect(rules.flatMap((rule) => Object.keys(rule))).not.toContain('Expiration');
    });

    test('never lets anybody overwrite a link', () => {
      const statements = resourcePolicyStatements(template, 'LedgerPolicy');

      expect(statements.filter(({ Resource }) => Resource.join().includes('links/'))).toEqual([
        {
          ...{ Sid: 'LinksNeverChange', Effect: 'Deny', Principal: '*', Action: ['s3:PutObject'] },
          Resource: ['<Ledger.Arn>/links/*'],
          Condition: { Null: { 's3:if-none-match': 'true' } },
        },
      ]);
    });

    test('expires earlier versions under every prefix that is written to', () => {
      const expiring = lifecycleRules().filter((rule) => 'NoncurrentVersionExpiration' in rule);

      expect(expiring.map((rule) => rule['Prefix']).toSorted()).toEqual([
        'announcements/',
        'announcing/',
        'approvals/',
        'deliveries/',
        'links/',
        'open/',
        'pauses/',
        'reports/',
        'rollbacks/',
        'screenshots/',
        'sweep/',
        'undelivered/',
      ]);
    });

    test('notifies the pause bridge of requests alone, so that what the bridge stores does not wake it', () => {
      expect(propertiesOf(template, 'Ledger', { HasAnnouncements: false })['NotificationConfiguration']).toEqual({
        QueueConfigurations: [
          {
            Event: 's3:ObjectCreated:*',
            Queue: { 'Fn::Select': [0, ['<PauseQueue.Arn>', '<PauseQueuePolicy>']] },
            Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'approvals/' }] } },
          },
        ],
      });
    });

    function lifecycleRules(): Record<string, unknown>[] {
      const ledger = v.object({
        LifecycleConfiguration: v.object({ Rules: v.array(v.record(v.string(), v.unknown())) }),
      });
      return v.parse(ledger, propertiesOf(template, 'Ledger')).LifecycleConfiguration.Rules;
    }
  });

  describe('topic', () => {
    test('is encrypted and accepts messages over TLS only', () => {
      expect(propertiesOf(template, 'Notifications')['KmsMasterKeyId']).toBe('alias/aws/sns');
      expect(resourcePolicyStatements(template, 'NotificationsPolicy', { HasSubscribers: false })).toEqual([
        {
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: ['sns:Publish', 'sns:Subscribe'],
          Resource: ['<Notifications>'],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        expect.objectContaining({ Sid: 'OnlyTheseProtocols' }),
      ]);
    });

    test('RL11 does not limit the concurrency of the desk, or reserves what is configured', () => {
      expect(propertiesOf(template, 'Desk', { HasDeskConcurrency: false })).not.toHaveProperty(
        'ReservedConcurrentExecutions',
      );
      expect(propertiesOf(template, 'Desk')['ReservedConcurrentExecutions']).toBe('<DeskReservedConcurrency>');
    });

    test('M7 denies subscriptions by other protocols, and by principals that are not configured', () => {
      const deny = { Effect: 'Deny', Principal: '*', Action: ['sns:Subscribe'], Resource: ['<Notifications>'] };
      const statements = resourcePolicyStatements(template, 'NotificationsPolicy');

      expect(statements).toHaveLength(3);
      expect(statements[1]).toMatchObject({ ...deny, Sid: 'OnlyTheseProtocols' });
      expect(JSON.stringify(statements[1])).toMatch(/StringNotEquals.*sns:Protocol/);
      expect(statements[2]).toMatchObject({ ...deny, Sid: 'OnlyTheseSubscribers' });
      expect(JSON.stringify(statements[2])).toMatch(/ArnNotLike.*aws:PrincipalArn/);
    });
  });

  describe('signing key', () => {
    test('is generated in the form that the functions read', () => {
      expect(propertiesOf(template, 'SigningKey')['GenerateSecretString']).toEqual({
        SecretStringTemplate: '{"current":"k1"}',
        GenerateStringKey: 'k1',
        PasswordLength: 64,
        ExcludePunctuation: true,
      });
    });
  });

  describe('API', () => {
    test('logs each request, and nothing from which a link could be made', () => {
      const { AccessLogSettings } = v.parse(
        v.object({ AccessLogSettings: v.object({ DestinationArn: v.string(), Format: v.string() }) }),
        propertiesOf(template, 'DeskStage'),
      );

      expect(AccessLogSettings.DestinationArn).toBe('<DeskAccessLogs.Arn>');
      expect(JSON.parse(AccessLogSettings.Format)).toEqual({
        requestId: '$context.requestId',
        time: '$context.requestTimeEpoch',
        routeKey: '$context.routeKey',
        status: '$context.status',
        latencyMillis: '$context.responseLatency',
        integrationStatus: '$context.integrationStatus',
        integrationLatencyMillis: '$context.integrationLatency',
        error: '$context.error.message',
        integrationError: '$context.integrationErrorMessage',
        sourceIp: '$context.identity.sourceIp',
      });
      expect(propertiesOf(template, 'DeskAccessLogs')['RetentionInDays']).toBe('<LogRetentionDays>');
    });

    test('sends every route to the desk, in payload version 2.0', () => {
      const routes = namesOfType(template, 'AWS::ApiGatewayV2::Route').map((name) => propertiesOf(template, name));

      expect(routes.map((route) => route['RouteKey'])).toEqual([
        'GET /',
        'GET /a/{token}',
        'POST /a/{token}',
        'GET /r/{id}',
        'POST /r/{id}',
        'POST /gates/{token}',
        'POST /slack/interactions',
        'POST /decisions',
        '$default',
      ]);
      for (const route of routes) expect(route['Target']).toBe('integrations/<DeskIntegration>');
      expect(propertiesOf(template, 'DeskIntegration')).toMatchObject({
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: '<Desk.Arn>',
        PayloadFormatVersion: '2.0',
      });
    });

    test('requires a signature if an IAM identity decides, and shows what to permit', () => {
      const signed = namesOfType(template, 'AWS::ApiGatewayV2::Route')
        .map((name) => propertiesOf(template, name))
        .filter((route) => route['AuthorizationType'] !== undefined);

      expect(signed.map((route) => [route['RouteKey'], route['AuthorizationType']])).toEqual([
        ['POST /decisions', 'AWS_IAM'],
      ]);
      expect(outputOf(template, 'DecideArn')).toBe(
        'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<DeskApi>/$default/POST/decisions',
      );
    });

    test('is throttled', () => {
      expect(propertiesOf(template, 'DeskStage')['DefaultRouteSettings']).toEqual({
        ThrottlingRateLimit: 20,
        ThrottlingBurstLimit: 40,
      });
    });

    test('has the address in the links', () => {
      const own = 'https://<DeskDomainName>';
      const address = 'https://<DeskApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>';

      for (const [HasDeskDomain, url] of [
        [true, own],
        [false, address],
      ] as const) {
        expect(outputOf(template, 'DeskUrl', { HasDeskDomain })).toBe(url);
        for (const name of ['ApprovalHook', 'Desk']) {
          expect(propertiesOf(template, name, { HasDeskDomain })['Environment']).toMatchObject({
            Variables: { DESK_URL: url },
          });
        }
      }
    });
  });

  test('outputs what is needed to attach the hooks', () => {
    expect(Object.keys(template.Outputs)).toEqual([
      'ApprovalHookArn',
      'SmokeHookArn',
      'AlarmHookArn',
      'GateHookArn',
      'BrowserHookArn',
      'HookInvokeRoleArn',
      'DeskUrl',
      'SignInIssuer',
      'SignInRedirectUrl',
      'DecideArn',
      'DeskFunctionArn',
      'LedgerBucket',
      'NotificationsTopicArn',
      'SigningKeySecretArn',
      'DeploymentWatcherArn',
      'DeadLetterQueueUrl',
      'PauseBridgeArn',
      'PauseDeadLetterQueueUrl',
      'AnnouncementsTopicArn',
      'AnnouncerArn',
      'AnnouncementDeadLetterQueueUrl',
      'DeskDomainTarget',
      'DeskDomainHostedZoneId',
      'GreenlightVersion',
    ]);
  });

  test('has a default for every parameter, so that it deploys without a question', () => {
    for (const [name, parameter] of Object.entries(template.Parameters)) {
      expect(parameter.Default, name).toBeDefined();
    }
  });
});
