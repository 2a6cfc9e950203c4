import { readFileSync, unlinkSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../../src/hook/clock.ts';
import {
  type FaultyWire,
  startFaultyWire,
  type WireAnswer,
  type WireRequest,
} from '../../functions/wire/faulty-wire.ts';
import { carriedBy, type Fortune, type FunctionPool, type Steps } from '../../functions/wire/function-pool.ts';
import { stepsOf } from '../../promises/fates.ts';

/** A deployed function in a faulty place. */
export type DeployedPool = FunctionPool & {
  /** What the function has to be started with, or without. */
  environment: Record<string, string | undefined>;
};

/** More than ever run at the same time: somebody's message may start one more at any time. */
const wireCount = 12;

/**
 * The instances of a function that Lambda starts, as many as it likes, each on a wire of its own: which one serves an invocation is not known here,
 * so all share the fortune of the last one that the story made, and what Lambda itself makes of a message has it too.
 *
 * @param invoke - calls the deployed function; rejects if it fails
 * @param size - how many invocations the story makes at the same time
 */
export async function deployedPool(
  { invoke, size }: { invoke: (event: unknown) => Promise<unknown>; size: number },
  send: (request: WireRequest) => Promise<WireAnswer>,
): Promise<DeployedPool> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-instances-'));
  const timeFile = join(folder, 'time');
  await writeFile(timeFile, '');
  let fortune: Fortune;
  let now: Clock | undefined;
  let [running, waiting]: [number, (() => void)[]] = [0, []];
  const wires = await Promise.all(Array.from({ length: wireCount }, (_, number) => start(join(folder, `${number}`))));

  async function start(file: string): Promise<FaultyWire> {
    let [own, steps]: [Fortune, Steps | undefined] = [undefined, undefined];
    const current = () => {
      if (own !== fortune) [own, steps] = [fortune, fortune && stepsOf(fortune.scheduler, fortune.fates)];
      return steps;
    };
    const end = () => {
      // The next instance on this wire has not lost anything.
      [own, steps] = [undefined, undefined];
      kill(file);
    };
    return startFaultyWire(carriedBy(current, end), send);
  }

  async function setTime(): Promise<void> {
    await writeFile(timeFile, `${now?.now().getTime() ?? ''}`);
  }

  return {
    environment: {
      ...{ INSTANCES: folder, WIRES: wires.map(({ endpoint }) => new URL(endpoint).port).join(), CLOCK: timeFile },
      NODE_OPTIONS: `--import=${new URL('function-instance.ts', import.meta.url)}`,
      // It comes with the wire, and ministack's runtime would set it again.
      AWS_ENDPOINT_URL_ECS: undefined,
      NODE_COMPILE_CACHE: fileURLToPath(new URL('../../../.cache/compiled', import.meta.url)),
    },
    async use(next, clock, run) {
      while (running >= size) await new Promise<void>((free) => waiting.push(free));
      running += 1;
      // What still waits for its turn gets it: the scheduler of a story that is over gives none.
      if (fortune && next !== fortune) void fortune.scheduler.waitAll();
      [fortune, now] = [next, clock];
      await setTime();
      try {
        return await run({ invoke });
      } finally {
        running -= 1;
        waiting.shift()?.();
      }
    },
    tick: () => void setTime(),
    output: () => '',
    async stop() {
      for (const wire of wires) wire.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As when Lambda loses an instance: nothing of it runs any more. */
function kill(file: string): void {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
    unlinkSync(file);
  } catch {
    // Two of its requests were lost with it.
  }
}
