import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { localBackend } from '../../src/sandbox/local-backend.ts';
import { serve } from '../../src/sandbox/servers/serve.ts';
import { startVisitors } from '../../src/sandbox/visitors.ts';

const undoing: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

describe('visitors', () => {
  test('check the sandbox once in ten seconds, no matter how fast they come', async () => {
    const { url, visits } = await startShopWindow();
    const slept: number[] = [];
    const enough = Promise.withResolvers<void>();
    const clock = {
      sleep: async (milliseconds: number) => {
        slept.push(milliseconds);
        if (slept.length > 5) enough.resolve();
        if (slept.length > 5) await new Promise(() => {});
      },
    };

    undoing.push(startVisitors(url, clock).stop);
    await enough.promise;

    // They do not wait for each other, so the last ones may still be on their way.
    await expect.poll(visits).toBe(5);
    expect(new Set(slept)).toEqual(new Set([10_000]));
  });

  test('tolerate a page that does not load', async () => {
    const { visit, stop } = startVisitors('http://127.0.0.1:1', { sleep: () => new Promise(() => {}) });
    undoing.push(stop);

    await expect(visit()).resolves.toBeUndefined();
  });
});

test('a change of production is noticed before the deployment continues', async () => {
  const seen: string[] = [];
  const backend = localBackend({
    production: { setWeights: () => seen.push('moved') },
    test: { setWeights: () => seen.push('test moved') },
    visit: async () => {
      await Promise.resolve();
      seen.push('visited');
    },
  });

  await backend.shiftProductionTraffic({}, { sleep: async () => {} });
  await backend.shiftTestTraffic({}, { sleep: async () => {} });

  expect(seen).toEqual(['moved', 'visited', 'test moved']);
});

async function startShopWindow() {
  let visits = 0;
  const serving = await serve(
    createServer((_, response) => {
      visits++;
      response.end();
    }),
    { port: 0 },
  );
  undoing.push(serving.stop);
  return { url: serving.url, visits: () => visits };
}
