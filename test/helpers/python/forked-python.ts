import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export type Ended = { code: number; stdout: string; stderr: string };

export type RunForked = (
  argv: readonly string[],
  options: { cwd: string; env: Readonly<Record<string, string | undefined>> },
) => Promise<Ended>;

const forksScript = fileURLToPath(new URL('../../../tools/python/forks.py', import.meta.url));

/** The files of a worker share them. They end with the worker. */
const started = new Map<string, RunForked>();

/**
 * Runs scripts of a Python tool without waiting each time until it has imported itself, which takes seconds of a core.
 *
 * @param python - the tool's own
 * @param modules - what its scripts import first; those of the first call count
 * @returns what runs a script with its arguments, or `-c`, a program and its arguments, as `python` would
 */
export function forkedPython(
  python: string,
  modules: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): RunForked {
  return (argv, options) => {
    const running = started.get(python) ?? start(python, modules, env);
    started.set(python, running);
    return running(argv, options);
  };
}

function start(
  python: string,
  modules: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): RunForked {
  const server = spawn(python, [forksScript, ...modules], { stdio: ['pipe', 'pipe', 'pipe'], env });
  const waiting = new Map<number, { ended: (code: number) => void; failed: (reason: Error) => void }>();
  let count = 0;
  let words = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  createInterface(server.stdout).on('line', (line) => {
    const { id, code } = JSON.parse(line) as { id: number; code: number };
    waiting.get(id)?.ended(code);
  });
  const fail = (reason: string) => {
    started.delete(python);
    for (const { failed } of waiting.values()) failed(new Error(`${python} ended early (${reason}): ${words}`));
  };
  server.once('error', ({ message }) => fail(message)).once('exit', (code) => fail(`exit code ${code}`));
  letGo(server);

  return async (argv, options) => {
    const folder = await mkdtemp(join(tmpdir(), 'greenlight-forked-'));
    const [stdout, stderr] = [join(folder, 'stdout'), join(folder, 'stderr')];
    const { promise, resolve: ended, reject: failed } = Promise.withResolvers<number>();
    const id = count++;
    waiting.set(id, { ended, failed });
    server.stdin.write(`${JSON.stringify({ id, argv, ...options, stdout, stderr })}\n`);
    try {
      return { code: await promise, stdout: await readFile(stdout, 'utf8'), stderr: await readFile(stderr, 'utf8') };
    } finally {
      waiting.delete(id);
      await rm(folder, { recursive: true });
    }
  };
}

/** Neither the process nor its pipes keep this one alive. */
function letGo(server: ChildProcessByStdio<Writable, Readable, Readable>): void {
  server.unref();
  for (const pipe of [server.stdin, server.stdout, server.stderr]) {
    (pipe as unknown as { unref(): void }).unref();
  }
}
