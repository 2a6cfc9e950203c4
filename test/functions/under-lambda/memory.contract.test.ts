import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { writeBundle } from '../../controller/lambda/bundle.ts';
import { obtainNativeRuntimeClient, obtainRuntimeClient } from '../../controller/lambda/runtime-clients.ts';
import { type Name, useBuiltFunctions } from './built-function.ts';

// With its native part if that can be built; otherwise a message says so.
const client = (await obtainNativeRuntimeClient()) ?? (await obtainRuntimeClient());

const calls = 10_000;
/** In these, caches fill and V8 compiles. */
const firstCalls = 1000;
const measuredCalls = calls - firstCalls;

/** No function here has a timer that is longer. */
const stillUnderWayMs = 10_000;
/** Of each call: less than a listener and its closure. Without a leak, the heap grows by some 100 KB in all, however many calls there are. */
const heapBytesOfCall = 175;
const mostHeapGrowth = heapBytesOfCall * measuredCalls;
/** Of each call. RSS follows how much garbage there was at the same time: without a leak, some 5 MB in all. */
const mostRssGrowth = 3700 * measuredCalls;

const rows: readonly { name: Name; expected: string }[] = [
  { name: 'approval-hook', expected: 'IN_PROGRESS' },
  { name: 'smoke-hook', expected: 'SUCCEEDED' },
  { name: 'alarm-hook', expected: 'SUCCEEDED' },
  { name: 'desk', expected: '200' },
  { name: 'deployment-watcher', expected: 'null' },
];

/** Keeps the context of each call, because it forgets to remove a listener. */
const leaky = `export const handler = async (event, context) => {
  process.on('forgotten', () => context.awsRequestId);
  return { hookStatus: 'SUCCEEDED' };
};`;

describe.skipIf(client === undefined)("the built functions under Lambda's runtime client", () => {
  const { standIn, events, start } = useBuiltFunctions();

  // What is still under way when the calls end, timers above all, is waited for; what leaks stays however long one waits.
  test(`keep the memory of each one flat over ${calls} invocations`, { timeout: 900_000 }, async () => {
    const { endpoint } = await standIn();
    const callers: ReturnType<typeof callerOf>[] = [];
    // One after the other: processes that take turns on two cores need more of their time.
    for (const { name } of rows) {
      const caller = callerOf(name, endpoint);
      await caller.call(firstCalls);
      callers.push(caller);
    }
    await setTimeout(stillUnderWayMs);
    const growths: Awaited<ReturnType<typeof growthOf>>[] = [];
    for (const caller of callers) growths.push(await growthOf(caller));

    const measured = rows.map((row, index) => ({ ...row, ...growths[index] }));
    expect(measured).toHaveLength(5);
    for (const { name, expected, heapGrowth, rssGrowth, outcomes, processes } of measured) {
      expect.soft(heapGrowth, `growth of the heap of the ${name}`).toBeLessThan(mostHeapGrowth);
      expect.soft(rssGrowth, `growth of the RSS of the ${name}`).toBeLessThan(mostRssGrowth);
      expect.soft(outcomes, `answers of the ${name}`).toEqual([expected]);
      expect.soft(processes, `processes of the ${name}`).toBe(1);
    }
  });

  test('would not, if a function kept a listener of each call', { timeout: 900_000 }, async () => {
    const { path } = await writeBundle(leaky);
    const { endpoint } = await standIn();
    const { one, call } = callerOf('approval-hook', endpoint, path);
    await call(firstCalls);
    const before = await one.memory();

    await call(2000);

    expect((await one.memory()).heapBytes - before.heapBytes).toBeGreaterThan(2 * heapBytesOfCall * 2000);
  });

  /** Calls a function, and notes its answers. */
  function callerOf(name: Name, endpoint: string, bundle?: string) {
    const timeoutSeconds = stillUnderWayMs / 1000;
    const one = start(name, endpoint, { client, timeoutSeconds, ...(bundle !== undefined && { bundle }) });
    const event = events()[name];
    const outcomes = new Set<string>();
    const call = async (times: number) => {
      for (let done = 0; done < times; done += 1) {
        const answer = (await one.invoke(event)) as { hookStatus?: string; statusCode?: number } | null;
        outcomes.add(String(answer?.hookStatus ?? answer?.statusCode ?? answer));
      }
    };
    return { one, call, outcomes };
  }

  /** How much the memory of a function grows in its last invocations, one after the other. */
  async function growthOf({ one, call, outcomes }: ReturnType<typeof callerOf>) {
    const before = await one.memory();

    await call(measuredCalls);

    const heapGrowth = async () => (await one.memory()).heapBytes - before.heapBytes;
    // A heap that stays too large is judged below, with the others.
    await expect
      .poll(heapGrowth, { timeout: 3 * stillUnderWayMs })
      .toBeLessThan(mostHeapGrowth)
      .catch(() => {});
    return {
      heapGrowth: await heapGrowth(),
      rssGrowth: (await one.memory()).rssBytes - before.rssBytes,
      outcomes: [...outcomes],
      processes: one.pids().length,
    };
  }
});
