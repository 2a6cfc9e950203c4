import type { SSMClient } from '@aws-sdk/client-ssm';
import type { HookDirectory, StackAbilities } from '../../../service-hooks/hook-directory.ts';
import { isPause, type LifecycleHook, stagesOf } from '../../../service-hooks/lifecycle-hook.ts';
import { namesToRead, type PauseSources, profileToRead } from '../../../service-hooks/read-pause-facts.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import type { ServiceRef } from '../../aws/service-ref.ts';
import { look } from '../facts/look.ts';

type PausesToRead = {
  ref: ServiceRef;
  directory: (Pick<HookDirectory, 'pauses'> & StackAbilities) | undefined;
  hooks: readonly LifecycleHook[];
  /** Of the service. */
  tags: readonly { key?: string | undefined; value?: string | undefined }[];
};

/** What configures the pauses of these hooks now. Undefined if none is a pause, or nothing is known of the bridge. */
export async function readPauseSources(
  clients: AwsClients,
  { ref, directory, hooks, tags: list }: PausesToRead,
): Promise<PauseSources | undefined> {
  const stages = hooks.filter(isPause).flatMap(stagesOf);
  if (!directory?.pauses || stages.length === 0) return undefined;
  const tags = new Map(list.map(({ key = '', value = '' }) => [key, value]));
  const { pauses, ...abilities } = directory;
  const known = {
    ...pauses,
    cluster: ref.cluster,
    service: ref.service,
    tags,
    abilities,
  };
  const profile = profileToRead(known);
  const names = [...namesToRead(known, stages), ...(profile === undefined ? [] : [profile])];
  const ssm = await clients.ssm();
  const found = await look('ssm:GetParameters', () => readParameterValues(ssm, names));
  return { ...known, parameters: found.seen ? found.value : { unread: found.why } };
}

/** The values of those that exist. */
export async function readParameterValues(
  client: Pick<SSMClient, 'send'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { GetParametersCommand } = await import('@aws-sdk/client-ssm');
  const values = new Map<string, string>();
  for (let from = 0; from < names.length; from += maxNamesPerCall) {
    const Names = names.slice(from, from + maxNamesPerCall);
    const { Parameters = [] } = await client.send(new GetParametersCommand({ Names, WithDecryption: true }));
    for (const { Name = '', Value = '' } of Parameters) values.set(Name, Value);
  }
  return values;
}

export const maxNamesPerCall = 10;
