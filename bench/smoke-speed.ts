import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import autocannon from 'autocannon';
import { httpProbe } from '../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../src/checks/smoke/smoke-check.ts';
import { readConfiguration } from '../src/hook/configuration.ts';
import { parseEvent } from '../src/hook/event/event.ts';
import type { Fixture } from './fixture.ts';
import { startProcess } from './run-process.ts';

/** One round: the same 100 requests by autocannon and by the smoke test, and a cold start of the hook as it is and as it was. */
export type SmokeRound = {
  /** Milliseconds to the last answer of a server that takes 20 ms for each, and of one that answers at once. */
  slow: { autocannon: number; smoke: number };
  instant: { autocannon: number; smoke: number };
  /** Milliseconds from the start of the process to the first verdict; undefined if the older version is not in this copy's history. */
  cold: { now: ColdSmoke; before: ColdSmoke } | undefined;
};

export type ColdSmoke = { ms: number; cpuMs: number };

/** The last commit before suites, whose smoke hook is what today's is compared with. */
export const coldBaseline = '1ac054f';

const connections = 10;
const amount = 100;
const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

/** Measures `rounds` rounds against a server in a process of its own. */
export async function measureSmoke(
  rounds: number,
  { bundle, runner, folder, fixture }: { bundle: string; runner: string; folder: string; fixture: Fixture },
  signal: AbortSignal,
): Promise<SmokeRound[]> {
  const server = fork(fileURLToPath(new URL('handlers/smoke-server.ts', import.meta.url)));
  try {
    const [port] = (await once(server, 'message')) as [number];
    const before = await buildBaseline(folder);
    const measured: SmokeRound[] = [];
    for (let round = 0; round < rounds; round += 1) {
      signal.throwIfAborted();
      const slow = await compare(port, '/slow', round, fixture);
      const instant = await compare(port, '/', round, fixture);
      const coldOf = (file: string) => coldStart({ runner, bundle: file, port, fixture });
      const cold = before === undefined ? undefined : { now: await coldOf(bundle), before: await coldOf(before) };
      measured.push({ slow, instant, cold });
    }
    return measured;
  } finally {
    await stop(server);
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill();
  await once(server, 'exit');
}

/** Each goes first in every other round. */
async function compare(port: number, path: string, round: number, fixture: Fixture) {
  const url = `http://127.0.0.1:${port}`;
  if (round % 2 === 0) {
    const first = await timeOfAutocannon(url + path);
    return { autocannon: first, smoke: await timeOfSmoke(url, path, fixture) };
  }
  const smoke = await timeOfSmoke(url, path, fixture);
  return { autocannon: await timeOfAutocannon(url + path), smoke };
}

/** Up to the last answer; the report that autocannon makes afterwards, once a second, does not count. */
async function timeOfAutocannon(url: string): Promise<number> {
  const startedAt = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let answers = 0;
  const instance = autocannon({ url, connections, amount }, (error) => error && reject(error));
  instance.on('response', (_client, status) => {
    if (status !== 200) reject(new Error(`autocannon got the status ${status}`));
    answers += 1;
    if (answers === amount) resolve(performance.now() - startedAt);
  });
  const tookMs = await promise;
  instance.stop?.();
  return tookMs;
}

/** A run of the whole check, from its configuration to its verdict. */
async function timeOfSmoke(baseUrl: string, path: string, fixture: Fixture): Promise<number> {
  const parsed = parseEvent(fixture.event);
  if (!parsed.ok) throw new Error('the event of the benchmark is no longer a hook event');
  const check = smokeCheck({
    probe: httpProbe({ allowLoopback: true }),
    discover: async () => ({ found: false, looked: true, reason: 'there is no listener' }),
  });
  const requests = Array.from({ length: amount }, () => path);
  const startedAt = performance.now();
  const read = await readConfiguration({ baseUrl, requests, allowUnproved: true }, {}, check.configSchema);
  if (!read.ok) throw new Error(read.reason);
  const since = new Date();
  const verdict = await check.run(parsed.target, {
    config: read.config,
    state: undefined,
    signal: new AbortController().signal,
    remainingMs: () => 60_000,
    clock: { now: () => new Date() },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    gate: { name: undefined, since, polls: 0, errors: 0 },
  });
  if (verdict.kind !== 'pass') throw new Error(`the smoke test says ${verdict.kind}: ${verdict.reason}`);
  return performance.now() - startedAt;
}

/** The smoke hook as it was; undefined if git or that commit is not there. */
async function buildBaseline(folder: string): Promise<string | undefined> {
  const at = join(folder, 'baseline');
  await mkdir(at);
  const archive = join(folder, 'baseline.tar');
  const files = ['src', 'scripts', 'package.json', 'tsconfig.json'];
  try {
    await run('git', ['-C', root, 'archive', '-o', archive, coldBaseline, ...files]);
  } catch {
    return undefined;
  }
  await run('tar', ['-xf', archive, '-C', at]);
  await symlink(join(root, 'node_modules'), join(at, 'node_modules'));
  const script = pathToFileURL(join(at, 'scripts/build.ts')).href;
  // Its script has no way to build one function without the others, except that they are in a list.
  const buildOne = `const it = await import('${script}'); it.functionNames.splice(0, 9, 'smoke-hook'); await it.buildFunctions()`;
  await run(process.execPath, ['--input-type=module', '-e', buildOne]);
  return join(at, 'dist/smoke-hook/index.mjs');
}

async function coldStart({
  runner,
  bundle,
  port,
  fixture,
}: {
  runner: string;
  bundle: string;
  port: number;
  fixture: Fixture;
}): Promise<ColdSmoke> {
  const url = `http://127.0.0.1:${port}`;
  const process_ = await startProcess({ runner, bundle, env: environment(url) });
  try {
    const hookDetails = { baseUrl: url, allowUnproved: true, requests: ['/'] };
    const { firstCallMs, cpuMs, answer } = await process_.obey({
      event: { ...(fixture.event as object), hookDetails },
      calls: 1,
    });
    const { hookStatus } = answer as { hookStatus?: string };
    if (hookStatus !== 'SUCCEEDED') throw new Error(`the smoke hook answered ${JSON.stringify(answer).slice(0, 500)}`);
    const { initMs, initCpuMs } = process_.started;
    return { ms: initMs + firstCallMs, cpuMs: initCpuMs + cpuMs };
  } finally {
    await process_.end();
  }
}

function environment(endpoint: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_ENDPOINT_URL: endpoint,
    AWS_LAMBDA_FUNCTION_NAME: 'greenlight-bench',
    LEDGER_BUCKET: 'greenlight-bench',
    SMOKE_ALLOW_LOOPBACK: 'yes',
  };
}
