import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { obtain } from '../helpers/obtain.ts';
import { propertiesOf, type Template, templateSchema } from './resources.ts';
import { project, type TemplateTools, templateTools } from './tools.ts';

const found = await obtain('cfn-lint', templateTools);

/**
 * What a deployed stack has and must not lose: by logical id, each with the properties whose change would make CloudFormation put a new, empty
 * resource in its place. Those are in CloudFormation's own schemas (`createOnlyProperties`), which cfn-lint carries.
 */
const snapshotSchema = v.record(
  v.string(),
  v.object({ type: v.string(), createOnly: v.record(v.string(), v.unknown()) }),
);
const snapshotFile = new URL('deployed-resources.json', import.meta.url);

/** Their data, or addresses that others use, would be gone. */
const lasting = [
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::SNS::Topic',
  'AWS::SNS::Subscription',
  'AWS::SQS::Queue',
  'AWS::Logs::LogGroup',
  'AWS::ApiGatewayV2::Api',
  'AWS::IAM::Role',
  'AWS::Serverless::Function',
];

describe.skipIf(found === undefined)('an upgrade of a deployed stack', () => {
  let template: Template;
  let replacing: Record<string, string[]>;
  let recorded: v.InferOutput<typeof snapshotSchema>;
  beforeAll(async () => {
    const tools = found as TemplateTools;
    template = v.parse(templateSchema, await tools.readTemplate(join(project, 'template.yaml')));
    replacing = await tools.createOnlyProperties(lasting);
    recorded = v.parse(snapshotSchema, JSON.parse(await readFile(snapshotFile, 'utf8')));
  });

  test('knows from CloudFormation which changes replace a resource', () => {
    expect(replacing['AWS::S3::Bucket']).toContain('BucketName');
    expect(replacing['AWS::SNS::Topic']).toContain('TopicName');
    expect(replacing['AWS::ApiGatewayV2::Api']).toEqual(['ProtocolType']);
  });

  test('finds every resource under its previous name, and replaces none', () => {
    expect(present(template)).toEqual(recorded);
  });

  test.each([
    ['renames the bucket', (copy: Template) => rename(copy, 'Ledger', 'Bucket')],
    ['gives the bucket a name', (copy: Template) => set(copy, 'Ledger', 'BucketName', 'greenlight-ledger')],
    ['gives the secret a name', (copy: Template) => set(copy, 'SigningKey', 'Name', 'greenlight/key')],
    [
      'generates the secret again',
      (copy: Template) => set(copy, 'SigningKey', 'GenerateSecretString', { PasswordLength: 32 }),
    ],
    ['gives the topic a name', (copy: Template) => set(copy, 'Notifications', 'TopicName', 'greenlight')],
    ['moves a log group', (copy: Template) => set(copy, 'DeskLogs', 'LogGroupName', '/greenlight/desk')],
  ])('is detected if it %s', (_what, change) => {
    const changed = structuredClone(template);
    change(changed);

    expect(present(changed)).not.toEqual(recorded);
  });

  test('enables Object Lock without another bucket', () => {
    expect(replacing['AWS::S3::Bucket']).not.toContain('ObjectLockEnabled');
    expect(replacing['AWS::S3::Bucket']).not.toContain('ObjectLockConfiguration');
    expect(propertiesOf(template, 'Ledger', { HasObjectLock: false })).not.toHaveProperty('ObjectLockEnabled');
    expect(propertiesOf(template, 'Ledger', { HasObjectLock: false })).not.toHaveProperty('ObjectLockConfiguration');
    expect(propertiesOf(template, 'Ledger')).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: '<ObjectLockMode>', Days: '<ObjectLockDays>' } },
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    expect(template.Parameters['ObjectLockDays']?.Default).toBe(0);
  });

  test('keeps the bucket if the stack is deleted or would replace it', () => {
    expect(template.Resources['Ledger']).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('keeps the old secret, queue and logs if it would replace them', () => {
    const types = ['AWS::SecretsManager::Secret', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup'];
    for (const [name, { Type, UpdateReplacePolicy }] of Object.entries(template.Resources)) {
      if (types.includes(Type)) expect(UpdateReplacePolicy, name).toBe('Retain');
    }
  });

  /** The lasting resources that an existing stack has, with what would replace them. */
  function present(of: Template): v.InferOutput<typeof snapshotSchema> {
    const entries = Object.keys(recorded).map((name) => {
      const resource = of.Resources[name];
      if (resource === undefined) return [name, { type: 'gone', createOnly: {} }] as const;
      const properties = propertiesOf(of, name);
      // CloudFormation generates a new value, which invalidates every mailed link, although the secret stays.
      const names = [...(replacing[resource.Type] ?? []), ...(name === 'SigningKey' ? ['GenerateSecretString'] : [])];
      const createOnly = Object.fromEntries(
        names.filter((one) => one in properties).map((one) => [one, properties[one]] as const),
      );
      return [name, { type: resource.Type, createOnly }] as const;
    });
    return Object.fromEntries(entries);
  }
});

function set(template: Template, name: string, property: string, value: unknown): void {
  const resource = template.Resources[name];
  if (resource) resource.Properties[property] = value;
}

function rename(template: Template, from: string, to: string): void {
  const resource = template.Resources[from];
  if (!resource) throw new Error(`there is no ${from}`);
  template.Resources[to] = resource;
  delete template.Resources[from];
}
