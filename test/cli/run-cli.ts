import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runHere } from './run-here.ts';

export type Run = { code: number | null; stdout: string; stderr: string };

type Surroundings = {
  env?: Readonly<Record<string, string>>;
  /** Default: this folder. */
  cwd?: string;
};

export type RunOptions = Surroundings & {
  onOutput?: (text: string, stream: 'stdout' | 'stderr') => void;
  columns?: number;
  stdin?: NodeJS.ReadableStream;
};

export type ProcessOptions = Surroundings & { onOutput?: (text: string, child: ChildProcess) => void };

const program = fileURLToPath(new URL('../../bin/greenlight.js', import.meta.url));

/** Credentials and a Region that lead nowhere; endpoints are added. */
export const fakeAws = {
  AWS_ACCESS_KEY_ID: 'testing',
  AWS_SECRET_ACCESS_KEY: 'testing',
  AWS_REGION: 'us-west-2',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

/**
 * Runs `greenlight` in this process, which costs a tenth of a program of its own, without a terminal and with nothing of the surrounding
 * environment.
 */
export function runCli(
  args: readonly string[],
  { onOutput, columns, stdin, ...options }: RunOptions = {},
): Promise<Run> {
  return runHere(args, { ...completed(options), onOutput, columns, stdin });
}

/** The same as a program of its own: for tests of what a process does, such as its response to a signal. */
export function runCliProcess(args: readonly string[], options: ProcessOptions = {}): Promise<Run> {
  const { promise, resolve, reject } = Promise.withResolvers<Run>();
  const child = startCli(args, options);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      options.onOutput?.(text, child);
    });
  }
  child.on('error', reject).on('close', (code) => resolve({ code, ...output }));
  return promise;
}

/** What is on stderr apart from notices about slow calls, which depend on the machine. */
export function errorsIn({ stderr }: Pick<Run, 'stderr'>): string {
  return stderr.replace(/^.* …\n/gm, '');
}

/** The same, for a test that acts on it while it runs. */
export function startCli(args: readonly string[], options: Surroundings = {}) {
  return spawn(process.execPath, [program, ...args], { ...completed(options), stdio: ['ignore', 'pipe', 'pipe'] });
}

function completed({ env = {}, cwd }: Surroundings) {
  return {
    cwd: cwd ?? fileURLToPath(new URL('.', import.meta.url)),
    env: { PATH: process.env['PATH'] ?? '', ...fakeAws, ...env },
  };
}
