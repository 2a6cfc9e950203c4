import { fileURLToPath } from 'node:url';
import { type Run, runCli } from '../cli/run-cli.ts';

export type { Run };

/** Runs `greenlight simulate` as a program, in this folder, without a terminal. */
export function runSimulate(...flags: readonly string[]): Promise<Run> {
  return runCli(['simulate', ...flags], { cwd: fileURLToPath(new URL('.', import.meta.url)) });
}
