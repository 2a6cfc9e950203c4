import { isDeepStrictEqual } from 'node:util';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { areSameHooks, type LifecycleHook } from '../../service-hooks/lifecycle-hook.ts';
import { CliError } from '../command/cli-error.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { type ReadService, readService, toSdk } from './read-service.ts';

/** What ECS holds after a change, and whether that is what was asked for. */
type ChangeOutcome = { isAsAsked: boolean; hooks: readonly LifecycleHook[] };

/**
 * Writes a service's `lifecycleHooks`, and nothing else of it, and reads them back. Members that UpdateService is not given keep their value.
 *
 * @throws {CliError} if the hooks are no longer those that the change was made from
 */
export async function changeHooks(
  client: ECSClient,
  before: ReadService,
  hooks: readonly LifecycleHook[],
): Promise<ChangeOutcome> {
  const { UpdateServiceCommand } = await import('@aws-sdk/client-ecs');
  const { cluster, service, region } = before;
  const write = async (): Promise<ChangeOutcome> => {
    // The list is replaced as a whole: what somebody attached while the question was open would be gone.
    const now = await readService(client, before, region);
    if (!isDeepStrictEqual(now.hooks, before.hooks)) {
      throw new CliError(
        `the hooks of ${cluster}/${service} were changed by somebody else in the meantime, and are left alone`,
        {
          next: 'run the same command again, and check the difference',
        },
      );
    }
    await client.send(
      new UpdateServiceCommand({ cluster, service, deploymentConfiguration: { lifecycleHooks: toSdk(hooks) } }),
    );
    return readBack();
  };
  const readBack = async () => {
    const { hooks: found } = await readService(client, before, region);
    return { isAsAsked: areSameHooks(found, hooks), hooks: found };
  };
  return withProgress(`changing the hooks of ${cluster}/${service}`, write());
}
