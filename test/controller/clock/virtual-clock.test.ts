import { describe, expect, test } from 'vitest';
import { withinTime } from '../../../src/controller/clock/controller-clock.ts';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import type { Clock } from '../../../src/hook/clock.ts';

const start = new Date('2026-11-22T12:00:00Z');

describe('VirtualClock', () => {
  test('does not advance until it is run', async () => {
    const clock = new VirtualClock({ start });
    let isAwake = false;
    void clock.sleep(1000).then(() => {
      isAwake = true;
    });

    await new Promise((resolve) => setImmediate(resolve));

    expect(isAwake).toBe(false);
    expect(clock.now()).toEqual(start);
  });

  test("implements the kit's clock", () => {
    const clock: Clock = new VirtualClock({ start });

    expect(clock.now()).toEqual(start);
  });

  test('wakes sleepers in the order of their times, and equal ones in the order in which they fell asleep', async () => {
    const clock = new VirtualClock({ start });
    const woken: string[] = [];
    const sleeper = async (name: string, milliseconds: number) => {
      await clock.sleep(milliseconds);
      woken.push(`${name} ${clock.now().getTime() - start.getTime()}`);
    };

    await clock.run(
      Promise.all([sleeper('a', 30), sleeper('b', 10), sleeper('c', 30), sleeper('d', 20), sleeper('e', 10)]),
    );

    expect(woken).toEqual(['b 10', 'e 10', 'd 20', 'a 30', 'c 30']);
  });

  test('runs all consequences of one timer before the next one fires', async () => {
    const clock = new VirtualClock({ start });
    const seen: string[] = [];
    const first = clock.sleep(10).then(async () => {
      for (let hop = 0; hop < 50; hop++) await Promise.resolve();
      seen.push(`first at ${clock.now().getTime() - start.getTime()}`);
    });
    const second = clock.sleep(10).then(() => seen.push('second'));

    await clock.run(Promise.all([first, second]));

    expect(seen).toEqual(['first at 10', 'second']);
  });

  test('advances by the given time and no more', async () => {
    const clock = new VirtualClock({ start });
    const woken: number[] = [];
    for (const milliseconds of [500, 1000, 1500]) void clock.sleep(milliseconds).then(() => woken.push(milliseconds));

    await clock.advance(1000);

    expect(woken).toEqual([500, 1000]);
    expect(clock.now()).toEqual(new Date('2026-11-22T12:00:01Z'));
  });

  test('does not advance while held work takes real time', async () => {
    const clock = new VirtualClock({ start });
    const work = clock.hold(async () => {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      return clock.now();
    });
    const sleeper = clock.sleep(1);

    await clock.run(Promise.all([work, sleeper]));

    expect(await work).toEqual(start);
  });

  test('advances while held work sleeps on it, and stops again afterwards', async () => {
    const clock = new VirtualClock({ start });
    const times: number[] = [];
    const work = clock.hold(async (sleep) => {
      await sleep(100);
      times.push(clock.now().getTime() - start.getTime());
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      times.push(clock.now().getTime() - start.getTime());
    });

    await clock.run(Promise.all([work, clock.sleep(150)]));

    expect(times).toEqual([100, 100]);
    expect(clock.now().getTime() - start.getTime()).toBe(150);
  });

  test('is not held by work that has thrown or left a sleep behind', async () => {
    const clock = new VirtualClock({ start });
    const throws = clock.hold(() => Promise.reject(new Error('no bucket')));
    await expect(throws).rejects.toThrow('no bucket');
    await clock.hold(async (sleep) => {
      void sleep(10_000);
    });

    await clock.advance(60_000);

    expect(clock.now()).toEqual(new Date('2026-11-22T12:01:00Z'));
  });

  test('runs several tasks at once, each to its own end', async () => {
    const clock = new VirtualClock({ start });

    const [first, second] = await Promise.all([
      clock.run(clock.sleep(10).then(() => clock.now())),
      clock.run(clock.sleep(20).then(() => clock.now())),
    ]);

    expect(second.getTime() - first.getTime()).toBe(10);
  });

  test('rejects a sleep if its signal aborts, or has already aborted', async () => {
    const clock = new VirtualClock({ start });
    const controller = new AbortController();
    const sleep = clock.sleep(1000, controller.signal);

    controller.abort(new Error('enough'));

    await expect(sleep).rejects.toThrow('enough');
    await expect(clock.sleep(1000, controller.signal)).rejects.toThrow('enough');
    await clock.advance(2000);
    expect(clock.now()).toEqual(new Date('2026-11-22T12:00:02Z'));
  });

  test('counts down the time of an invocation in simulated time', async () => {
    const clock = new VirtualClock({ start });
    const timer = clock.startTimer(1000);
    let isExpired = false;
    void timer.expired.then(() => {
      isExpired = true;
    });

    await clock.advance(400);
    expect(timer.remainingMs()).toBe(600);
    await clock.advance(600);

    expect(timer.remainingMs()).toBe(0);
    expect(isExpired).toBe(true);
  });

  test('does not wait for the timer of an invocation that has ended', async () => {
    const clock = new VirtualClock({ start });
    const timer = clock.startTimer(500);
    let isExpired = false;
    void timer.expired.then(() => {
      isExpired = true;
    });

    timer.cancel();
    await clock.advance(1000);

    expect(isExpired).toBe(false);
  });
});

describe('withinTime', () => {
  test('returns the result if the work finishes in time', async () => {
    const clock = new VirtualClock();
    const work = withinTime(clock, 1000, new AbortController().signal, async (signal) => {
      await clock.sleep(999, signal);
      return { done: true };
    });

    expect(await clock.run(work)).toEqual({ done: true });
  });

  test('returns undefined when the time is up, and aborts the work', async () => {
    const clock = new VirtualClock();
    let inner: AbortSignal | undefined;
    const work = withinTime(clock, 1000, new AbortController().signal, async (signal) => {
      inner = signal;
      await clock.sleep(1000, signal);
      return { done: true };
    });

    expect(await clock.run(work)).toBeUndefined();
    expect(inner?.aborted).toBe(true);
  });

  test("rejects with the outer signal's reason", async () => {
    const clock = new VirtualClock();
    const outer = new AbortController();
    const work = withinTime(clock, 1000, outer.signal, (signal) => clock.sleep(500, signal).then(() => ({})));

    outer.abort(new Error('stopped'));

    await expect(work).rejects.toThrow('stopped');
    await expect(withinTime(clock, 1000, outer.signal, async () => ({}))).rejects.toThrow('stopped');
  });

  test('passes on what the work throws', async () => {
    const work = withinTime(new VirtualClock(), 1000, new AbortController().signal, () =>
      Promise.reject(new Error('no bucket')),
    );

    await expect(work).rejects.toThrow('no bucket');
  });
});
