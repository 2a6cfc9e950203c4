import type { Command } from 'commander';
import type { Strategy } from '../../controller/ecs/resources.ts';
import { number, simulatedStrategies, wholeNumber } from './simulate-flags.ts';

export type StepFlags = {
  stepPercent?: number;
  stepBakeMinutes?: number;
  canaryPercent?: number;
  canaryBakeMinutes?: number;
};

/** The flags for linear and canary steps, shared by all commands that take them. */
export function addStepFlags(command: Command): Command {
  return command
    .option('--step-percent <n>', 'linear: traffic shifted at each step (default: 10)', number(3, 100))
    .option('--step-bake-minutes <n>', 'linear: the wait after each step (default: 6)', wholeNumber(0, 1440))
    .option('--canary-percent <n>', 'canary: traffic shifted first (default: 5)', number(0.1, 100))
    .option(
      '--canary-bake-minutes <n>',
      'canary: the wait before the rest is shifted (default: 10)',
      wholeNumber(0, 1440),
    );
}

/** A flag for the steps of another strategy, and what to write instead. */
export function unusedStepFlag(strategy: Strategy, flags: StepFlags): { message: string; next: string } | undefined {
  const { stepPercent, stepBakeMinutes, canaryPercent, canaryBakeMinutes } = flags;
  const own = {
    linear: { '--step-percent': stepPercent, '--step-bake-minutes': stepBakeMinutes },
    canary: { '--canary-percent': canaryPercent, '--canary-bake-minutes': canaryBakeMinutes },
  };
  const name = Object.keys(simulatedStrategies).find((each) => simulatedStrategies[each] === strategy);
  for (const [only, values] of Object.entries(own)) {
    const [flag] = Object.entries(values).find(([, value]) => value !== undefined) ?? [];
    if (flag === undefined || only === name) continue;
    return { message: `${flag} applies to ${only}, but the strategy is ${name}`, next: `write --strategy ${only}` };
  }
  return undefined;
}
