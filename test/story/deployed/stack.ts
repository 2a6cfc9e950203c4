import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { builtFunctions } from '../../helpers/built-functions.ts';
import type { Ministack } from '../../helpers/ministack.ts';
import { project, type TemplateTools } from '../../template/tools.ts';

/** The outputs of template.yaml. */
export type Outputs = Readonly<Record<string, string>>;

export const stackName = 'greenlight';

/** The name that CloudFormation gave to what the template calls so. */
export async function physicalId(ministack: Ministack, LogicalResourceId: string): Promise<string> {
  const { StackResourceDetail } = await new CloudFormationClient(ministack.clientConfig).send(
    new DescribeStackResourceCommand({ StackName: stackName, LogicalResourceId }),
  );
  return StackResourceDetail?.PhysicalResourceId ?? '';
}

/** Packages template.yaml with the built functions, and deploys it with the SAM CLI, as the README says. */
export async function deployStack(ministack: Ministack, tools: TemplateTools, parameters: string[]): Promise<Outputs> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-stack-'));
  try {
    await cp(await builtFunctions(), join(folder, 'dist'), { recursive: true });
    // The template names these for the Serverless Application Repository.
    for (const name of ['LICENSE', 'serverless-repo'])
      await cp(join(project, name), join(folder, name), { recursive: true });
    const template = (await tools.readTemplate(join(project, 'template.yaml'))) as Template;
    await writeFile(join(folder, 'template.yaml'), JSON.stringify(withoutMetricMath(template)));
    const artifacts = 'sam-artifacts';
    await new S3Client(ministack.clientConfig).send(new CreateBucketCommand({ Bucket: artifacts }));
    const { code, output } = await tools.sam(
      [
        ...['deploy', '--stack-name', stackName, '--capabilities', 'CAPABILITY_IAM', '--s3-bucket', artifacts],
        ...['--no-confirm-changeset', '--no-progressbar', '--parameter-overrides', ...parameters],
      ],
      { cwd: folder, env: { AWS_ENDPOINT_URL: ministack.endpoint, AWS_ACCESS_KEY_ID: ministack.account } },
    );
    if (code !== 0) throw new Error(`sam deploy ended with ${code}: ${output.slice(-3000)}\n${ministack.output()}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const { Stacks = [] } = await new CloudFormationClient(ministack.clientConfig).send(
    new DescribeStacksCommand({ StackName: stackName }),
  );
  return Object.fromEntries((Stacks[0]?.Outputs ?? []).map((one) => [one.OutputKey ?? '', one.OutputValue ?? '']));
}

type Template = { Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }> };

/** ministack refuses a template with an alarm over metric math. No function knows of alarms on Greenlight itself, so those are left out; all else stays. */
export function withoutMetricMath(template: Template): Template {
  const kept = Object.entries(template.Resources).filter(
    ([, { Type, Properties }]) => Type !== 'AWS::CloudWatch::Alarm' || Properties?.['Metrics'] === undefined,
  );
  return { ...template, Resources: Object.fromEntries(kept) };
}

/**
 * Passes the address of ECS to deployed functions. In AWS that is not needed: the SDK knows it. The variables of the template stay.
 */
export async function pointAtEcs(ministack: Ministack, functions: readonly string[], ecs: string): Promise<void> {
  // The shop of these tests is on loopback, which only the smoke hook can be allowed to reach.
  for (const arn of functions)
    await addVariables(ministack, arn, { AWS_ENDPOINT_URL_ECS: ecs, SMOKE_ALLOW_LOOPBACK: 'yes' });
}

/** Starts a deployed function with more variables from now on, or without one. Resolves to those that it has. */
export async function addVariables(
  ministack: Ministack,
  FunctionName: string,
  variables: Record<string, string | undefined>,
): Promise<Record<string, string>> {
  const client = new LambdaClient(ministack.clientConfig);
  const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const named = Object.entries({ ...Environment?.Variables, ...variables });
  const Variables = Object.fromEntries(named.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  await waitUntilFunctionUpdatedV2({ client, maxWaitTime: 30 }, { FunctionName });
  return Variables;
}

/** Lambda's Invoke, over the wire. Rejects with what the function failed with. */
export function invokeDeployed(ministack: Ministack, FunctionName: string): (event: unknown) => Promise<unknown> {
  const client = new LambdaClient({ ...ministack.clientConfig, maxAttempts: 1 });
  return async (event) => {
    const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
    const { Payload, FunctionError } = await client.send(command);
    const answer = Payload?.transformToString() ?? '';
    if (FunctionError !== undefined) throw new Error(`${FunctionError}: ${answer}`);
    return JSON.parse(answer);
  };
}
