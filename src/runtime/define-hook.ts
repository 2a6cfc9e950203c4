import { createHook } from '../hook/create-hook.ts';
import type { HookOptions } from '../hook/hook-options.ts';
import { logger } from './logger.ts';
import { systemClock } from './system-clock.ts';

/** {@link HookOptions}, with the real time and the Powertools logger by default. */
export type DefineHookOptions<Config> = Omit<HookOptions<Config>, 'clock' | 'logger'> &
  Partial<Pick<HookOptions<Config>, 'clock' | 'logger'>>;

/**
 * Turns a check into a Lambda handler that ECS can call as a lifecycle hook. Built on middy, so `.use()` takes any middleware.
 *
 * The handler always resolves to an explicit answer with a reason, because ECS rolls back on anything else and then shows only "HookStatus must
 * not be null". It answers FAILED at once for a malformed event, an event from another account or Region, and a wrong configuration. What
 * could not be checked is IN_PROGRESS until the error budget is used up. In a rollback it answers SUCCEEDED at once.
 *
 * @param options `check` is required. `clock` and `logger` default to {@link systemClock} and {@link logger}; pass others in tests.
 * @example
 * ```ts
 * import { defineHook } from 'ecs-greenlight';
 *
 * export const handler = defineHook({
 *   check: {
 *     name: 'freeze',
 *     run: ({ service }, { clock }) =>
 *       clock.now().getUTCFullYear() < 2000
 *         ? { kind: 'fail', reason: `${service} is frozen until 2000` }
 *         : { kind: 'pass', reason: `${service} is not frozen` },
 *   },
 * });
 * ```
 */
export function defineHook<Config>(options: DefineHookOptions<Config>) {
  return createHook({ clock: systemClock, logger, ...options });
}
