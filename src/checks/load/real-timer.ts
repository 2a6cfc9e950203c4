import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadTimer } from './send-load.ts';

/** The time of this computer. */
export const realTimer: LoadTimer = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  },
};
