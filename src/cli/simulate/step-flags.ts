import type { Command } from 'commander';
import { number, wholeNumber } from './simulate-flags.ts';

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
