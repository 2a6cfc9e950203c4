import { fileURLToPath } from 'node:url';
import { type Run, runCli, startCli } from '../run-cli.ts';

export type { Run };

const surroundings = {
  cwd: fileURLToPath(new URL('.', import.meta.url)),
  env: { PATH_OF_THE_TEST: 'the test' },
};

/** Runs `greenlight simulate` as a program, in this folder, without a terminal. */
export function runSimulate(...flags: readonly string[]): Promise<Run> {
  return runCli(['simulate', ...flags], surroundings);
}

export function startSimulate(...flags: readonly string[]) {
  return startCli(['simulate', ...flags], surroundings);
}
