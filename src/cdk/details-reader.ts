import { parentPort } from 'node:worker_threads';
import { readMeantConfiguration } from '../service-hooks/faults/list-faults.ts';
import type { DetailsQuestion } from './read-details-now.ts';

/*
 * Reads hookDetails as the hooks do, in a thread: they wait for what they load, and a construct cannot wait. Started by read-details-now.ts.
 */

parentPort?.on('message', async ({ kind, details, defaults, stack, answers, answered }: DetailsQuestion) => {
  try {
    answers.postMessage(await readMeantConfiguration(kind, details, defaults, stack));
  } catch (error) {
    answers.postMessage({ problem: String(error) });
  }
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
});
