import { isPause, type LifecycleHook, stagesOf } from '../../../service-hooks/lifecycle-hook.ts';
import { type HookChanges, hooksAfter, isChange } from '../../../service-hooks/merge-hooks.ts';
import type { PauseSources } from '../../../service-hooks/read-pause-facts.ts';
import { CliError } from '../../command/cli-error.ts';
import { type ParameterChange, removalsOf } from './parameter-change.ts';

/**
 * Whether a parameter of this service configures a pause: then it is an approval.
 *
 * @throws {CliError} if the parameters could not be read
 */
export function isOwnPause(hook: LifecycleHook, sources: PauseSources | undefined): boolean {
  if (!sources) return false;
  const { parameters } = sources;
  if (!('unread' in parameters)) return ownNames(sources, stagesOf(hook)).some((name) => parameters.has(name));
  throw new CliError(`whether Greenlight asks people about the pauses could not be read: ${parameters.unread}`, {
    next: 'greenlight iam cli --command detach prints the permissions; or name the hooks: --smoke, --alarms, --pause',
  });
}

/** Those of the stages at which no pause remains; that of the service once it has no pause at all. */
export function parametersToRemove(
  changes: HookChanges,
  sources: PauseSources | undefined,
): readonly ParameterChange[] {
  if (!sources || 'unread' in sources.parameters) return [];
  const left = new Set(stagesIn(hooksAfter(changes)));
  const before = stagesIn(changes.filter(isChange).flatMap((change) => change.before ?? []));
  const gone = [...new Set(before)].filter((stage) => !left.has(stage));
  if (gone.length === 0) return [];
  const ofStages = ownNames(sources, gone).slice(0, gone.length);
  const names = left.size === 0 ? ownNames(sources, gone) : ofStages;
  return removalsOf(names, sources.parameters);
}

function stagesIn(hooks: readonly LifecycleHook[]): readonly string[] {
  return hooks.filter(isPause).flatMap(stagesOf);
}

/** The parameters of these stages, and at the end that of the service. */
function ownNames({ prefix, cluster, service }: PauseSources, stages: readonly string[]): readonly string[] {
  const ofService = `${prefix}/${cluster}/${service}`;
  return [...stages.map((stage) => `${ofService}/${stage}`), ofService];
}
