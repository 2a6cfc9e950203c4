import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ensureTool, type PythonTool } from '../../scripts/python-tools.ts';
import { appModuleFiles, snakeCase } from '../../scripts/terraform/app-module.ts';
import { readAppTemplate } from '../../src/cdk/app-template.ts';
import { obtain } from '../helpers/obtain.ts';
import { project } from '../template/tools.ts';
import { wrongArguments } from './provider-schema.ts';
import { evaluateModule, readTerraformModule, resourceOf } from './terraform-module.ts';

const hcl = await obtain("HashiCorp's parser", () => ensureTool('hcl'));
const module = await readTerraformModule('terraform/app');
const template = readAppTemplate(join(project, 'template.yaml'));

describe('terraform/app', () => {
  test.each(Object.entries(appModuleFiles(join(project, 'template.yaml'))))(
    'has in %s what the template says; npm run terraform writes it',
    (file, text) => {
      expect(readFileSync(join(project, 'terraform/app', file), 'utf8')).toBe(text);
    },
  );

  test('has a variable for each parameter, with the type and the default of the construct', () => {
    const props = readFileSync(join(project, 'src/cdk/greenlight-props.ts'), 'utf8');
    const types = new Map([...props.matchAll(/^ {2}readonly (\w+)\?: (.+);$/gm)].map(([, name, type]) => [name, type]));
    const sameAs: Readonly<Record<string, string>> = {
      boolean: 'bool',
      number: 'number',
      'readonly string[]': 'list(string)',
    };

    for (const name of Object.keys(template.Parameters)) {
      const prop = types.get(`${name.charAt(0).toLowerCase()}${name.slice(1)}`) ?? '';
      expect(module.variable[snakeCase(name)]).toMatchObject({ type: sameAs[prop] ?? 'string', nullable: false });
    }
  });

  test('has an output for each output of the template, and no other', () => {
    expect(Object.keys(module.output).toSorted()).toEqual(Object.keys(template.Outputs).map(snakeCase).toSorted());
  });

  test('uses no argument that the provider does not have', () => {
    const wrong = (type: 'aws_cloudformation_stack' | 'aws_s3_object', name: string) =>
      wrongArguments(type, resourceOf(module, type, name));

    expect(wrong('aws_cloudformation_stack', 'greenlight')).toEqual([]);
    expect(wrong('aws_s3_object', 'function')).toEqual([]);
    expect(wrong('aws_s3_object', 'template')).toEqual([]);
    expect(wrongArguments('aws_s3_object', { body: '' })).toEqual(['bucket is absent', 'key is absent', 'body']);
  });

  test('replaces the places of all functions in the packaged template', () => {
    const packaged = readFileSync(join(project, 'template.yaml'), 'utf8').replaceAll(
      /(CodeUri: )dist\/([a-z-]+)/g,
      '$1$2.zip',
    );
    const content = String(resourceOf(module, 'aws_s3_object', 'template')['content']);
    const [, pattern = ''] = /replace\(local\.template, "\/(.*?)\/"/.exec(content) ?? [];
    const uploaded = packaged.replaceAll(new RegExp(JSON.parse(`"${pattern}"`), 'g'), 'CodeUri: s3://bucket/key/$1');

    const functions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Serverless::Function');
    expect(uploaded.match(/CodeUri: s3:\/\/bucket\/key\/[a-z-]+\.zip/g)).toHaveLength(functions.length);
    expect(uploaded.match(/CodeUri: (?!s3:)/g)).toBeNull();
  });
});

describe.skipIf(hcl === undefined)('the variables of terraform/app', () => {
  const evaluate = (given: object) =>
    evaluateModule(module, { bucket: 'packages', ...given }, ['parameters'], hcl as PythonTool);

  test('are the defaults of the template if none is given', () => {
    const { locals, problems } = evaluate({});

    expect(problems).toEqual([]);
    expect(locals['parameters']).toEqual(
      Object.fromEntries(Object.entries(template.Parameters).map(([name, { Default }]) => [name, Default])),
    );
  });

  test('become the strings that CloudFormation takes', () => {
    const { locals, problems } = evaluate({
      announcements: true,
      dashboard: false,
      subscription_protocols: ['email', 'https'],
      log_retention_days: 30,
      desk_domain_name: 'approve.example.com',
    });

    expect(problems).toEqual([]);
    expect(locals['parameters']).toMatchObject({
      Announcements: 'on',
      Dashboard: 'no',
      SubscriptionProtocols: 'email,https',
      LogRetentionDays: 30,
      DeskDomainName: 'approve.example.com',
    });
  });

  test('are refused by the patterns and ranges of the template', () => {
    const { problems } = evaluate({
      approver_email: 'Ana@example.com',
      cluster_name: 'arn:aws:ecs:eu-central-1:111122223333:cluster/prod',
      subscription_protocols: ['email', 'http'],
      sweep_minutes: 1,
      desk_reserved_concurrency: 2.5,
      log_retention_days: 31,
      log_level: 'debug',
      approval_defaults_parameter: `/${'a'.repeat(1011)}`,
      smoke_hook_subnet_ids: ['subnet-1'],
      bucket: 'arn:aws:s3:::packages',
      bucket_prefix: 'greenlight',
      name: 'my_stack',
    });

    expect(problems.toSorted()).toEqual([
      'approval_defaults_parameter must have at most 1011 characters.',
      'approver_email must be empty or one email address in lower case, such as ana@example.com.',
      'bucket must be the name of a bucket, not its ARN or its address.',
      'bucket_prefix must be empty or end with a slash, such as greenlight/.',
      'cluster_name must be the name of a cluster (not its ARN), in which * and ? may be wildcards.',
      'desk_reserved_concurrency must be a whole number from 0 to 1000.',
      'log_level must be one of DEBUG, INFO, WARN, ERROR.',
      expect.stringMatching(/^log_retention_days must be one of 1, 3, 5/),
      'name must begin with a letter and have letters, digits and hyphens only, at most 128.',
      'smoke_hook_subnet_ids must be empty or up to 16 ids of subnets such as subnet-0123456789abcdef0.',
      'subscription_protocols must be protocols of SNS such as email and https, without http, which is not encrypted.',
      'sweep_minutes must be a whole number from 2 to 1440.',
    ]);
  });

  // Terraform's regular expressions are not CloudFormation's.
  test('have patterns that Terraform can read', () => {
    const patterns = Object.entries(template.Parameters).filter(
      ([, { AllowedPattern }]) => AllowedPattern !== undefined,
    );
    const given = Object.fromEntries(
      patterns.map(([name]) => {
        const isList = module.variable[snakeCase(name)]?.type === 'list(string)';
        return [snakeCase(name), isList ? ['\u0000'] : '\u0000'];
      }),
    );

    expect(evaluate(given).problems).toHaveLength(patterns.length);
  });
});
