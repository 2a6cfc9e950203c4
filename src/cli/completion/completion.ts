import { Argument, Command } from 'commander';
import { helpText } from '../command/help-text.ts';
import type { CompletionShell } from './completion-script.ts';

const shells = ['bash', 'zsh', 'fish'] as const satisfies readonly CompletionShell[];

/**
 * `greenlight completion`: a script for a shell, made from the commands and flags as they are. It does not start
 * Node for each completion, which would be slow.
 */
export function completionCommand(): Command {
  return new Command('completion')
    .description('Print a script that lets your shell complete commands, flags and their values')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .addHelpText(
      'after',
      helpText({
        exitCodes: '0 printed, 2 the command failed',
        examples: [
          'source <(greenlight completion bash)     # in ~/.bashrc',
          'source <(greenlight completion zsh)      # in ~/.zshrc, after compinit',
          'greenlight completion fish | source      # in ~/.config/fish/config.fish',
        ],
      }),
    )
    .action(async (shell: CompletionShell, _flags: object, command: Command) => {
      const { completionScript } = await import('./completion-script.ts');
      process.stdout.write(await completionScript(shell, command.parent ?? command));
    });
}
