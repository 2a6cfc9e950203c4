import { type HookDirectory, kindOf } from '../../service-hooks/hook-directory.ts';
import { flaggedKinds, type HookKind } from '../../service-hooks/hook-kinds.ts';
import { judgeChange } from '../../service-hooks/judge-change.ts';
import { functionOf, gateOf, isPause, type LifecycleHook } from '../../service-hooks/lifecycle-hook.ts';
import { hooksAfter, isChange, removeHooks } from '../../service-hooks/merge-hooks.ts';
import type { PauseSources } from '../../service-hooks/read-pause-facts.ts';
import { identifyHook, nameOfHook, readServiceHooks } from '../../service-hooks/service-hook.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { ServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import { readPauseSources } from '../doctor/read/read-pause-sources.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { isOwnPause, parametersToRemove } from './pause/own-pauses.ts';

import { readDirectory } from './read-directory.ts';
import { readService } from './read-service.ts';
import { identifyChanges } from './render-changes.ts';
import type { Plan } from './show-plan.ts';

export type DetachFlags = {
  stack: string;
  hook?: string[];
  pause?: boolean;
  via?: 'pause';
  gate?: string;
  at?: readonly string[];
  checks?: boolean;
} & Partial<Record<(typeof flaggedKinds)[number], boolean>>;

/**
 * Works out what would change in a service if hooks were removed; changes nothing.
 *
 * @throws {CliError} if flags narrow the choice down to hooks that are not there
 */
export async function planDetach(clients: AwsClients, ref: ServiceRef, flags: DetachFlags): Promise<Plan> {
  const read = Promise.all([
    needsStack(flags) ? readDirectory(clients, flags.stack) : undefined,
    clients.ecs().then((client) => readService(client, ref, clients.region)),
  ]);
  const [directory, service] = await withProgress(`reading ${ref.cluster}/${ref.service}`, read);
  const sources = await readPauseSources(clients, {
    ...{ ref, directory, hooks: service.hooks },
    tags: service.described.tags ?? [],
  });
  const isMeant = selectHooks(flags, directory, sources);
  const changes = removeHooks(service.hooks, { isMeant, stages: flags.at });
  if (!changes.some(isChange) && isNarrowed(flags)) {
    const found = service.hooks.map((hook) => nameOfHook(identifyHook(hook, directory))).join('; ');
    throw new CliError(`no hook of ${ref.cluster}/${ref.service} matches the flags`, {
      next: found === '' ? 'it has no hooks at all' : `it has ${found}`,
    });
  }
  const after = await readServiceHooks(hooksAfter(changes), directory);
  const parameters = flags.pause ? [] : parametersToRemove(changes, sources);
  // Hooks that are removed from a stage are not judged at the others: nobody asked about those.
  const findings = judgeChange(changes, { ...service, hooks: after }, { allowsFailOpen: true }, []);
  return { service, changes: identifyChanges(changes, directory), parameters, findings };
}

/** Whether a hook is one of those that the flags name. */
function selectHooks(
  flags: DetachFlags,
  directory: HookDirectory | undefined,
  sources: PauseSources | undefined,
): (hook: LifecycleHook) => boolean {
  const kinds = kindsOf(flags);
  const isOfPauses = flags.via === 'pause';
  const namesSome = kinds.length > 0 || flags.hook !== undefined || flags.pause;
  return (hook) => {
    if (flags.gate !== undefined && gateOf(hook) !== flags.gate) return false;
    const kind = kindOf(hook, directory);
    if (isPause(hook))
      return (
        flags.pause === true || ((!namesSome || flags.approval === true || isOfPauses) && isOwnPause(hook, sources))
      );
    if (!namesSome) return kind !== undefined && !isOfPauses;
    const isNamed = (flags.hook ?? []).some((arn) => arn === hook.hookTargetArn || arn === functionOf(hook));
    return isNamed || (kind !== undefined && kinds.includes(kind) && !(isOfPauses && kind === 'approval'));
  };
}

function kindsOf(flags: DetachFlags): readonly HookKind[] {
  return [...flaggedKinds.filter((kind) => flags[kind]), ...(flags.checks ? (['gate'] as const) : [])];
}

function needsStack({ hook, pause, via, ...flags }: DetachFlags): boolean {
  return via !== undefined || kindsOf(flags).length > 0 || (hook === undefined && !pause);
}

function isNarrowed({ hook, pause, via, gate, at, ...flags }: DetachFlags): boolean {
  return (
    via !== undefined ||
    hook !== undefined ||
    pause === true ||
    gate !== undefined ||
    at !== undefined ||
    kindsOf(flags).length > 0
  );
}
