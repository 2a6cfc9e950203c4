import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildBrowser } from '../../scripts/build-browser.ts';
import { makeCacheFolder } from '../helpers/cache-folder.ts';
import { obtain } from '../helpers/obtain.ts';
import { callsOf } from './calls.ts';
import { namesOfType, permissions, propertiesOf, type Template, templateSchema } from './resources.ts';
import { project, type TemplateTools, templateTools } from './tools.ts';

const found = await obtain('the SAM CLI and cfn-lint', templateTools);
const path = 'browser/template.yaml';

describe.skipIf(found === undefined)('browser/template.yaml', () => {
  // Inside, it is there: a skipped suite runs none of this.
  const tools = found as TemplateTools;
  let template: Template;

  beforeAll(async () => {
    const read = (await tools.readTemplate(join(project, path))) as object;
    template = v.parse(templateSchema, { Globals: { Function: {} }, ...read });
  });

  test('passes sam validate --lint, with the rules that only inform', async () => {
    const { code, output, rules } = await tools.validate(path, ['us-east-1']);

    expect(output).toContain('is a valid SAM Template');
    expect(code).toBe(0);
    expect(rules).toEqual({ include_checks: ['I'], regions: ['us-east-1'] });
  });

  test('has one function, for the architecture that Chromium is packed for, and nothing that costs while it is not called', () => {
    expect(propertiesOf(template, 'BrowserHook')).toMatchObject({
      CodeUri: 'dist',
      Architectures: ['x86_64'],
      Timeout: 300,
      MemorySize: 2048,
      EphemeralStorage: { Size: 1024 },
      Environment: {
        Variables: {
          LEDGER_BUCKET: '<LedgerBucket>',
          POWERTOOLS_LOG_LEVEL: '<LogLevel>',
          POWERTOOLS_SERVICE_NAME: 'browser-hook',
          CHECK_SWITCHES: '<CheckSwitches>',
        },
      },
    });
    expect(Object.values(template.Resources).map(({ Type }) => Type)).toEqual([
      'AWS::Serverless::Function',
      'AWS::Logs::LogGroup',
      'AWS::IAM::Role',
    ]);
    expect(namesOfType(template, 'AWS::Lambda::Permission')).toEqual([]);
  });

  test('allows the function exactly what it does', () => {
    const off = { IsInVpc: false, HasCheckSwitches: false };
    const always = [
      'acm:DescribeCertificate on certificate/*',
      'ecs:DescribeServiceDeployments on service-deployment/<ClusterName>/*',
      'ecs:DescribeServiceDeployments on service/<ClusterName>/*',
      'ecs:DescribeServiceRevisions on service-revision/<ClusterName>/*',
      'ecs:DescribeServiceRevisions on service/<ClusterName>/*',
      'elasticloadbalancing:DescribeListeners on *',
      'elasticloadbalancing:DescribeLoadBalancers on *',
      'elasticloadbalancing:DescribeRules on *',
      'logs:CreateLogStream on <BrowserHookLogs.Arn>',
      'logs:PutLogEvents on <BrowserHookLogs.Arn>',
      's3:PutObject on arn:<AWS::Partition>:s3:::<LedgerBucket>/reports/*.browser.json',
      's3:PutObject on arn:<AWS::Partition>:s3:::<LedgerBucket>/screenshots/*',
    ];

    expect(permissions(template, 'BrowserHookRole', off)).toEqual(always);
    expect(permissions(template, 'BrowserHookRole', { ...off, HasCheckSwitches: true })).toEqual([
      ...always,
      'ssm:GetParameter on parameter<CheckSwitches>/*',
    ]);
    expect(permissions(template, 'BrowserHookRole', { ...off, IsInVpc: true }).length).toBe(always.length + 6);
  });

  test('allows what the bundle calls and nothing else', async () => {
    const folder = await makeCacheFolder('browser-calls');
    try {
      const metafile = await buildBrowser({ outdir: join(folder, 'built'), withPackages: false });
      const { actions } = await callsOf(metafile, new Set(['CHECK_SWITCHES']));
      const allowed = permissions(template, 'BrowserHookRole', { IsInVpc: false }).map((line) => line.split(' ')[0]);

      expect([...new Set(allowed)]).toEqual(
        [...actions, 'logs:CreateLogStream', 'logs:PutLogEvents'].toSorted((one, other) => (one < other ? -1 : 1)),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
