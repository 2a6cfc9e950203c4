import type { Stack } from '@aws-sdk/client-cloudformation';
import { isJsonObject } from '../../../hook/json.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { CliError } from '../../command/cli-error.ts';
import { type ObserveMetadata, type ObserveOutputs, observeOutputNames, observeTemplate } from './observe-template.ts';
import type { ObservedService } from './observed-service.ts';

/** One run at a time: a second one would disturb the first. */
export const observeStackName = 'greenlight-observe';

type Sleep = (seconds: number) => Promise<void>;

/**
 * Creates the stack of a run, and waits until everything in it exists.
 *
 * @throws {CliError} if there is one already, or if it cannot be created; then it is deleted again by the clean-up
 */
export async function createObserveStack(
  clients: AwsClients,
  observed: ObservedService,
  sleep: Sleep,
): Promise<ObserveOutputs> {
  const { CreateStackCommand } = await import('@aws-sdk/client-cloudformation');
  const client = await clients.cloudformation();
  const TemplateBody = JSON.stringify(observeTemplate(observed, observeStackName));
  await client.send(
    new CreateStackCommand({ StackName: observeStackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }),
  );
  const stack = await waitForStack(clients, observeStackName, sleep);
  if (stack?.StackStatus !== 'CREATE_COMPLETE') {
    throw new CliError(
      `the stack ${observeStackName} could not be created: ${await whyFailed(clients, observeStackName)}`,
      {
        next: 'greenlight iam cli --command observe prints the policy that this needs',
      },
    );
  }
  const values = new Map(stack.Outputs?.map(({ OutputKey, OutputValue = '' }) => [OutputKey, OutputValue]));
  return Object.fromEntries(observeOutputNames.map((name) => [name, values.get(name) ?? ''])) as ObserveOutputs;
}

/** @throws {CliError} if it cannot be deleted */
export async function deleteStack(clients: AwsClients, name: string, sleep: Sleep): Promise<void> {
  const { DeleteStackCommand } = await import('@aws-sdk/client-cloudformation');
  await (await clients.cloudformation()).send(new DeleteStackCommand({ StackName: name }));
  const stack = await waitForStack(clients, name, sleep);
  if (stack === undefined || stack.StackStatus === 'DELETE_COMPLETE') return;
  throw new CliError(`the stack ${name} could not be deleted: ${await whyFailed(clients, name)}`, {
    next: `aws cloudformation delete-stack --stack-name ${name} --region ${clients.region}`,
  });
}

/** What the stack of an unfinished run says that has to be put back; undefined if there is no such stack. */
export async function readObserveMetadata(clients: AwsClients): Promise<ObserveMetadata | undefined> {
  if ((await describeRunStack(clients, observeStackName)) === undefined) return undefined;
  const { GetTemplateCommand } = await import('@aws-sdk/client-cloudformation');
  const { TemplateBody = '{}' } = await (await clients.cloudformation()).send(
    new GetTemplateCommand({ StackName: observeStackName }),
  );
  const template: unknown = JSON.parse(TemplateBody);
  const metadata = isJsonObject(template) && isJsonObject(template['Metadata']) ? template['Metadata'] : {};
  return metadata['Observed'] as ObserveMetadata | undefined;
}

async function waitForStack(clients: AwsClients, name: string, sleep: Sleep): Promise<Stack | undefined> {
  for (;;) {
    const stack = await describeRunStack(clients, name);
    if (!stack?.StackStatus?.endsWith('_IN_PROGRESS')) return stack;
    await sleep(5);
  }
}

export async function describeRunStack(clients: AwsClients, name: string): Promise<Stack | undefined> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = await clients.cloudformation();
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks[0];
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return undefined;
    throw error;
  }
}

/** What CloudFormation says about the first thing that failed. */
export async function whyFailed(clients: AwsClients, name: string): Promise<string> {
  const { DescribeStackEventsCommand } = await import('@aws-sdk/client-cloudformation');
  const { StackEvents = [] } = await (await clients.cloudformation()).send(
    new DescribeStackEventsCommand({ StackName: name }),
  );
  // The newest first: the first failure is the cause of the others.
  const first = StackEvents.findLast(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
  return first ? `${first.LogicalResourceId}: ${first.ResourceStatusReason}` : 'CloudFormation names no reason';
}
