/** The `greenlight` command with `simulate` alone, as a program of its own. */
import { Command } from 'commander';
import { simulateCommand } from '../../src/cli/simulate.ts';

await new Command('greenlight').addCommand(simulateCommand()).parseAsync();
