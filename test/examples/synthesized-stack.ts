import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Ministack } from '../helpers/ministack.ts';
import { withoutMetricMath } from '../story/deployed/stack.ts';

/** What a stack made: its outputs by name, and by the name under which other stacks import them. */
export type Deployed = { outputs: Readonly<Record<string, string>>; exports: Readonly<Record<string, string>> };

/** Deploys a stack of a CDK app as `cdk deploy` does: it uploads the assets into the bucket of the bootstrap, and creates the stack. */
export async function deploySynthesized(
  ministack: Ministack,
  output: string,
  stack: string,
  name: string,
): Promise<Deployed> {
  await uploadAssets(ministack, output, stack);
  const client = new CloudFormationClient(ministack.clientConfig);
  const template = readJson<Parameters<typeof withoutMetricMath>[0]>(join(output, `${stack}.template.json`));
  await client.send(
    new CreateStackCommand({
      StackName: name,
      TemplateBody: JSON.stringify(withoutMetricMath(template)),
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
    }),
  );
  await waitUntilStackCreateComplete({ client, maxWaitTime: 120, minDelay: 1, maxDelay: 1 }, { StackName: name });
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const outputs = Stacks[0]?.Outputs ?? [];
  const pairs = (key: 'OutputKey' | 'ExportName') =>
    Object.fromEntries(
      outputs.flatMap((each) => (each[key] === undefined ? [] : [[each[key], each.OutputValue ?? '']])),
    );
  return { outputs: pairs('OutputKey'), exports: pairs('ExportName') };
}

type Assets = {
  files: Record<
    string,
    { source: { path: string }; destinations: Record<string, { bucketName: string; objectKey: string }> }
  >;
};

async function uploadAssets(ministack: Ministack, output: string, stack: string): Promise<void> {
  const { files } = readJson<Assets>(join(output, `${stack}.assets.json`));
  const s3 = new S3Client(ministack.clientConfig);
  const Bucket = `cdk-hnb659fds-assets-${ministack.account}-${ministack.region}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const { source, destinations } of Object.values(files))
    for (const { objectKey } of Object.values(destinations))
      await s3.send(new PutObjectCommand({ Bucket, Key: objectKey, Body: readFileSync(join(output, source.path)) }));
  await new SSMClient(ministack.clientConfig).send(
    new PutParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version', Value: '30', Type: 'String' }),
  );
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
