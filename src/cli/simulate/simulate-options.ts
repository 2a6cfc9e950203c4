import type { Faults } from '../../controller/chance/faults.ts';
import type { Switches } from '../../controller/switches.ts';
import type { SimulateOptions } from '../../simulate/simulation.ts';
import { MisuseError } from '../command/misuse-error.ts';
import type { FunctionFlags } from './own-hook-flags.ts';
import { type HookFlag, simulatedStrategies } from './simulate-flags.ts';

/** The flags of `greenlight simulate`, read. */
export type SimulateFlags = FunctionFlags & {
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
  stepPercent?: number;
  stepBakeMinutes?: number;
  canaryPercent?: number;
  canaryBakeMinutes?: number;
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

/** The deployment that the flags describe, without its hooks. */
export function simulateOptionsOf(flags: SimulateFlags): SimulateOptions {
  const strategy = simulatedStrategies[flags.strategy] ?? 'BLUE_GREEN';
  const { stepPercent, stepBakeMinutes, canaryPercent, canaryBakeMinutes } = flags;
  refuseFor('linear', flags, { '--step-percent': stepPercent, '--step-bake-minutes': stepBakeMinutes });
  refuseFor('canary', flags, { '--canary-percent': canaryPercent, '--canary-bake-minutes': canaryBakeMinutes });
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

/** @throws {MisuseError} if a flag of one strategy is used with another strategy */
function refuseFor(only: string, { strategy }: SimulateFlags, flags: Readonly<Record<string, unknown>>): void {
  if (strategy === only) return;
  for (const [flag, value] of Object.entries(flags)) {
    if (value === undefined) continue;
    throw new MisuseError(`${flag} applies to ${only}, but the strategy is ${strategy}; write --strategy ${only}`);
  }
}

/** A member if there is a value. */
function given<Key extends string, Value>(key: Key, value: Value | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

/** A member if any of its own members is given. */
function group<Key extends string, Value extends object>(key: Key, value: Value) {
  return given(key, Object.keys(value).length > 0 ? value : undefined);
}
