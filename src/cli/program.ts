import { Command } from 'commander';
import { approveCommand } from './approve.ts';
import { attachCommand } from './attach.ts';
import { completionCommand } from './completion.ts';
import { demoCommand, isRunByNpm, npmAdvice } from './demo.ts';
import { detachCommand } from './detach.ts';
import { devCommand } from './dev.ts';
import { diffCommand } from './diff.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { helpCommand } from './help.ts';
import { iamCommand } from './iam.ts';
import { openCommand } from './open.ts';
import { ownVersion } from './own-version.ts';
import { planCommand } from './plan.ts';
import { rejectCommand } from './reject.ts';
import { reportMisuse } from './report-misuse.ts';
import { rollbackCommand } from './rollback.ts';
import { simulateCommand } from './simulate.ts';
import { statusCommand } from './status.ts';
import { watchCommand } from './watch.ts';

/** All of `greenlight`, not yet run: the binary parses it, the documentation and the completion read it. */
export function createProgram(): Command {
  const demo = demoCommand();
  const program = new Command('greenlight')
    .description('Lifecycle hooks for Amazon ECS service deployments')
    .commandsGroup('On your own computer:')
    .addCommand(demo)
    .addCommand(devCommand())
    .addCommand(simulateCommand())
    .commandsGroup('Attach hooks to a service:')
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
    .addCommand(rollbackCommand())
    .commandsGroup('Other commands:')
    .addCommand(completionCommand())
    .helpCommand(false)
    .version(ownVersion(), '-V, --version', 'print the version')
    .addHelpText(
      'after',
      '\nExit codes: 0 success, 1 the answer is no, 2 the command failed.\n\ngreenlight help <command> shows the flags, exit codes and examples of a command.',
    );
  program.addCommand(helpCommand([...program.commands.map((command) => command.name()), 'help']));
  reportMisuse(program, 'greenlight');
  for (const command of program.commands) reportMisuse(command, `greenlight ${command.name()}`);
  if (isRunByNpm(process.env)) reportMisuse(demo, 'greenlight demo', npmAdvice);
  return program;
}
