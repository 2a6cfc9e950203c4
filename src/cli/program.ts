import { Command } from 'commander';
import { attachCommand } from './attach/attach.ts';
import { detachCommand } from './attach/detach.ts';
import { diffCommand } from './attach/diff.ts';
import { auditCommand } from './audit/audit.ts';
import { backtestCommand } from './backtest/backtest.ts';
import { helpCommand } from './command/help.ts';
import { helpStyle, termOf } from './command/help-style.ts';
import { ownVersion } from './command/own-version.ts';
import { refuseEmpty } from './command/refuse-empty.ts';
import { reportMisuse } from './command/report-misuse.ts';
import { completionCommand } from './completion/completion.ts';
import { approveCommand } from './decision/approve.ts';
import { breakGlassCommand } from './decision/break-glass.ts';
import { closeCommand } from './decision/close.ts';
import { extendCommand } from './decision/extend.ts';
import { openCommand } from './decision/open/open.ts';
import { rejectCommand } from './decision/reject.ts';
import { withdrawCommand } from './decision/withdraw.ts';
import { demoCommand, isRunByNpm, npmAdvice } from './demo/demo.ts';
import { statusCommand } from './deployment/status.ts';
import { devCommand } from './dev/dev.ts';
import { doctorCommand } from './doctor/doctor.ts';
import { explainCommand } from './explain/explain.ts';
import { iamCommand } from './iam/iam.ts';
import { initCommand } from './init/init.ts';
import { lintCommand } from './lint/lint.ts';
import { observeCommand } from './observe/observe.ts';
import { planCommand } from './plan/plan.ts';
import { reviewersCommand } from './reviewers/reviewers.ts';
import { rollbackCommand } from './rollback/rollback.ts';
import { simulateCommand } from './simulate/simulate.ts';
import { smokeCommand } from './smoke/smoke.ts';
import { verifyCommand } from './verify/verify.ts';
import { watchCommand } from './watch/watch.ts';

/** All of `greenlight`, not yet run: the binary parses it; the documentation and the completion read it. */
export function createProgram(): Command {
  const demo = demoCommand();
  const program = new Command('greenlight')
    .description('Lifecycle hooks for Amazon ECS service deployments')
    .commandsGroup('On your own computer:')
    .addCommand(demo)
    .addCommand(devCommand())
    .addCommand(simulateCommand())
    .addCommand(smokeCommand())
    .commandsGroup('Attach hooks to a service:')
    .addCommand(initCommand())
    .addCommand(attachCommand())
    .addCommand(detachCommand())
    .addCommand(diffCommand())
    .addCommand(lintCommand())
    .addCommand(doctorCommand())
    .addCommand(verifyCommand())
    .addCommand(planCommand())
    .addCommand(backtestCommand())
    .addCommand(reviewersCommand())
    .addCommand(iamCommand())
    .commandsGroup('While a service is deployed:')
    .addCommand(statusCommand())
    .addCommand(watchCommand())
    .addCommand(explainCommand())
    .addCommand(openCommand())
    .addCommand(approveCommand())
    .addCommand(rejectCommand())
    .addCommand(withdrawCommand())
    .addCommand(breakGlassCommand())
    .addCommand(extendCommand())
    .addCommand(closeCommand())
    .addCommand(rollbackCommand())
    .commandsGroup('Other commands:')
    .addCommand(auditCommand())
    .addCommand(observeCommand())
    .addCommand(completionCommand())
    .helpCommand(false)
    .enablePositionalOptions()
    .version(ownVersion(), '-V, --version', 'print the version')
    .addHelpText(
      'after',
      '\nExit codes: 0 success, 1 the answer is no, 2 it failed, 3 no such deployment.\n\ngreenlight help <command> shows the flags, exit codes and examples of a command.',
    );
  program.addCommand(helpCommand([...program.commands.map((command) => command.name()), 'help']));
  reportMisuse(program, 'greenlight');
  for (const command of program.commands) prepare(command, `greenlight ${command.name()}`);
  program.configureHelp({ ...helpStyle, subcommandTerm: termOf });
  if (isRunByNpm(process.env)) reportMisuse(demo, 'greenlight demo', npmAdvice);
  return program;
}

/** Errors and help look the same in a command and in the commands within it. */
function prepare(command: Command, name: string): void {
  reportMisuse(command, name);
  refuseEmpty(command);
  command.configureHelp({ ...helpStyle, subcommandTerm: termOf });
  for (const inner of command.commands) prepare(inner, `${name} ${inner.name()}`);
}
