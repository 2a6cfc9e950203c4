import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Done, Order, Started } from './runner.ts';

export type Running = {
  pid: number;
  /** The bundle is imported, and the process waits until it gets an order. */
  started: Started;
  obey(order: Order): Promise<Done>;
  /** Ends the process. */
  end(): Promise<{ logLines: number; loaded: string[] }>;
};

export type Start = { runner: string; bundle: string; env: Record<string, string>; trace?: string };

/** Imports a bundle in a fresh process of the same Node, with no environment but `env`. */
export async function startProcess({ runner, bundle, env, trace }: Start): Promise<Running> {
  const child = spawn(process.execPath, [...lambdaFlags, ...(trace ? ['--import', trace] : []), runner, bundle], {
    env,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const [stdin, stdout, stderr, answers, loads] = child.stdio as unknown as [Writable, ...Readable[]];
  const exited = once(child, 'exit');
  const log = collect(stdout, stderr);
  const loaded = collect(loads);
  const lines = createInterface({ input: answers as Readable })[Symbol.asyncIterator]();
  const started = await next<Started>();
  return {
    pid: child.pid ?? 0,
    started,
    obey(order) {
      stdin.write(`${JSON.stringify(order)}\n`);
      return next<Done>();
    },
    async end() {
      stdin.end();
      await exited;
      return { logLines: (await log).length, loaded: await loaded };
    },
  };

  async function next<Line>(): Promise<Line> {
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value) as Line;
    throw new Error(`${bundle} ended before it answered:\n${(await log).join('\n')}`);
  }
}

/** As Lambda starts Node: a twentieth of 128 MB for each half of the young generation, nine tenths for the old one. */
const lambdaFlags = ['--expose-gc', '--max-semi-space-size=6', '--max-old-space-size=115'];

/** The lines of all streams, once they have ended. */
async function collect(...streams: (Readable | undefined)[]): Promise<string[]> {
  const texts = streams.map(async (stream) => (stream ? (await stream.toArray()).join('') : ''));
  return (await Promise.all(texts)).flatMap((text) => text.split('\n').filter(Boolean));
}
