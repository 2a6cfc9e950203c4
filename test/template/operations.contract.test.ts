import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { watchDeployments } from '../../src/watcher/watch-deployments.ts';
import { approvalSetup } from '../helpers/approval.ts';
import { lambdaContext, type RecordingLogger, recordingLogger, SteppableClock } from '../helpers/hook.ts';
import { obtain } from '../helpers/obtain.ts';
import { namesOfType, outputOf, propertiesOf, type Template, templateSchema } from './resources.ts';
import { project, type TemplateTools, templateTools } from './tools.ts';

const found = await obtain('cfn-lint', templateTools);

const metricSchema = v.object({
  Id: v.string(),
  Expression: v.optional(v.string()),
  ReturnData: v.boolean(),
  MetricStat: v.optional(
    v.object({
      Metric: v.object({
        Namespace: v.string(),
        MetricName: v.string(),
        Dimensions: v.array(v.object({ Name: v.string(), Value: v.string() })),
      }),
      Period: v.number(),
      Stat: v.string(),
    }),
  ),
});

describe.skipIf(found === undefined)('template.yaml, in operation', () => {
  let template: Template;
  beforeAll(async () => {
    const tools = found as TemplateTools;
    template = v.parse(templateSchema, await tools.readTemplate(join(project, 'template.yaml')));
  });

  describe('alarms', () => {
    test('are about problems of Greenlight itself', () => {
      expect(namesOfType(template, 'AWS::CloudWatch::Alarm')).toEqual([
        'HookErrorsAlarm',
        'HookTimeoutsAlarm',
        'ThrottlesAlarm',
        'HookCannotLookAlarm',
        'NotificationsAlarm',
        'DeskErrorsAlarm',
        'DeadLettersAlarm',
        'PauseDeadLettersAlarm',
        'AnnouncementsAlarm',
        'AnnouncementDeadLettersAlarm',
      ]);
    });

    test('notify the configured recipient, and nobody by default', () => {
      for (const name of namesOfType(template, 'AWS::CloudWatch::Alarm')) {
        const told = (HasAlarmEmail: boolean, HasAlarmTopic: boolean) =>
          propertiesOf(template, name, { HasAlarmEmail, HasAlarmTopic });
        expect(told(true, true), name).toMatchObject({
          AlarmActions: ['<Alarms>', '<AlarmTopicArn>'],
          OKActions: ['<Alarms>', '<AlarmTopicArn>'],
          TreatMissingData: 'notBreaching',
        });
        expect(told(false, true)['AlarmActions']).toEqual(['<AlarmTopicArn>']);
        expect(told(false, false)['AlarmActions']).toEqual([]);
      }
      // The AWS managed key would not let CloudWatch publish.
      expect(propertiesOf(template, 'Alarms')).not.toHaveProperty('KmsMasterKeyId');
    });

    test('return one series each, of metrics that are all used', () => {
      for (const name of namesOfType(template, 'AWS::CloudWatch::Alarm')) {
        const metrics = metricsOf(template, name);
        if (metrics.length === 0) continue;
        const [expression, ...rest] = metrics;
        expect(
          metrics.filter(({ ReturnData }) => ReturnData),
          name,
        ).toEqual([expression]);
        const used = expression?.Expression?.match(/\b[a-z]\w+\b/g) ?? [];
        expect(used.sort(), name).toEqual(rest.map(({ Id }) => Id).sort());
      }
    });

    test('watch the timeout of each hook as the template sets it', () => {
      const [expression] = metricsOf(template, 'HookTimeoutsAlarm');
      const seconds = (name: string) => Number(propertiesOf(template, name)['Timeout']);

      // A hundredth of the timeout in milliseconds, so that the share is in percent.
      expect(expression?.Expression).toBe(
        `MAX([FILL(approval, 0) / ${seconds('ApprovalHook') * 10}, FILL(smoke, 0) / ${seconds('SmokeHook') * 10}, FILL(alarm, 0) / ${seconds('AlarmHook') * 10}, FILL(gate, 0) / ${seconds('GateHook') * 10}])`,
      );
      expect(propertiesOf(template, 'HookTimeoutsAlarm')).toMatchObject({ Threshold: 90 });
    });
  });

  test('counts what the code counts, by the same dimensions', async () => {
    const emitted = await emittedMetrics();
    const asked = [...metricsOfAlarms(template), ...metricsOfDashboard(template)].filter((one) =>
      one.startsWith('Greenlight '),
    );

    expect(asked.length).toBeGreaterThan(10);
    for (const metric of asked) {
      const shape = metric.replace(/(hook|hookStatus|trigger)=\w+/g, '$1');
      expect(emitted, metric).toContain(shape);
    }
  });

  test('has a dashboard that CloudWatch can read, with its own alarms and functions', () => {
    const board = JSON.parse(dashboardOf(template));

    // A dashboard cannot leave out the alarm of a bridge that is not there.
    const always = namesOfType(template, 'AWS::CloudWatch::Alarm').filter(
      (name) => template.Resources[name]?.Condition === undefined,
    );
    expect(board.widgets[0].properties.alarms).toEqual(always.map((name) => `<${name}.Arn>`));
    const places = board.widgets.map(({ x, y, width, height }: Record<string, number>) => [x, y, width, height]);
    for (const [x, , width] of places) expect(x + width).toBeLessThanOrEqual(24);
    expect(new Set(places.map(String)).size).toBe(board.widgets.length);
  });

  describe('the smoke hook in a VPC', () => {
    test('is in none by default', () => {
      expect(propertiesOf(template, 'SmokeHook', { IsSmokeHookInVpc: false })).not.toHaveProperty('VpcConfig');
      expect(JSON.stringify(propertiesOf(template, 'SmokeHookRole', { IsSmokeHookInVpc: false }))).not.toContain(
        'ec2:',
      );
    });

    test('lets Lambda create its network interfaces, but not its own code', () => {
      const role = JSON.stringify(propertiesOf(template, 'SmokeHookRole'));

      expect(role).toContain('"Condition":{"Null":{"lambda:SourceFunctionArn":"false"}}');
    });
  });

  test.each([
    ['SmokeHookNeedsSubnetsAndSecurityGroups', 'SmokeHookSubnetIds', 'SmokeHookSecurityGroupIds'],
    ['DomainNeedsCertificate', 'DeskDomainName', 'DeskCertificateArn'],
  ])('%s: both or neither', (rule, one, other) => {
    const { Assert, AssertDescription } = v.parse(
      v.object({ Assert: v.unknown(), AssertDescription: v.string() }),
      template.Rules[rule]?.Assertions[0],
    );

    const holds = (given: Record<string, string>) => evaluate(Assert, given);

    expect(holds({ [one]: '', [other]: '' })).toBe(true);
    expect(holds({ [one]: 'a', [other]: 'b' })).toBe(true);
    expect(holds({ [one]: 'a', [other]: '' })).toBe(false);
    expect(holds({ [one]: '', [other]: 'b' })).toBe(false);
    expect(AssertDescription).toContain(`${one} and ${other}`);
  });

  test('SlackAppIsWhole: all that a Slack app needs, in two secrets, or none of it', () => {
    const { Assert } = v.parse(v.object({ Assert: v.unknown() }), template.Rules['SlackAppIsWhole']?.Assertions[0]);
    const none = { Announcements: 'off', SlackAppSecretArn: '', SlackTokenSecretArn: '', SlackAppChannel: '' };
    const all = { Announcements: 'on', SlackAppSecretArn: 'a', SlackTokenSecretArn: 'b', SlackAppChannel: 'C1' };

    expect(evaluate(Assert, none)).toBe(true);
    expect(evaluate(Assert, all)).toBe(true);
    for (const name of Object.keys(none) as (keyof typeof none)[]) {
      expect(evaluate(Assert, { ...all, [name]: none[name] }), name).toBe(false);
    }
    expect(evaluate(Assert, { ...all, SlackTokenSecretArn: 'a' })).toBe(false);
  });

  test('closes the address of API Gateway if the desk has a domain of its own, and not earlier', () => {
    expect(propertiesOf(template, 'DeskApi')['DisableExecuteApiEndpoint']).toBe(true);
    expect(propertiesOf(template, 'DeskApi', { HasDeskDomain: false })).not.toHaveProperty('DisableExecuteApiEndpoint');
    expect(propertiesOf(template, 'DeskDomain')).toMatchObject({
      DomainName: '<DeskDomainName>',
      DomainNameConfigurations: [{ EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' }],
    });
  });

  describe('the deployment watcher', () => {
    test('is called by the two kinds of event, and by the schedule', () => {
      expect(propertiesOf(template, 'DeploymentEvents')['EventPattern']).toEqual({
        source: ['aws.ecs'],
        'detail-type': ['ECS Deployment State Change', 'ECS Hook State Change'],
      });
      expect(propertiesOf(template, 'Sweep')['ScheduleExpression']).toBe('rate(<SweepMinutes> minutes)');
    });

    test('loses no event: undelivered and failed events go to the queue', () => {
      for (const rule of ['DeploymentEvents', 'DeployerEvents', 'Sweep']) {
        expect(propertiesOf(template, rule)['Targets']).toMatchObject([
          { Arn: '<DeploymentWatcher.Arn>', DeadLetterConfig: { Arn: '<DeadLetters.Arn>' } },
        ]);
      }
      expect(propertiesOf(template, 'DeploymentWatcher')['EventInvokeConfig']).toMatchObject({
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Type: 'SQS', Destination: '<DeadLetters.Arn>' } },
      });
      expect(propertiesOf(template, 'DeadLetters')).toMatchObject({ SqsManagedSseEnabled: true });
    });
  });

  describe('the Serverless Application Repository', () => {
    test('gets the version of package.json', async () => {
      const { version } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));

      expect(template.Metadata['AWS::ServerlessRepo::Application']).toMatchObject({ SemanticVersion: version });
      expect(outputOf(template, 'GreenlightVersion')).toBe(version);
    });

    test('gets what it requires: limits, licence and readme', async () => {
      const app = v.parse(
        v.strictObject({
          Name: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9-]{1,140}$/)),
          Description: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
          Author: v.pipe(v.string(), v.regex(/^[a-z0-9](([a-z0-9]|-(?!-))*[a-z0-9])?$/), v.maxLength(127)),
          SpdxLicenseId: v.literal('Apache-2.0'),
          LicenseUrl: v.string(),
          ReadmeUrl: v.string(),
          Labels: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-zA-Z0-9+\-_:/@]{1,127}$/))), v.maxLength(10)),
          SemanticVersion: v.string(),
        }),
        template.Metadata['AWS::ServerlessRepo::Application'],
      );
      const readme = await readFile(join(project, app.ReadmeUrl), 'utf8');

      expect(await readFile(join(project, app.LicenseUrl), 'utf8')).toContain('Apache License');
      // It is shown alone, so relative links lead nowhere.
      expect(readme).not.toMatch(/\]\((?!https:)|<img|<script/);
      expect(Buffer.byteLength(readme)).toBeLessThan(5 * 1024 * 1024);
      for (const output of readme.match(/\b\w+(HookArn|RoleArn)\b/g) ?? []) {
        expect(Object.keys(template.Outputs)).toContain(output);
      }
    });
  });

  test('labels and groups every parameter, and explains it', () => {
    const { ParameterGroups, ParameterLabels } = v.parse(
      v.object({
        ParameterGroups: v.array(v.object({ Parameters: v.array(v.string()) })),
        ParameterLabels: v.record(v.string(), v.object({ default: v.string() })),
      }),
      template.Metadata['AWS::CloudFormation::Interface'],
    );
    const names = Object.keys(template.Parameters).sort();

    expect(ParameterGroups.flatMap(({ Parameters }) => Parameters).sort()).toEqual(names);
    expect(Object.keys(ParameterLabels).sort()).toEqual(names);
    for (const [name, { Description }] of Object.entries(template.Parameters)) {
      expect(Description.trim(), name).toMatch(/\.$/);
    }
  });

  test('names every parameter in docs/deploy.md', async () => {
    const text = await readFile(join(project, 'docs/deploy.md'), 'utf8');

    for (const [name, { Default }] of Object.entries(template.Parameters)) {
      const row = text.split('\n').find((line) => line.startsWith('| `') && line.includes(`\`${name}\``));
      expect(row, name).toBeDefined();
      if (Default !== '') expect(row, name).toContain(`\`${Default}\``);
    }
  });
});

function metricsOf(template: Template, alarm: string) {
  return v.parse(v.optional(v.array(metricSchema), []), propertiesOf(template, alarm)['Metrics']);
}

/** `Greenlight errors hook=smoke hookStatus=FAILED`. */
function metricsOfAlarms(template: Template): string[] {
  return namesOfType(template, 'AWS::CloudWatch::Alarm').flatMap((name) =>
    metricsOf(template, name).flatMap(({ MetricStat }) => {
      if (!MetricStat) return [];
      const { Namespace, MetricName, Dimensions } = MetricStat.Metric;
      return [[Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`)].join(' ')];
    }),
  );
}

function dashboardOf(template: Template): string {
  return v.parse(v.string(), propertiesOf(template, 'Board')['DashboardBody']);
}

function metricsOfDashboard(template: Template): string[] {
  const { widgets } = JSON.parse(dashboardOf(template)) as { widgets: { properties: { metrics?: unknown[][] } }[] };
  return widgets.flatMap(({ properties: { metrics = [] } }) =>
    metrics.map((metric) => {
      const [namespace, name, ...dimensions] = metric.filter((part) => typeof part === 'string');
      const pairs = dimensions.flatMap((part, index) => (index % 2 ? [] : [`${part}=${dimensions[index + 1]}`]));
      return [namespace, name, ...pairs].join(' ');
    }),
  );
}

/** Every metric that the hooks, their notifications and the watcher emit, by name and dimensions. */
async function emittedMetrics(): Promise<string[]> {
  const { gate, notifier, logger } = approvalSetup();
  notifier.failWith(new Error('AuthorizationError'));
  await gate()();
  const watcherLog = recordingLogger();
  const watch = watchDeployments({
    ledger: {
      listOpen: async () => [],
      read: async () => undefined,
      change: async () => undefined,
      tidyIndex: async () => false,
    },
    ecs: () => Promise.reject(new Error('nothing is open')),
    rollbacks: { read: async () => undefined, list: async () => [] },
    clock: new SteppableClock(),
    logger: watcherLog,
    newId: () => 'id',
    cursor: { read: async () => undefined, write: async () => {} },
  });
  const invokedFunctionArn = 'arn:aws:lambda:us-west-2:123456789012:function:watcher';
  await watch({ source: 'aws.events' }, { ...lambdaContext(), invokedFunctionArn });
  return [logger, watcherLog].flatMap(embedded);
}

const embeddedSchema = v.object({
  _aws: v.object({
    CloudWatchMetrics: v.array(
      v.object({
        Namespace: v.string(),
        Dimensions: v.array(v.array(v.string())),
        Metrics: v.array(v.object({ Name: v.string() })),
      }),
    ),
  }),
});

function embedded({ lines }: RecordingLogger): string[] {
  return lines.flatMap(({ attributes }) => {
    const parsed = v.safeParse(embeddedSchema, attributes);
    if (!parsed.success) return [];
    return parsed.output._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Metrics.map(({ Name }) => [Namespace, Name, ...(Dimensions[0] ?? [])].join(' ')),
    );
  });
}

/** CloudFormation's functions for rules, as far as the template uses them. */
function evaluate(expression: unknown, parameters: Record<string, string>): unknown {
  if (typeof expression !== 'object' || expression === null) return expression;
  const [[name, argument] = ['', undefined]] = Object.entries(expression as Record<string, unknown>);
  if (name === 'Ref') return parameters[String(argument)];
  const values = [argument].flat().map((one) => evaluate(one, parameters));
  switch (name) {
    case 'Fn::And':
      return values.every(Boolean);
    case 'Fn::Or':
      return values.some(Boolean);
    case 'Fn::Not':
      return !values[0];
    case 'Fn::Equals':
      return values[0] === values[1];
    default:
      throw new Error(`${name} is not played here`);
  }
}
