import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('../../bin/greenlight.js', import.meta.url));

export type Dev = {
  stdout(): string;
  stderr(): string;
  /** Resolves when either stream has contained the text this many times (default: once); rejects if the program ends before. */
  says(text: string, times?: number): Promise<void>;
  /** The address after a word of the greeting: `stage`, `ECS API`. */
  url(name: string): string;
  /** Presses Deploy. */
  deploy(): Promise<void>;
  /** Sends the signal, or SIGINT to all processes at once as a terminal does, and resolves to the exit code. */
  end(signal: NodeJS.Signals | 'Ctrl-C'): Promise<number | null>;
};

/** `greenlight dev` as a separate program on free ports, with a clock so fast that a deployment takes about a second. */
export async function startDev(...flags: readonly string[]): Promise<Dev> {
  const dev = await run(['--speed', '1000', ...flags]);
  await dev.says('is ready');
  return dev;
}

/** The same, without waiting for anything. */
export async function run(flags: readonly string[]): Promise<Dev & { code: Promise<number | null> }> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-dev-'));
  const ports = ['production', 'test', 'dashboard', 'desk', 'ecs'].flatMap((name) => [`--${name}-port`, '0']);
  const child = spawn(process.execPath, [program, 'dev', ...ports, ...flags], {
    cwd: folder,
    // A process group of its own, as a terminal gives it.
    detached: true,
    env: { PATH: process.env['PATH'] ?? '', FROM_OUTSIDE: 'seen' },
  });
  onTestFinished(async () => {
    await kill(child);
    await rm(folder, { recursive: true, force: true });
  });
  const output = { stdout: '', stderr: '' };
  const written = new EventEmitter();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      written.emit('text');
    });
  }
  const code = once(child, 'close').then(([exitCode]) => exitCode as number | null);
  const url = (name: string) => new RegExp(`^ +${name} +(http://[^/\\s]+)`, 'm').exec(output.stdout)?.[1] ?? '';
  return {
    code,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    url,
    async says(text, times = 1) {
      const count = () => (output.stdout + output.stderr).split(text).length - 1;
      const ended = code.then((exitCode) => {
        throw new Error(`ended with ${exitCode} and did not say "${text}": ${output.stdout}${output.stderr}`);
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
    async end(signal) {
      if (signal === 'Ctrl-C') process.kill(-(child.pid ?? Number.NaN), 'SIGINT');
      else child.kill(signal);
      return await code;
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}
