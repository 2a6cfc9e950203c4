import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readAppTemplate } from '../../src/cdk/app-template.ts';

/*
 * What the Serverless Application Repository requires in addition to the metadata (see operations.contract.test.ts). It answers "The template contains
 * unsupported resource types" only when a version is published.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(`${root}/template.yaml`, 'utf8');
const template = readAppTemplate(`${root}/template.yaml`);
const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
const application =
  (template['Metadata'] as Record<string, Record<string, unknown>>)['AWS::ServerlessRepo::Application'] ?? {};

/**
 * Those of our types that are in its list of supported resources. ApiMapping and DomainName: the page of November 2026; the others: the last public
 * revision of the guide.
 *
 * @see https://docs.aws.amazon.com/serverlessrepo/latest/devguide/list-supported-resources.html
 */
const supported = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::ApiMapping',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Events::Rule',
  'AWS::IAM::Role',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Serverless::Function',
];

/** Not in the revisions of the list that we could read to its end. The first publication shows it; CONTRIBUTING says what to do then. */
const unconfirmed = ['AWS::SecretsManager::Secret'];

test('all resources are of supported types, or the release guide names them', () => {
  const guide = readFileSync(`${root}/CONTRIBUTING.md`, 'utf8');

  expect([...types].toSorted()).toEqual([...supported, ...unconfirmed].toSorted());
  for (const type of unconfirmed) expect(guide).toContain(type);
});

test('the capabilities are those that the readme names', () => {
  const readme = readFileSync(`${root}/serverless-repo/README.md`, 'utf8');
  const resourcePolicies = [
    'AWS::Lambda::Permission',
    'AWS::S3::BucketPolicy',
    'AWS::SQS::QueuePolicy',
    'AWS::SNS::TopicPolicy',
  ];
  const named = Object.values(template.Resources).filter(
    ({ Type, Properties = {} }) =>
      Type.startsWith('AWS::IAM::') && ('RoleName' in Properties || 'PolicyName' in Properties),
  );
  const wanted = [
    ...(types.has('AWS::IAM::Role') ? ['CAPABILITY_IAM'] : []),
    ...(named.length > 0 ? ['CAPABILITY_NAMED_IAM'] : []),
    ...(resourcePolicies.some((type) => types.has(type)) ? ['CAPABILITY_RESOURCE_POLICY'] : []),
    ...(types.has('AWS::Serverless::Application') ? ['CAPABILITY_AUTO_EXPAND'] : []),
  ];

  expect([...new Set(readme.match(/CAPABILITY_\w+/g))]).toEqual(wanted);
});

test('the metadata has no intrinsic functions, which are not evaluated there', () => {
  expect(JSON.stringify(application)).not.toMatch(/"(Ref|Fn::\w+)"/);
  expect(application['Description']).not.toContain('\n');
});

test('the template fits into the megabyte that CloudFormation reads from S3, twice as large too', () => {
  expect(Buffer.byteLength(text) * 2).toBeLessThan(1024 * 1024);
});

test('a version has the address of its sources as soon as the package has a repository, which being public requires', () => {
  const { repository } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
    repository?: { url: string } | string;
  };
  const url = typeof repository === 'string' ? repository : repository?.url;

  expect(application['SourceCodeUrl']).toBe(url?.replace(/^git\+|\.git$/g, ''));
});
