import { whyWrongPattern } from '../approval/request/reason-pattern.ts';
import type { ApprovalConfig } from '../checks/approval/approval-config.ts';
import { findUnprovenDeputies, whyUnknowable, whyUnprovable } from '../checks/approval/why-unprovable.ts';
import { isJsonObject } from '../hook/json.ts';
import { parseJson } from '../hook/parse-json.ts';
import {
  configurationAmong,
  configuredByTags,
  type FoundConfiguration,
  type PauseConfig,
  type PausePlace,
  parameterNames,
  profileName,
} from '../pause-bridge/configuration/pause-configuration.ts';
import { readPauseTags } from '../pause-bridge/configuration/pause-tags.ts';
import { formatError } from '../wording/values.ts';
import { faultsInPause, withKeysMeant } from './faults/list-faults.ts';
import type { StackAbilities } from './hook-directory.ts';
import type { PauseAsking, PauseAtStage, PauseBridgeFacts } from './pause-facts.ts';
import type { ServiceHook } from './service-hook.ts';

/** What configures the pauses of one service. */
export type PauseSources = PauseBridgeFacts & {
  cluster: string;
  service: string;
  /** The parameters that exist, or why they could not be read. */
  parameters: ReadonlyMap<string, string> | { unread: string };
  tags: ReadonlyMap<string, string>;
  /** What gates may ask of the stack, as far as it is known. */
  abilities?: StackAbilities;
};

/** Adds what is known about pauses. Without `sources` nothing is known about the bridge. */
export async function withPauseAsking<Hook extends ServiceHook>(
  hooks: readonly Hook[],
  sources: PauseSources | undefined,
): Promise<readonly Hook[]> {
  if (!sources) return hooks;
  return Promise.all(
    hooks.map(async (hook) => (hook.isPause ? { ...hook, pause: await factsOf(hook.stages, sources) } : hook)),
  );
}

/** The names of all parameters that may configure pauses at these stages. */
export function namesToRead({ prefix, ...service }: PauseNames, stages: readonly string[]): readonly string[] {
  return [...new Set(stages.flatMap((stage) => parameterNames(prefix, { ...service, stage })))];
}

type PauseNames = Pick<PauseSources, 'prefix' | 'cluster' | 'service'>;

/** The profile that the tags name, if they count; undefined if they name none or are wrong. */
export function profileToRead({ prefix, readsTags, tags }: Pick<PauseSources, 'prefix' | 'readsTags' | 'tags'>) {
  try {
    const tagged = readsTags ? readPauseTags(tags) : undefined;
    return tagged && 'profile' in tagged ? profileName(prefix, tagged.profile) : undefined;
  } catch {
    return undefined;
  }
}

async function factsOf(stages: readonly string[], sources: PauseSources): Promise<PauseAsking> {
  const { parameters, asks } = sources;
  if ('unread' in parameters) return parameters;
  return { asks, stages: await Promise.all(stages.map((stage) => factsAt({ ...sources, stage }, parameters))) };
}

async function factsAt(
  place: PauseSources & PausePlace,
  parameters: ReadonlyMap<string, string>,
): Promise<PauseAtStage> {
  const { stage, prefix } = place;
  const parameter = parameterNames(prefix, place).find((name) => parameters.has(name)) ?? profileToRead(place);
  const source = parameter ?? `the tags of ${place.cluster}/${place.service}`;
  try {
    const found = find(place, parameter, parameters);
    if (!found) return { stage, source: undefined };
    const problem = await problemOf(found.config, place.abilities);
    if (problem !== undefined) return { stage, source, problem };
    const { signIn } = place.abilities ?? {};
    const config = found.config as ApprovalConfig;
    const unproven = signIn && {
      unprovenDeputies: findUnprovenDeputies(config, signIn === 'none' ? undefined : signIn),
    };
    return { stage, source, problem, config: found.config, ...unproven };
  } catch (error) {
    const problem = formatError(error);
    const details = parseJson(parameters.get(parameter ?? ''));
    const faults = isJsonObject(details) ? await faultsInPause(details) : [];
    return { stage, source, problem: withKeysMeant(problem, ' ', faults) };
  }
}

function find(
  place: PauseSources & PausePlace,
  parameter: string | undefined,
  parameters: ReadonlyMap<string, string>,
) {
  if (parameter !== undefined) {
    const found: FoundConfiguration | undefined = configurationAmong([parameter], parameters);
    if (!found) throw new Error(`its tags name the parameter ${parameter}, which does not exist`);
    return found;
  }
  const tagged = place.readsTags ? readPauseTags(place.tags) : undefined;
  return tagged && 'details' in tagged ? configuredByTags(place, tagged.details) : undefined;
}

/** What the schema cannot see, as for the approval hook. */
async function problemOf(
  given: PauseConfig,
  { signIn, recordsDeployers }: StackAbilities = {},
): Promise<string | undefined> {
  const config = given as ApprovalConfig;
  const problem =
    (await whyWrongPattern(config)) ??
    (signIn === undefined ? undefined : whyUnprovable(config, signIn === 'none' ? undefined : signIn)) ??
    (recordsDeployers === undefined ? undefined : whyUnknowable(config, recordsDeployers));
  return problem?.replaceAll('hookDetails.', '');
}
