import type { Command } from 'commander';
import { hookableStages } from '../../hook/target.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { readProgram } from './read-program.ts';
import { zshCompletion } from './zsh.ts';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

export type CompletionShell = keyof typeof scripts;

/** The script that completes the commands, flags and values of `program` in this shell. */
export function completionScript(shell: CompletionShell, program: Command): string {
  return scripts[shell](readProgram(program, hookableStages));
}
