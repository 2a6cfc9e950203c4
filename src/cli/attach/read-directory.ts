import { isJsonObject, type JsonObject } from '../../hook/json.ts';
import { parseJson } from '../../hook/parse-json.ts';
import type { HookDirectory } from '../../service-hooks/hook-directory.ts';
import { hookKinds, templateNames } from '../../service-hooks/hook-kinds.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { pauseBridgeOf } from '../aws/pause-bridge-of.ts';
import { abilitiesOf } from '../aws/sign-in-of.ts';
import { hookArnsOf, readStack, type StackOutputs } from '../aws/stack.ts';
import { CliError } from '../command/cli-error.ts';

/**
 * Reads from the deployed stack which functions Greenlight's hooks are, and their defaults from Parameter Store.
 *
 * @throws {CliError} if there is no such stack, or a parameter is not a JSON object
 */
export async function readDirectory(clients: AwsClients, stackName: string): Promise<HookDirectory> {
  return directoryOf(clients, await readStack(await clients.cloudformation(), stackName, clients.region));
}

/** @throws {CliError} if a parameter is not a JSON object */
export async function directoryOf(clients: AwsClients, stack: StackOutputs): Promise<HookDirectory> {
  const defaults = await Promise.all(
    hookKinds.map(
      async (kind) => [kind, await readDefaults(clients, stack, templateNames[kind].defaultsParameter)] as const,
    ),
  );
  return {
    arns: hookArnsOf(stack),
    roleArn: stack.hookInvokeRoleArn,
    notificationsTopicArn: stack.notificationsTopicArn,
    ...abilitiesOf(stack),
    pauses: pauseBridgeOf(stack),
    defaults: Object.fromEntries(defaults) as HookDirectory['defaults'],
  };
}

async function readDefaults(clients: AwsClients, stack: StackOutputs, parameter: string): Promise<JsonObject> {
  const name = stack.parameters.get(parameter);
  if (!name) return {};
  const { GetParameterCommand } = await import('@aws-sdk/client-ssm');
  const { Parameter } = await (await clients.ssm()).send(new GetParameterCommand({ Name: name }));
  const value = parseJson(Parameter?.Value ?? '');
  if (isJsonObject(value)) return value;
  throw new CliError(
    `parameter ${name}, which stack "${stack.stackName}" names as ${parameter}, is not a JSON object`,
    {
      next: `correct it: aws ssm put-parameter --name ${name} --overwrite --value '{"…": …}'; every gate fails until then`,
    },
  );
}
