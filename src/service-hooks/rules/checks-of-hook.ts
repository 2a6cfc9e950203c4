import { hookKinds } from '../hook-kinds.ts';
import type { ServiceHook } from '../service-hook.ts';

/** A hook that runs one check, or one check of a gate: with the stages and the timeout of the gate. */
export type CheckOfHook<Hook extends ServiceHook = ServiceHook> = Hook & {
  /** The place of its configuration: `lifecycleHooks[0].hookDetails.checks[1].smoke`. */
  detailsAt: string;
  /** Its name: that of the hook, if it is not a gate. */
  check: string | undefined;
};

/** The checks that a hook runs: those of a gate, of any other hook itself. */
export function checksOfHook<Hook extends ServiceHook>(hook: Hook): readonly CheckOfHook<Hook>[] {
  const { configuration, where } = hook;
  if (hook.kind !== 'gate' || !configuration || configuration.problem !== undefined)
    return [{ ...hook, check: hook.kind, detailsAt: `${where}.hookDetails` }];
  const { config, ...read } = configuration;
  return (config.checks ?? []).map(({ check, at, config: own }) => ({
    ...hook,
    check,
    kind: hookKinds.find((kind) => kind === check),
    configuration: { ...read, config: own },
    detailsAt: `${where}.${at}`,
  }));
}

/** Whether it asks people, alone or after other checks. */
export function hasApproval(hook: ServiceHook): boolean {
  return checksOfHook(hook).some(({ kind }) => kind === 'approval');
}
