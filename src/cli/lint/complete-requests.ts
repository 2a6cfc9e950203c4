import type { HookDirectory } from '../../service-hooks/hook-directory.ts';
import { type HookedService, hookedService } from '../../service-hooks/hooked-service.ts';
import type { LifecycleHook } from '../../service-hooks/lifecycle-hook.ts';
import { withPauseAsking } from '../../service-hooks/read-pause-facts.ts';
import { readServiceHooks, type ServiceHook } from '../../service-hooks/service-hook.ts';
import { messageOf } from '../../wording/values.ts';
import { completeHook, type HookRequest } from '../attach/hook-request.ts';
import { parametersOf } from '../attach/pause/plan-pauses.ts';
import { guessDirectory } from '../plan/guess-directory.ts';
import { findingOfFault, type LintFinding } from './linted.ts';

/** A hook of a file, and where it is there. */
export type PlacedRequest = {
  request: HookRequest;
  /** `lifecycleHooks[0]`. */
  at: string;
  /** Why it cannot be known here what it is configured with; undefined if it can. */
  unknownDetails?: string | undefined;
};

/** What is known in addition to the hooks themselves. */
export type LintSurroundings = {
  /** What is written next to the list of hooks, in the spelling of the API. */
  deploymentConfiguration: NonNullable<Parameters<typeof hookedService>[1]['deploymentConfiguration']>;
  /** Undefined if no stack was read. */
  stack: HookDirectory | undefined;
};

export type CompletedRequests = {
  service: HookedService;
  /** Each with what was asked for. */
  hooks: readonly { hook: ServiceHook; placed: PlacedRequest }[];
  findings: readonly LintFinding[];
};

/** No rule that depends on the strategy finds anything. */
const unknownStrategy = 'unknown';
const ref = { cluster: '<cluster>', service: '<service>' };

/** The hooks as `attach` would send them, each with its place in the file. */
export async function completeRequests(
  all: readonly PlacedRequest[],
  { deploymentConfiguration, stack }: LintSurroundings,
): Promise<CompletedRequests> {
  const requests = all.map(({ request }) => request);
  const directory = stack ?? guessDirectory(requests);
  const tried = all.map((placed) => ({ placed, ...attempt(() => completeHook(placed.request, directory)) }));
  const good = tried.flatMap(({ placed, value: hook }) => (hook ? [{ placed, hook }] : []));
  const configured = attempt(() => configurationsOf(good, directory));
  const hooks = await readPlaced(good, directory, configured.value ?? new Map());
  const described = {
    serviceArn: '',
    deploymentConfiguration: { strategy: unknownStrategy, ...deploymentConfiguration },
  };
  const owner = { seen: true, value: undefined } as const;
  const refused = tried.flatMap(({ placed: { at }, why }) =>
    why === undefined ? [] : [findingOfFault({ place: '', message: why.replace(`${at} `, 'it ') }, at, 'hook-form')],
  );
  const unconfigured = configured.why === undefined ? [] : [{ place: '', message: configured.why }];
  return {
    service: hookedService(ref, described, { hooks: hooks.map(({ hook }) => hook), owner }),
    hooks,
    findings: [...refused, ...unconfigured.map((fault) => findingOfFault(fault, '', 'pause-configuration-invalid'))],
  };
}

type Good = { placed: PlacedRequest; hook: LifecycleHook };

function configurationsOf(good: readonly Good[], directory: HookDirectory): ReadonlyMap<string, string> {
  const requests = good.map(({ placed }) => placed.request);
  const hooks = good.map(({ hook }) => hook);
  return parametersOf(requests, hooks, directory, ref);
}

/** Of pauses only what the file itself configures is known. */
async function readPlaced(good: readonly Good[], directory: HookDirectory, parameters: ReadonlyMap<string, string>) {
  const read = await readServiceHooks(
    good.map(({ hook }) => hook),
    directory,
  );
  const { pauses, signIn, recordsDeployers } = directory;
  const abilities = { ...(signIn && { signIn }), ...(recordsDeployers !== undefined && { recordsDeployers }) };
  const sources =
    parameters.size > 0 && pauses ? { ...pauses, ...ref, parameters, tags: new Map(), abilities } : undefined;
  const asking = await withPauseAsking(read, sources);
  return good.flatMap(({ placed }, index) => {
    const hook = asking[index];
    if (!hook) return [];
    const { configuration } = placed.unknownDetails === undefined ? hook : { configuration: undefined };
    return [{ placed, hook: { ...hook, where: placed.at, configuration } }];
  });
}

function attempt<Value>(make: () => Value): { value?: Value; why?: string } {
  try {
    return { value: make() };
  } catch (error) {
    return { why: messageOf(error) };
  }
}
