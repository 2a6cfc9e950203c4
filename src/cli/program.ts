import { Command } from 'commander';
import { demoCommand } from './demo.ts';
import { devCommand } from './dev.ts';
import { doctorCommand } from './doctor.ts';
import { simulateCommand } from './simulate.ts';

/** All of `greenlight`, not yet run: the binary parses it, the documentation and the completion read it. */
export function createProgram(): Command {
  return new Command('greenlight')
    .description('Lifecycle hooks for Amazon ECS service deployments')
    .addCommand(demoCommand())
    .addCommand(devCommand())
    .addCommand(doctorCommand())
    .addCommand(simulateCommand())
    .showHelpAfterError();
}
