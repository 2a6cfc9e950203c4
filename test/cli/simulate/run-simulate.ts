import { fileURLToPath } from 'node:url';
import { type Run, runCli, runCliProcess, startCli } from '../run-cli.ts';

export type { Run };

const surroundings = {
  cwd: fileURLToPath(new URL('.', import.meta.url)),
  env: { PATH_OF_THE_TEST: 'the test' },
};

/** Runs `greenlight simulate` in this folder, without a terminal. */
export function runSimulate(...flags: readonly string[]): Promise<Run> {
  return runCli(['simulate', ...flags], surroundings);
}

/** The same as a program of its own: for tests of hooks that could end it, or keep it from ending. */
export function runSimulateProcess(...flags: readonly string[]): Promise<Run> {
  return runCliProcess(['simulate', ...flags], surroundings);
}

export function startSimulate(...flags: readonly string[]) {
  return startCli(['simulate', ...flags], surroundings);
}
