import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type Run = { code: number | null; stdout: string; stderr: string };

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const folder = fileURLToPath(new URL('.', import.meta.url));

/** Runs `greenlight simulate` as a program, in this folder, without a terminal. */
export function runSimulate(...flags: readonly string[]): Promise<Run> {
  const { promise, resolve, reject } = Promise.withResolvers<Run>();
  const child = startSimulate(...flags);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  child.on('error', reject).on('close', (code) => resolve({ code, ...output }));
  return promise;
}

export function startSimulate(...flags: readonly string[]) {
  return spawn(process.execPath, [program, 'simulate', ...flags], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', PATH_OF_THE_TEST: 'the test' },
  });
}
