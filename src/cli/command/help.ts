import { Argument, Command } from 'commander';
import { formatValue } from '../../wording/values.ts';
import { helpText } from './help-text.ts';

/** `greenlight help`, instead of commander's own, which does not report an unknown command. */
export function helpCommand(names: readonly string[]): Command {
  return new Command('help')
    .description('Show the flags, exit codes and examples of a command')
    .addArgument(new Argument('[command]', 'the command (default: all of them)').choices(names))
    .addArgument(new Argument('[inner]', 'a command within it, such as check of init'))
    .addHelpText(
      'after',
      helpText({
        exitCodes: '0 printed, 2 there is no such command',
        examples: ['greenlight help', 'greenlight help attach'],
      }),
    )
    .action((name: string | undefined, inner: string | undefined, _flags: object, command: Command) => {
      const program = command.parent ?? command;
      const outer = program.commands.find((each) => each.name() === name) ?? program;
      const found = outer.commands.find((each) => each.name() === inner);
      if (inner !== undefined && !found)
        command.error(`error: ${name} has no command ${formatValue(inner)}; leave it out`, { exitCode: 2 });
      (found ?? outer).outputHelp();
    });
}
