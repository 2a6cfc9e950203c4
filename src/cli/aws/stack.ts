import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { isJsonObject, readJson } from '../../hook/json.ts';
import type { HookKind } from '../../service-hooks/hook-kinds.ts';
import { CliError } from '../command/cli-error.ts';

/** What the commands need to know about the deployed app: the outputs of template.yaml. */
export type StackOutputs = {
  stackName: string;
  approvalHookArn: string;
  smokeHookArn: string;
  alarmHookArn: string;
  hookInvokeRoleArn: string;
  deskUrl: string;
  ledgerBucket: string;
  notificationsTopicArn: string;
  /** Every output, including those above. */
  all: ReadonlyMap<string, string>;
  /** The parameters of the stack, by their names in template.yaml. The value of a `NoEcho` parameter is `****`. */
  parameters: ReadonlyMap<string, string>;
};

const names = {
  approvalHookArn: 'ApprovalHookArn',
  smokeHookArn: 'SmokeHookArn',
  alarmHookArn: 'AlarmHookArn',
  hookInvokeRoleArn: 'HookInvokeRoleArn',
  deskUrl: 'DeskUrl',
  ledgerBucket: 'LedgerBucket',
  notificationsTopicArn: 'NotificationsTopicArn',
} as const;

/** The stack itself, complete or not. */
export type DescribedStack = {
  stackName: string;
  /** Such as CREATE_COMPLETE. */
  status: string | undefined;
  /** The parameters that it was deployed with. */
  parameters: ReadonlyMap<string, string>;
  /** Undefined if outputs are missing. */
  outputs: StackOutputs | undefined;
  missingOutputs: readonly string[];
};

/**
 * Reads the stack that Greenlight was deployed as, in any state.
 *
 * @throws {CliError} if there is no such stack in this Region
 */
export async function describeStack(
  client: Pick<CloudFormationClient, 'send'>,
  stackName: string,
  region: string,
): Promise<DescribedStack> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const { Stacks: [stack] = [] } = await client
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((cause: unknown) => {
      // CloudFormation has no dedicated error for a stack that does not exist.
      if (cause instanceof Error && cause.name === 'ValidationError') return { Stacks: [] };
      throw cause;
    });
  if (!stack) {
    throw new CliError(`there is no stack "${stackName}" in ${region}`, {
      next: 'pass --stack <name> and --region <region> of the deployed app, or deploy it: sam deploy --guided',
    });
  }
  const all = new Map((stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  const own = (stack.Parameters ?? []).map(
    ({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue] as const,
  );
  const parameters = new Map([...parametersInOutput(all.get('GreenlightParameters')), ...own]);
  const missingOutputs = Object.values(names).filter((name) => !all.has(name));
  return {
    stackName,
    status: stack.StackStatus,
    parameters,
    outputs: missingOutputs.length > 0 ? undefined : outputsOf(stackName, all, parameters),
    missingOutputs,
  };
}

/** The CDK construct uses values instead of parameters, and writes those that are not the default into an output. */
function parametersInOutput(output = '{}'): [string, string][] {
  const values = readJson(output);
  return isJsonObject(values) ? Object.entries(values).map(([name, value]) => [name, String(value)]) : [];
}

/**
 * Reads the outputs of the stack that Greenlight was deployed as.
 *
 * @throws {CliError} if there is no such stack in this Region, or it is not a Greenlight stack
 */
export async function readStack(
  client: Pick<CloudFormationClient, 'send'>,
  stackName: string,
  region: string,
): Promise<StackOutputs> {
  const { status, outputs, missingOutputs } = await describeStack(client, stackName, region);
  if (outputs) return outputs;
  const isSettled = status === undefined || /_COMPLETE$/.test(status);
  throw new CliError(`stack "${stackName}" in ${region} has no output ${missingOutputs.join(', ')}`, {
    next: isSettled
      ? 'this is not a Greenlight stack, or it is an older version: pass --stack <name>, or deploy the current version'
      : `it is ${status}: wait until it is deployed, then try again`,
  });
}

function outputsOf(
  stackName: string,
  all: ReadonlyMap<string, string>,
  parameters: ReadonlyMap<string, string>,
): StackOutputs {
  const output = (key: keyof typeof names) => all.get(names[key]) ?? '';
  return {
    stackName,
    approvalHookArn: output('approvalHookArn'),
    smokeHookArn: output('smokeHookArn'),
    alarmHookArn: output('alarmHookArn'),
    hookInvokeRoleArn: output('hookInvokeRoleArn'),
    deskUrl: output('deskUrl'),
    ledgerBucket: output('ledgerBucket'),
    notificationsTopicArn: output('notificationsTopicArn'),
    all,
    parameters,
  };
}

/** The functions, as the stack's outputs name them. */
export function hookArnsOf(stack: StackOutputs): Readonly<Record<HookKind, string>> {
  return {
    approval: stack.approvalHookArn,
    smoke: stack.smokeHookArn,
    alarms: stack.alarmHookArn,
    // Empty in a stack of an earlier version.
    gate: stack.all.get('GateHookArn') ?? '',
    // Empty if the stack does not know one.
    browser: stack.all.get('BrowserHookArn') ?? '',
  };
}
