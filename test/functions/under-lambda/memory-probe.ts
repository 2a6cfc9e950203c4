import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { setTimeout } from 'node:timers/promises';

/*
 * Loaded into a function's process with --import (and --expose-gc) before everything else: says its id on stderr, and at SIGUSR2 how much memory
 * is left when all garbage is gone. That takes several collections: what finalizers let go of, and code that has grown old, goes with the next.
 * It stores its compiled form at once: a process that is killed stores nothing, and the next one would strip the types again.
 */
flushCompileCache();
writeSync(2, `probe ${JSON.stringify({ pid: process.pid })}\n`);

process.on('SIGUSR2', async () => {
  for (let times = 0; times < 10; times += 1) {
    globalThis.gc?.();
    await setTimeout(1);
  }
  const { heapUsed, rss } = process.memoryUsage();
  writeSync(2, `probe ${JSON.stringify({ heapBytes: heapUsed, rssBytes: rss })}\n`);
});
