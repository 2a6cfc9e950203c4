import type { HookOptions } from '../../hook/hook-options.ts';
import { loadOnce } from '../../hook/load-once.ts';
import type { HookEnvironment } from './environment.ts';

/** The hook's defaults for a service, if a parameter is named for them. Reading it needs the SDK, which is loaded when it is first needed. */
export function defaultsFrom({ HOOK_DEFAULTS_PARAMETER: name }: HookEnvironment): HookOptions<unknown>['defaults'] {
  const load = loadOnce(async () => (await import('../lazy/read-defaults.ts')).readDefaults);
  return name ? async (_signal, target) => (await load())(name, target) : undefined;
}
