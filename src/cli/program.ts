import { Command } from 'commander';
import { approveCommand } from './approve.ts';
import { demoCommand } from './demo.ts';
import { devCommand } from './dev.ts';
import { explainCommand } from './explain.ts';
import { openCommand } from './open.ts';
import { rejectCommand } from './reject.ts';
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
    .addCommand(explainCommand())
    .addCommand(openCommand())
    .addCommand(approveCommand())
    .addCommand(rejectCommand())
    .showHelpAfterError();
}
