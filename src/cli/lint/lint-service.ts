import { readHookDetails } from '../../hook/event/event.ts';
import { isJsonObject } from '../../hook/json.ts';
import { parseJson } from '../../hook/parse-json.ts';
import { type Fault, faultsInDetails, faultsInPause } from '../../service-hooks/faults/list-faults.ts';
import type { HookDirectory } from '../../service-hooks/hook-directory.ts';
import { type PauseSources, withPauseAsking } from '../../service-hooks/read-pause-facts.ts';
import { readServiceHooks, type ServiceHook } from '../../service-hooks/service-hook.ts';
import { readDirectory } from '../attach/read-directory.ts';
import { readService } from '../attach/read-service.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { ServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import { readPauseSources } from '../doctor/read/read-pause-sources.ts';
import { judgeForLint } from './judge-for-lint.ts';
import { findingOfFault, joinLinted, joinPath, type Linted, type LintFinding, partOf } from './linted.ts';

/** Checks the hooks of a service as they are, with the parameters and tags that configure its pauses. */
export async function lintService(clients: AwsClients, ref: ServiceRef, stackName: string): Promise<Linted> {
  const [found, service] = await Promise.all([
    readDirectory(clients, stackName).catch((error: unknown) => {
      // Without the stack it is only unknown which hooks are Greenlight's.
      if (error instanceof CliError) return error;
      throw error;
    }),
    clients.ecs().then((client) => readService(client, ref, clients.region)),
  ]);
  const directory = found instanceof CliError ? undefined : found;
  const { tags = [] } = service.described;
  const sources = await readPauseSources(clients, { ref, directory, hooks: service.hooks, tags });
  const hooks = await withPauseAsking(await readServiceHooks(service.hooks, directory), sources);
  const faults = await Promise.all(hooks.map((hook) => faultsOfHook(hook, directory, sources)));
  const listed = new Set(hooks.filter((_, index) => (faults[index] ?? []).length > 0));
  const why = found instanceof CliError ? `it is not known which hooks are Greenlight's: ${found.message}` : undefined;
  return joinLinted([
    partOf({ findings: faults.flat(), notChecked: why === undefined ? [] : [{ place: '', why }] }),
    judgeForLint({ ...service, hooks }, listed),
  ]);
}

async function faultsOfHook(
  hook: ServiceHook,
  directory: HookDirectory | undefined,
  sources: PauseSources | undefined,
): Promise<readonly LintFinding[]> {
  if (hook.pause) return faultsOfPause(hook.pause, sources);
  const details = readHookDetails(hook.hookDetails);
  if (hook.kind === undefined || !isJsonObject(details)) return [];
  const faults = await faultsInDetails(hook.kind, details, directory?.defaults[hook.kind]);
  return faults.map((fault) => findingOfFault(fault, joinPath(hook.where, 'hookDetails'), 'hook-details-invalid'));
}

/** Of tags there is one fault at most, which the rule names. */
async function faultsOfPause(
  pause: NonNullable<ServiceHook['pause']>,
  sources: PauseSources | undefined,
): Promise<readonly LintFinding[]> {
  const parameters = sources && !('unread' in sources.parameters) ? sources.parameters : new Map<string, string>();
  const names = 'stages' in pause ? pause.stages.flatMap(({ source }) => source ?? []) : [];
  const found = [...new Set(names)].map(async (name) => {
    const value = parseJson(parameters.get(name) ?? '');
    const faults: readonly Fault[] = isJsonObject(value) ? await faultsInPause(value) : [];
    return faults.map((fault) => findingOfFault(fault, name, 'pause-configuration-invalid'));
  });
  return (await Promise.all(found)).flat();
}
