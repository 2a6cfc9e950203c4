import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, vi } from 'vitest';
import { personWatching } from '../../src/sandbox/pace.ts';
import { compileCache } from '../helpers/cache-folder.ts';
import { runCli } from './run-cli.ts';

const program = fileURLToPath(new URL('../../bin/greenlight.js', import.meta.url));
const anyPorts = ['production', 'test', 'dashboard', 'desk', 'ecs'].flatMap((name) => [`--${name}-port`, '0']);
/** A deployment takes about a second, and the processes of a hook start fast. */
const fast = ['--speed', '1000', '--env', `NODE_COMPILE_CACHE=${compileCache}`];

export type Dev = {
  stdout(): string;
  stderr(): string;
  /** Resolves when either stream has contained the text this many times (default: once); rejects if it ends before. */
  says(text: string, times?: number): Promise<void>;
  /** The address after a word of the greeting: `stage`, `ECS API`. */
  url(name: string): string;
  /** Presses Deploy. */
  deploy(): Promise<void>;
};

type DevProcess = Dev & {
  code: Promise<number | null>;
  /** Sends the signal, or SIGINT to all processes at once as a terminal does, and resolves to the exit code. */
  end(signal: NodeJS.Signals | 'Ctrl-C'): Promise<number | null>;
};

/** `greenlight dev` in this process and a folder of its own, on free ports, until the test has finished. */
export async function startDev(...flags: readonly string[]): Promise<Dev> {
  const dev = await runDevHere(flags);
  await dev.says('is ready');
  return dev;
}

/** The same, without waiting for anything. */
export async function runDevHere(flags: readonly string[]): Promise<Dev> {
  // Nobody watches, so that nothing stays on the screen for a while.
  vi.spyOn(personWatching, 'wait').mockResolvedValue();
  const output = collectOutput();
  const listeners = new Set(process.listeners('SIGINT'));
  const run = runCli(['dev', ...anyPorts, ...fast, ...flags], {
    cwd: await newFolder(),
    env: { FROM_OUTSIDE: 'seen' },
    onOutput: output.add,
  });
  onTestFinished(async () => {
    for (const listener of process.listeners('SIGINT')) if (!listeners.has(listener)) listener('SIGINT');
    await run;
  });
  return devOf(
    output,
    run.then(({ code }) => code),
  );
}

/** `greenlight dev` as a program of its own. */
export async function startDevProcess(...flags: readonly string[]): Promise<DevProcess> {
  const dev = await runDevProcess([...fast, ...flags]);
  await dev.says('is ready');
  return dev;
}

/** The same, without waiting for anything. */
export async function runDevProcess(flags: readonly string[]): Promise<DevProcess> {
  const output = collectOutput();
  const child = spawn(process.execPath, [program, 'dev', ...anyPorts, ...flags], {
    cwd: await newFolder(),
    // A process group of its own, as a terminal gives it.
    detached: true,
    env: { PATH: process.env['PATH'] ?? '' },
  });
  onTestFinished(() => kill(child));
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => output.add(text, name));
  const code = once(child, 'close').then(([exitCode]) => exitCode as number | null);
  return {
    ...devOf(output, code),
    code,
    async end(signal) {
      if (signal === 'Ctrl-C') process.kill(-(child.pid ?? Number.NaN), 'SIGINT');
      else child.kill(signal);
      return await code;
    },
  };
}

type Output = ReturnType<typeof collectOutput>;

function collectOutput() {
  const texts = { stdout: '', stderr: '' };
  const written = new EventEmitter();
  const add = (text: string, stream: keyof typeof texts) => {
    texts[stream] += text;
    written.emit('text');
  };
  return { texts, written, add };
}

function devOf({ texts, written }: Output, code: Promise<number | null>): Dev {
  const url = (name: string) => new RegExp(`^ +${name} +(http://[^/\\s]+)`, 'm').exec(texts.stdout)?.[1] ?? '';
  return {
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    url,
    async says(text, times = 1) {
      const count = () => (texts.stdout + texts.stderr).split(text).length - 1;
      const ended = code.then((exitCode) => {
        throw new Error(`ended with ${exitCode} and did not say "${text}": ${texts.stdout}${texts.stderr}`);
      });
      while (count() < times) await Promise.race([once(written, 'text'), ended]);
      ended.catch(() => {});
    },
    async deploy() {
      const { status } = await fetch(`${url('dashboard')}/actions/deploy`, {
        method: 'POST',
        headers: { accept: 'application/json' },
      });
      expect(status).toBe(200);
    },
  };
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-dev-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}
