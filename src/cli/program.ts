import { Command } from 'commander';
import { approveCommand } from './approve.ts';
import { attachCommand } from './attach.ts';
import { completionCommand } from './completion.ts';
import { demoCommand } from './demo.ts';
import { detachCommand } from './detach.ts';
import { devCommand } from './dev.ts';
import { diffCommand } from './diff.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { iamCommand } from './iam.ts';
import { openCommand } from './open.ts';
import { planCommand } from './plan.ts';
import { rejectCommand } from './reject.ts';
import { simulateCommand } from './simulate.ts';
import { statusCommand } from './status.ts';
import { watchCommand } from './watch.ts';

/** All of `greenlight`, not yet run: the binary parses it, the documentation and the completion read it. */
export function createProgram(): Command {
  return new Command('greenlight')
    .description('Lifecycle hooks for Amazon ECS service deployments')
    .commandsGroup('On your own computer:')
    .addCommand(demoCommand())
    .addCommand(devCommand())
    .addCommand(simulateCommand())
    .commandsGroup('Put hooks before a service:')
    .addCommand(attachCommand())
    .addCommand(detachCommand())
    .addCommand(diffCommand())
    .addCommand(doctorCommand())
    .addCommand(planCommand())
    .addCommand(iamCommand())
    .commandsGroup('While a service is deployed:')
    .addCommand(statusCommand())
    .addCommand(watchCommand())
    .addCommand(explainCommand())
    .addCommand(openCommand())
    .addCommand(approveCommand())
    .addCommand(rejectCommand())
    .commandsGroup('Besides:')
    .addCommand(completionCommand())
    .showHelpAfterError();
}
