import type { Faults } from '../../controller/chance/faults.ts';
import type { Switches } from '../../controller/switches.ts';
import type { SimulateOptions } from '../../simulate/simulation.ts';
import { MisuseError } from '../command/misuse-error.ts';
import type { FunctionFlags } from './own-hook-flags.ts';
import { type HookFlag, simulatedStrategies } from './simulate-flags.ts';
import { type StepFlags, unusedStepFlag } from './step-flags.ts';

/** The flags of `greenlight simulate`, read. */
export type SimulateFlags = FunctionFlags &
  StepFlags & {
    strategy: string;
    hooks: readonly HookFlag[];
    /** As they were typed, after `simulate`. */
    arguments: readonly string[];
    ownProcess?: boolean;
    strict?: boolean;
    output: 'text' | 'json';
    firstDeployment?: boolean;
    activeRevisions?: number;
    desiredCount?: number;
    bakeMinutes?: number;
    configuration?: SimulateOptions['deploymentConfiguration'] & {};
    seed?: string;
    fault?: Faults;
    profile?: Partial<Switches>;
    switch?: Partial<Switches>;
    speed?: number;
    wallClock?: boolean;
    record?: string;
    replay?: string;
    /** A file with the flags of another configuration. */
    against?: string;
    /** How many services deploy at the same time. */
    services?: number;
    report?: string;
    event?: string;
  };

/**
 * The deployment that the flags describe, without its hooks.
 *
 * @throws {MisuseError} if a flag of one strategy is used with another strategy
 */
export function simulateOptionsOf(flags: SimulateFlags): SimulateOptions {
  const strategy = simulatedStrategies[flags.strategy] ?? 'BLUE_GREEN';
  const { stepPercent, stepBakeMinutes, canaryPercent, canaryBakeMinutes } = flags;
  const unused = unusedStepFlag(strategy, flags);
  if (unused) throw new MisuseError(unused.message, unused);
  return {
    strategy,
    ...given('seed', flags.seed),
    ...given('faults', flags.fault),
    ...group('switches', { ...flags.profile, ...flags.switch }),
    ...given('desiredCount', flags.desiredCount),
    ...given('firstDeployment', flags.firstDeployment),
    ...given('activeRevisions', flags.activeRevisions),
    deploymentConfiguration: {
      ...flags.configuration,
      ...given('bakeTimeInMinutes', flags.bakeMinutes),
      ...group('linearConfiguration', {
        ...given('stepPercent', stepPercent),
        ...given('stepBakeTimeInMinutes', stepBakeMinutes),
      }),
      ...group('canaryConfiguration', {
        ...given('canaryPercent', canaryPercent),
        ...given('canaryBakeTimeInMinutes', canaryBakeMinutes),
      }),
    },
  };
}

/** A member if there is a value. */
function given<Key extends string, Value>(key: Key, value: Value | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

/** A member if any of its own members is given. */
function group<Key extends string, Value extends object>(key: Key, value: Value) {
  return given(key, Object.keys(value).length > 0 ? value : undefined);
}
