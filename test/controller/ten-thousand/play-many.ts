import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { playStory } from './play-story.ts';
import { drawStory } from './story.ts';

/** The results of many stories. */
export type Summary = {
  stories: number;
  /** Each with its seed, by which it can be played again. */
  broken: string[];
  /** How many deployments ended how: `LINEAR ROLLBACK_SUCCESSFUL`. */
  ends: Record<string, number>;
  /** How often each fault occurred. */
  faults: Record<string, number>;
};

type Range = { firstSeed: number; count: number; progress?: boolean };

/**
 * Plays the stories of this many seeds, on all processors.
 *
 * @param onProgress called with the number of finished stories
 */
export async function playMany(
  { firstSeed, count }: Range,
  onProgress: (done: number) => void = () => {},
): Promise<Summary> {
  const workers = Math.min(availableParallelism(), count);
  let done = 0;
  const parts = Array.from({ length: workers }, (_, index) => {
    const from = Math.floor((count * index) / workers);
    const to = Math.floor((count * (index + 1)) / workers);
    return inWorker({ firstSeed: firstSeed + from, count: to - from }, (more) => {
      done += more;
      onProgress(done);
    });
  });
  return (await Promise.all(parts)).reduce(add, nothing());
}

function inWorker(range: Range, onProgress: (more: number) => void): Promise<Summary> {
  const { promise, resolve, reject } = Promise.withResolvers<Summary>();
  // Young objects have room until they are dead, so that collecting them copies little.
  const resourceLimits = { maxYoungGenerationSizeMb: 32 };
  const worker = new Worker(new URL(import.meta.url), { workerData: range, resourceLimits });
  worker.on('message', (message: number | Summary) => {
    if (typeof message === 'number') onProgress(message);
    else resolve(message);
  });
  worker.on('error', reject);
  return promise;
}

async function playRange({ firstSeed, count }: Range, onProgress: (more: number) => void): Promise<Summary> {
  const summary = nothing();
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    add(summary, await playOne(seed));
    if (summary.stories % progressEvery === 0) onProgress(progressEvery);
  }
  return summary;
}

const progressEvery = 500;

async function playOne(seed: number): Promise<Summary> {
  const summary = { ...nothing(), stories: 1 };
  try {
    const story = drawStory(seed);
    const { controller, events, broken } = await playStory(story);
    summary.broken.push(...broken.map((promise) => `seed ${seed}: ${promise}`));
    for (const { status } of controller.listServiceDeployments()) count(summary.ends, `${story.strategy} ${status}`);
    for (const event of events) if (event.type === 'fault') count(summary.faults, event.fault);
  } catch (error) {
    summary.broken.push(`seed ${seed}: ${error instanceof Error ? error.stack : error}`);
  }
  return summary;
}

function nothing(): Summary {
  return { stories: 0, broken: [], ends: {}, faults: {} };
}

/** Adds to the first. */
function add(sum: Summary, more: Summary): Summary {
  sum.stories += more.stories;
  sum.broken.push(...more.broken);
  for (const [end, times] of Object.entries(more.ends)) count(sum.ends, end, times);
  for (const [fault, times] of Object.entries(more.faults)) count(sum.faults, fault, times);
  return sum;
}

function count(counts: Record<string, number>, name: string, times = 1): void {
  counts[name] = (counts[name] ?? 0) + times;
}

if (!isMainThread && parentPort && workerData && 'firstSeed' in workerData) {
  const port = parentPort;
  port.postMessage(await playRange(workerData, (more) => port.postMessage(more)));
}
