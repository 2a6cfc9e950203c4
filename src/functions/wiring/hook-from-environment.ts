import type { Check } from '../../hook/check.ts';
import { createHook } from '../../hook/create-hook.ts';
import type { HookOptions } from '../../hook/hook-options.ts';
import { logger } from '../../runtime/logger.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { formatError } from '../../wording/values.ts';

type HookParts<Config> = Pick<HookOptions<Config>, 'check' | 'defaults' | 'reports' | 'asksRollback'>;

/**
 * Builds a function's hook from its environment. If that fails, the hook still answers: it lets rollbacks through and fails everything else with
 * the reason. A crash during init would leave ECS with "HookStatus must not be null".
 */
export function hookFromEnvironment<Config>(name: string, build: () => HookParts<Config>) {
  try {
    return createHook({ ...build(), clock: systemClock, logger });
  } catch (error) {
    const check: Check<unknown> = { name, run: () => ({ kind: 'fail', reason: formatError(error) }) };
    return createHook({ check, clock: systemClock, logger });
  }
}
