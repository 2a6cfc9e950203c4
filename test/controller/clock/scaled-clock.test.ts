import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RealClock, ScaledClock } from '../../../src/controller/clock/scaled-clock.ts';
import { createController } from '../../../src/controller/controller.ts';
import type { ControllerEvent } from '../../../src/controller/events.ts';
import { answering, hookAt, only, secondsBetween, version } from '../play.ts';

const wall = new Date('2026-11-22T12:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ now: wall });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('ScaledClock', () => {
  test('runs faster than real time by its factor', async () => {
    const clock = new ScaledClock({ factor: 60 });

    await vi.advanceTimersByTimeAsync(1000);

    expect(clock.now()).toEqual(new Date('2026-11-22T12:01:00Z'));
  });

  test('starts at the given time', () => {
    const clock = new ScaledClock({ factor: 60, start: new Date('2026-01-01T00:00:00Z') });

    expect(clock.now()).toEqual(new Date('2026-01-01T00:00:00Z'));
  });

  test('sleeps in simulated time, in order', async () => {
    const clock = new ScaledClock({ factor: 60 });
    const woken: string[] = [];
    for (const [name, seconds] of [
      ['a', 120],
      ['b', 60],
      ['c', 120],
    ] as const) {
      void clock.sleep(seconds * 1000).then(() => woken.push(name));
    }

    await vi.advanceTimersByTimeAsync(999);
    expect(woken).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(woken).toEqual(['b']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(woken).toEqual(['b', 'a', 'c']);
  });

  test('changes its factor without a jump, for running sleeps too', async () => {
    const clock = new ScaledClock({ factor: 1 });
    let isAwake = false;
    void clock.sleep(100_000).then(() => {
      isAwake = true;
    });
    await vi.advanceTimersByTimeAsync(10_000);

    clock.setFactor(90);

    expect(clock.factor).toBe(90);
    expect(clock.now()).toEqual(new Date('2026-11-22T12:00:10Z'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(isAwake).toBe(true);
    expect(clock.now()).toEqual(new Date('2026-11-22T12:01:40Z'));
  });

  test('can be slowed down during a sleep', async () => {
    const clock = new ScaledClock({ factor: 100 });
    let isAwake = false;
    void clock.sleep(100_000).then(() => {
      isAwake = true;
    });

    clock.setFactor(1);
    await vi.advanceTimersByTimeAsync(99_000);
    expect(isAwake).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);

    expect(isAwake).toBe(true);
  });

  test('sleeps longer than a Node timer can', async () => {
    const clock = new ScaledClock();
    let isAwake = false;
    void clock.sleep(30 * 24 * 3600_000).then(() => {
      isAwake = true;
    });

    await vi.advanceTimersByTimeAsync(29 * 24 * 3600_000);
    expect(isAwake).toBe(false);
    await vi.advanceTimersByTimeAsync(24 * 3600_000);

    expect(isAwake).toBe(true);
  });

  test('leaves no timer behind when a sleep is aborted', async () => {
    const clock = new ScaledClock();
    const controller = new AbortController();
    const sleep = clock.sleep(1000, controller.signal);

    controller.abort(new Error('enough'));

    await expect(sleep).rejects.toThrow('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('counts down the time of an invocation in real time, no matter how fast it runs', async () => {
    const clock = new ScaledClock({ factor: 60 });
    const timer = clock.startTimer(30_000);
    let isExpired = false;
    void timer.expired.then(() => {
      isExpired = true;
    });

    await vi.advanceTimersByTimeAsync(10_000);
    expect(timer.remainingMs()).toBe(20_000);
    expect(isExpired).toBe(false);
    await vi.advanceTimersByTimeAsync(20_000);

    expect(isExpired).toBe(true);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the factor %d', (factor) => {
    expect(() => new ScaledClock({ factor })).toThrow(
      `the clock's factor is ${factor}; write a number above 0, such as 60`,
    );
    const clock = new ScaledClock({ factor: 2 });
    expect(() => clock.setFactor(factor)).toThrow(RangeError);
    expect(clock.factor).toBe(2);
  });

  test('drives a whole deployment, and keeps no timer after it', async () => {
    const hook = answering({ hookStatus: 'IN_PROGRESS', callBackDelay: 60 }, { hookStatus: 'SUCCEEDED' });
    const clock = new ScaledClock({ factor: 60 });
    const controller = createController({
      clock,
      functions: () => hook.handler,
      service: {
        deploymentConfiguration: {
          strategy: 'BLUE_GREEN',
          bakeTimeInMinutes: 5,
          lifecycleHooks: [hookAt('POST_SCALE_UP')],
        },
      },
    });

    const deployment = controller.deploy(version(1));
    await vi.advanceTimersByTimeAsync(6_600);

    const { status, startedAt, finishedAt } = await deployment;
    expect(status).toBe('SUCCESSFUL');
    // A real timer rounds up to the next millisecond, which is 60 ms here.
    expect(Math.floor(secondsBetween(startedAt, finishedAt))).toBe(390);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('kills a function that never answers when its real time is up', async () => {
    const events: ControllerEvent[] = [];
    const controller = createController({
      clock: new ScaledClock({ factor: 60 }),
      functions: () => ({ handler: () => new Promise(() => {}), timeoutSeconds: 3 }),
      service: {
        deploymentConfiguration: {
          strategy: 'BLUE_GREEN',
          bakeTimeInMinutes: 0,
          lifecycleHooks: [hookAt('PRE_SCALE_UP')],
        },
      },
      onEvent: (event) => events.push(event),
    });

    const deployment = controller.deploy(version(1));
    await vi.advanceTimersByTimeAsync(3_100);

    expect(await deployment).toMatchObject({ status: 'ROLLBACK_FAILED' });
    expect(only(events, 'hook-answered')[0]).toMatchObject({
      at: new Date('2026-11-22T12:03:00Z'),
      outcome: { kind: 'function-error', problem: 'Task timed out after 3.00 seconds' },
    });
  });

  test('keeps no timer after its controller was closed', async () => {
    const controller = createController({
      clock: new ScaledClock({ factor: 60 }),
      functions: () => () => ({ hookStatus: 'IN_PROGRESS' }),
      service: {
        deploymentConfiguration: {
          strategy: 'BLUE_GREEN',
          bakeTimeInMinutes: 0,
          lifecycleHooks: [hookAt('PRE_SCALE_UP')],
        },
      },
    });
    controller.startDeployment(version(1));
    await vi.advanceTimersByTimeAsync(5_000);

    controller.close();
    await vi.advanceTimersByTimeAsync(0);

    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('RealClock', () => {
  test('reads the real time and sleeps in it', async () => {
    const clock = new RealClock();
    const slept = clock.run(clock.sleep(1500)).then(() => clock.now());

    await vi.advanceTimersByTimeAsync(1500);

    expect(await slept).toEqual(new Date('2026-11-22T12:00:01.500Z'));
  });
});
