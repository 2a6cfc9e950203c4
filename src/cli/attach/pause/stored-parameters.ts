import type { SSMClient } from '@aws-sdk/client-ssm';
import { CliError } from '../../command/cli-error.ts';
import { maxNamesPerCall, readParameterValues } from '../../doctor/read/read-pause-sources.ts';
import { isParameterChange, type ParameterChange } from './parameter-change.ts';

type Client = Pick<SSMClient, 'send'>;

/**
 * Writes what is new or changed, and reads it back.
 *
 * @throws {CliError} if somebody else has changed one in the meantime; it is left alone
 */
export async function writeParameters(client: Client, changes: readonly ParameterChange[]): Promise<void> {
  const { PutParameterCommand } = await import('@aws-sdk/client-ssm');
  const written = changes.filter((one) => isParameterChange(one) && one.after !== undefined);
  await refuseIfChanged(client, written);
  for (const { name: Name, before, after: Value } of written) {
    // A parameter keeps its type: it may be encrypted.
    const isNew = before === undefined;
    await client.send(new PutParameterCommand({ Name, Value, ...(isNew ? { Type: 'String' } : { Overwrite: true }) }));
  }
  const names = written.map(({ name }) => name);
  const now = await readParameterValues(client, names);
  const wrong = written.find(({ name, after }) => now.get(name) !== after);
  if (wrong)
    throw new CliError(`Parameter Store has a different value of ${wrong.name} from the one that was written`, {
      next: 'run the same command again; it shows the difference',
    });
}

/** @throws {CliError} as {@link writeParameters} */
export async function deleteParameters(client: Client, changes: readonly ParameterChange[]): Promise<void> {
  const { DeleteParametersCommand } = await import('@aws-sdk/client-ssm');
  const removed = changes.filter(({ change }) => change === 'removed');
  await refuseIfChanged(client, removed);
  for (let from = 0; from < removed.length; from += maxNamesPerCall) {
    const Names = removed.slice(from, from + maxNamesPerCall).map(({ name }) => name);
    await client.send(new DeleteParametersCommand({ Names }));
  }
}

/** Parameter Store has no conditional write, so this is only as good as the time between reading and writing is short. */
async function refuseIfChanged(client: Client, changes: readonly ParameterChange[]): Promise<void> {
  const names = changes.map(({ name }) => name);
  const now = await readParameterValues(client, names);
  const changed = changes.find(({ name, before }) => now.get(name) !== before);
  if (!changed) return;
  throw new CliError(`${changed.name} was changed by somebody else in the meantime, and is left alone`, {
    next: 'run the same command again, and check the difference',
  });
}
