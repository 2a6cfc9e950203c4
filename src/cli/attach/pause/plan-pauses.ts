import type { HookDirectory } from '../../../service-hooks/hook-directory.ts';
import { gateOf, type LifecycleHook, stagesOf } from '../../../service-hooks/lifecycle-hook.ts';
import type { PauseBridgeFacts } from '../../../service-hooks/pause-facts.ts';
import type { PauseSources } from '../../../service-hooks/read-pause-facts.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import type { ServiceRef } from '../../aws/service-ref.ts';
import { CliError } from '../../command/cli-error.ts';
import { readPauseSources } from '../../doctor/read/read-pause-sources.ts';
import type { HookRequest } from '../hook-request.ts';
import { changesTo, type ParameterChange, valuesAfter } from './parameter-change.ts';

/** Approvals that are asked for at pauses. */
type PauseRequest = HookRequest & { via: 'pause' };

function isPauseRequest(request: HookRequest): request is PauseRequest {
  return request.via === 'pause';
}

/** What the approvals that are asked for at pauses need in Parameter Store. */
export function parametersOf(
  requests: readonly HookRequest[],
  hooks: readonly LifecycleHook[],
  directory: HookDirectory | undefined,
  ref: Partial<ServiceRef>,
): ReadonlyMap<string, string> {
  const pauses = requests.flatMap((request, index) => {
    const hook = hooks[index];
    return hook && isPauseRequest(request) ? [{ request, hook }] : [];
  });
  return directory?.pauses ? wantedParameters(pauses, directory.pauses, ref) : new Map();
}

/** What a standard parameter can hold. */
const maxBytes = 4096;

/**
 * The parameters of these approvals: one for each stage.
 *
 * @throws {CliError} if one is too long, or two are at the same stage
 */
function wantedParameters(
  requests: readonly { request: PauseRequest; hook: LifecycleHook }[],
  { prefix }: Pick<PauseBridgeFacts, 'prefix'>,
  { cluster = '<cluster>', service = '<service>' }: Partial<ServiceRef>,
): ReadonlyMap<string, string> {
  const wanted = new Map<string, string>();
  for (const { request, hook } of requests) {
    const value = JSON.stringify(request.details ?? {}, null, 2);
    refuseGate(request);
    for (const stage of stagesOf(hook)) {
      const name = `${prefix}/${cluster}/${service}/${stage}`;
      if (wanted.has(name))
        throw new CliError(`${request.from} and another approval are both at a pause at ${stage}`, {
          next: 'ECS does not distinguish the pauses of one stage: write one approval with rules',
        });
      if (Buffer.byteLength(value) > maxBytes)
        throw new CliError(
          `the configuration of ${request.from} has ${Buffer.byteLength(value)} bytes; a parameter takes ${maxBytes}`,
          { next: 'shorten notes, or name fewer people' },
        );
      wanted.set(name, value);
    }
  }
  return wanted;
}

/** A pause hook has no name. */
function refuseGate({ details, from }: PauseRequest): void {
  if (gateOf({ hookDetails: details ?? null }) === undefined) return;
  throw new CliError(`${from} has a gate name, and a pause has none`, {
    next: 'leave --gate out; requests of pauses are named by ECS',
  });
}

type PlanInput = Parameters<typeof readPauseSources>[1] & {
  /** The parameters to be written. */
  wanted: ReadonlyMap<string, string>;
};

/** What configures the service's pauses after the change, and what is to be written for that. Undefined sources: nothing is known of the bridge. */
export async function planPauses(
  clients: AwsClients,
  { ref, directory, hooks, tags, wanted }: PlanInput,
): Promise<{ sources: PauseSources | undefined; parameters: readonly ParameterChange[] }> {
  const sources = await readPauseSources(clients, { ref, directory, hooks, tags });
  if (!sources) return { sources, parameters: [] };
  const { parameters: values } = sources;
  if ('unread' in values) {
    if (wanted.size > 0)
      throw new CliError(`the parameters of the pauses could not be read: ${values.unread}`, {
        next: `greenlight iam cli --command attach prints the permissions`,
      });
    return { sources, parameters: [] };
  }
  const parameters = changesTo(wanted, values);
  return { sources: { ...sources, parameters: valuesAfter(values, parameters) }, parameters };
}
