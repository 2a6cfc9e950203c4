import type { HookDirectory } from '../../service-hooks/hook-directory.ts';
import { hookKinds, templateNames } from '../../service-hooks/hook-kinds.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { pauseBridgeOf } from '../aws/pause-bridge-of.ts';
import { readLayeredDefaults } from '../aws/read-layered-defaults.ts';
import { abilitiesOf } from '../aws/sign-in-of.ts';
import { hookArnsOf, readStack, type StackOutputs } from '../aws/stack.ts';

/** A service whose own defaults count. */
type Place = { cluster: string; service: string };

/**
 * Reads from the deployed stack which functions Greenlight's hooks are, and their defaults from Parameter Store.
 *
 * @param ref - the service whose defaults are read. Default: only those of all services
 * @throws {CliError} if there is no such stack, or a parameter is not a JSON object
 */
export async function readDirectory(clients: AwsClients, stackName: string, ref?: Place): Promise<HookDirectory> {
  return directoryOf(clients, await readStack(await clients.cloudformation(), stackName, clients.region), ref);
}

/** @throws {CliError} if a parameter is not a JSON object */
export async function directoryOf(clients: AwsClients, stack: StackOutputs, ref?: Place): Promise<HookDirectory> {
  const read = await Promise.all(
    hookKinds.map(async (kind) => {
      const name = stack.parameters.get(templateNames[kind].defaultsParameter);
      return [kind, await readLayeredDefaults(clients, name, ref)] as const;
    }),
  );
  return {
    arns: hookArnsOf(stack),
    roleArn: stack.hookInvokeRoleArn,
    notificationsTopicArn: stack.notificationsTopicArn,
    ...abilitiesOf(stack),
    pauses: pauseBridgeOf(stack),
    defaults: Object.fromEntries(read.map(([kind, { defaults }]) => [kind, defaults])) as HookDirectory['defaults'],
    origins: Object.fromEntries(read.map(([kind, { origins }]) => [kind, origins])),
  };
}
