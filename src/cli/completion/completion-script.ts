import type { Command } from 'commander';
import { hookableStages } from '../../hook/target.ts';
import { readProgram } from './read-program.ts';

const scripts = {
  bash: async () => (await import('./bash.ts')).bashCompletion,
  zsh: async () => (await import('./zsh.ts')).zshCompletion,
  fish: async () => (await import('./fish.ts')).fishCompletion,
};

export type CompletionShell = keyof typeof scripts;

/** The script that completes the commands, flags and values of `program` in this shell. */
export async function completionScript(shell: CompletionShell, program: Command): Promise<string> {
  const format = await scripts[shell]();
  return format(readProgram(program, hookableStages));
}
