import { Console } from 'node:console';
import { Readable, Writable } from 'node:stream';
import { runProgram } from '../../src/cli/run-program.ts';
import type { Run } from './run-cli.ts';

type Surroundings = {
  /** Makes stdout and stderr a terminal this wide. Default: pipes. */
  columns?: number | undefined;
  /** Default: nothing, and not a terminal. */
  stdin?: NodeJS.ReadableStream | undefined;
  env: Readonly<Record<string, string>>;
  cwd: string;
  onOutput?: ((text: string, stream: 'stdout' | 'stderr') => void) | undefined;
};

let last: Promise<unknown> = Promise.resolve();

/** Runs `greenlight` in this process, one at a time because a process has only one environment and one exit code. */
export function runHere(args: readonly string[], surroundings: Surroundings): Promise<Run> {
  const run = last.then(() => runAlone(args, surroundings));
  last = run.catch(() => {});
  return run;
}

async function runAlone(args: readonly string[], { env, cwd, onOutput, columns, stdin }: Surroundings): Promise<Run> {
  const output = { stdout: '', stderr: '' };
  const collect = (name: keyof typeof output) => (text: string) => {
    output[name] += text;
    onOutput?.(text, name);
  };
  const stdout = streamTo(collect('stdout'), columns);
  const stderr = streamTo(collect('stderr'), columns);
  const listeners = listenersBySignal();
  const restore = [
    replace(process, 'env', { ...env }),
    replace(process, 'stdin', stdin ?? Readable.from([])),
    replace(process, 'stdout', stdout),
    replace(process, 'stderr', stderr),
    replace(globalThis, 'console', new Console({ stdout, stderr })),
  ];
  const before = { cwd: process.cwd(), exitCode: process.exitCode };
  process.chdir(cwd);
  process.exitCode = undefined;
  try {
    await runProgram(args);
    if (listenersBySignal() !== listeners) throw new Error(`greenlight ${args.join(' ')} still listens for signals`);
    return { code: Number(process.exitCode ?? 0), ...output };
  } finally {
    process.exitCode = before.exitCode;
    process.chdir(before.cwd);
    for (const back of restore) back();
  }
}

/** Like a pipe, which is not a terminal and has no width; or like a terminal without colours. */
function streamTo(collect: (text: string) => void, columns: number | undefined): Writable {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: Buffer | string, _encoding, done) {
      collect(String(chunk));
      done();
    },
  });
  return columns === undefined
    ? stream
    : Object.assign(stream, { isTTY: true, columns, rows: 50, hasColors: () => false, getColorDepth: () => 1 });
}

/** Returns what puts the member back. */
function replace<Target extends object>(target: Target, name: keyof Target, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  if (before === undefined) throw new Error(`there is no ${String(name)} to replace`);
  Object.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true });
  return () => void Object.defineProperty(target, name, before);
}

function listenersBySignal(): string {
  return ['SIGINT', 'SIGTERM', 'SIGHUP', 'unhandledRejection'].map((name) => process.listenerCount(name)).join();
}
