import { fileURLToPath } from 'node:url';
import { type Run, runCliProcess, startCli } from '../run-cli.ts';

export type { Run };

const surroundings = {
  cwd: fileURLToPath(new URL('.', import.meta.url)),
  env: { PATH_OF_THE_TEST: 'the test' },
};

/** Runs `greenlight simulate` as a program of its own because a hook's module keeps its state in a process, in this folder, without a terminal. */
export function runSimulate(...flags: readonly string[]): Promise<Run> {
  return runCliProcess(['simulate', ...flags], surroundings);
}

export function startSimulate(...flags: readonly string[]) {
  return startCli(['simulate', ...flags], surroundings);
}
