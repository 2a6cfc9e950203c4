import { spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export type FirstStart = {
  /** Everything that the commands printed, in both streams. */
  output: string;
  /** Until the page was served. */
  seconds: number;
  /** What the first page says. */
  page: string;
};

/**
 * Types what a newcomer types, a line of shell that runs the sandbox until Ctrl-C, and waits for its page.
 *
 * @param line - gets the flags that choose free ports at its end
 * @throws if the line ends before there is a page; the message has all that it printed
 */
export async function firstStart(line: string, { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }) {
  const ports = await freePorts(4);
  const flags = ['production', 'test', 'dashboard', 'desk'].map((name, index) => `--${name}-port ${ports[index]}`);
  const started = performance.now();
  // A group of its own, so that all of it ends with one signal. In CI no browser opens.
  const child = spawn('sh', ['-c', `${line} ${flags.join(' ')}`], { cwd, env: { ...env, CI: 'true' }, detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const ended = new Promise<never>((_, reject) => {
    child.on('close', (code) => reject(new Error(`"${line}" ended with ${code} and no page:\n${output}`)));
  });
  ended.catch(() => {});
  try {
    const page = await Promise.race([untilServed(`http://127.0.0.1:${ports[2]}/`), ended]);
    return { output, seconds: (performance.now() - started) / 1000, page } satisfies FirstStart;
  } finally {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await ended.catch(() => {});
  }
}

/** What npm, Node.js or a package could complain about. */
export const complaint = /warn|deprecat|vulnerab|experimental|EBADENGINE/i;

/**
 * An environment with nothing of the npm and vitest that run these tests. Certificates and the registry stay.
 *
 * @param bin - the folder of node and npm
 * @param cache - npm's; empty, for somebody who installs for the first time
 */
export function newcomersEnvironment(bin: string, cache: string): NodeJS.ProcessEnv {
  const ours = /^(npm_(?!config_(registry|https?_proxy|noproxy|cafile)$)|NODE_OPTIONS$|VITEST|INIT_CWD$)/i;
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((each) => !each.includes('node_modules'));
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))),
    PATH: [bin, ...path].join(delimiter),
    npm_config_cache: cache,
    npm_config_update_notifier: 'false',
    // Of a busy machine: npm's threads spend longer on waking each other than one needs to write small files.
    UV_THREADPOOL_SIZE: '1',
  };
}

async function untilServed(url: string): Promise<string> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return await response.text();
    await setTimeout(100);
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((done) => server.once('listening', done))));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
