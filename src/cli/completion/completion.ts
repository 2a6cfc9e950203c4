import { Argument, Command } from 'commander';
import { hookableStages } from '../../hook/target.ts';
import { helpText } from '../command/help-text.ts';
import { bashCompletion } from './bash.ts';
import { type CompletedProgram, describeProgram } from './describe-program.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

const shells: Readonly<Record<string, (program: CompletedProgram) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/**
 * `greenlight completion`: a script for a shell, made from the commands and flags as they are. It runs no program at each key, which would
 * take Node's start every time.
 */
export function completionCommand(): Command {
  return new Command('completion')
    .description('Print a script that lets your shell complete commands, flags and their values')
    .addArgument(new Argument('<shell>', 'whose').choices(Object.keys(shells)))
    .addHelpText(
      'after',
      helpText({
        exitCodes: '0 printed, 2 it could not be done',
        examples: [
          'source <(greenlight completion bash)     # in ~/.bashrc',
          'source <(greenlight completion zsh)      # in ~/.zshrc, after compinit',
          'greenlight completion fish | source      # in ~/.config/fish/config.fish',
        ],
      }),
    )
    .action((shell: string, _flags: object, command: Command) => {
      const program = command.parent ?? command;
      process.stdout.write(shells[shell]?.(describeProgram(program, hookableStages)) ?? '');
    });
}
