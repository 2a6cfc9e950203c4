import { Command } from 'commander';
import { demoCommand } from './demo.ts';
import { devCommand } from './dev.ts';
import { simulateCommand } from './simulate.ts';
import { statusCommand } from './status.ts';
import { watchCommand } from './watch.ts';

/** All of `greenlight`, not yet run: the binary parses it, the documentation and the completion read it. */
export function createProgram(): Command {
  return new Command('greenlight')
    .description('Lifecycle hooks for Amazon ECS service deployments')
    .addCommand(demoCommand())
    .addCommand(devCommand())
    .addCommand(simulateCommand())
    .addCommand(statusCommand())
    .addCommand(watchCommand())
    .showHelpAfterError();
}
