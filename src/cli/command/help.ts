import { Argument, Command } from 'commander';
import { helpText } from './help-text.ts';

/** `greenlight help`, instead of commander's own, which does not report an unknown command. */
export function helpCommand(names: readonly string[]): Command {
  return new Command('help')
    .description('Show the flags, exit codes and examples of a command')
    .addArgument(new Argument('[command]', 'the command (default: all of them)').choices(names))
    .addHelpText(
      'after',
      helpText({
        exitCodes: '0 printed, 2 there is no such command',
        examples: ['greenlight help', 'greenlight help attach'],
      }),
    )
    .action((name: string | undefined, _flags: object, command: Command) => {
      const program = command.parent ?? command;
      (program.commands.find((each) => each.name() === name) ?? program).outputHelp();
    });
}
