import { afterEach, describe, expect, test } from 'vitest';
import { ScaledClock } from '../../src/controller/clock/scaled-clock.ts';
import { noticeable, noticeBy, openPace, personWatching } from '../../src/sandbox/pace.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { silentHooks } from '../story/sandbox-in-test.ts';
import { anyPorts, newFolder } from './sandbox-fixture.ts';

const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

const never = new AbortController().signal;
const paceOf = (factor: number) => openPace(new ScaledClock({ factor }));

describe('the pace of the clock', () => {
  test('is ×1 while somebody is asked, and the chosen speed before and after', () => {
    const clock = new ScaledClock({ factor: 20 });
    const pace = openPace(clock);
    const factors = [false, true, true, false].map((isAsked) => {
      pace.ask(isAsked);
      return [clock.factor, pace.read().isHeld];
    });

    expect(factors).toEqual([
      [20, false],
      [1, true],
      [1, true],
      [20, false],
    ]);
  });

  test('is what somebody chooses while they are asked, until they are asked again', () => {
    const clock = new ScaledClock({ factor: 20 });
    const pace = openPace(clock);

    pace.ask(true);
    pace.choose(300);
    pace.ask(true);
    expect([clock.factor, pace.read()]).toEqual([300, { chosen: 300, isHeld: false }]);

    pace.ask(false);
    pace.ask(true);
    expect([clock.factor, pace.read()]).toEqual([1, { chosen: 300, isHeld: true }]);
  });

  test('is not said to be held if the chosen speed is real time', () => {
    const pace = openPace(new ScaledClock({ factor: 1 }));

    pace.ask(true);

    expect(pace.read()).toEqual({ chosen: 1, isHeld: false });
  });

  test('is ×1 while somebody notices something, twice at the same time too, and no longer', () => {
    const clock = new ScaledClock({ factor: 300 });
    const pace = openPace(clock);

    const [first, second] = [pace.linger(), pace.linger()];
    expect([clock.factor, pace.read()]).toEqual([1, { chosen: 300, isHeld: false }]);
    first();
    expect(clock.factor).toBe(1);
    second();
    expect(clock.factor).toBe(300);
  });

  test('stays ×1 if people are asked while somebody notices something', () => {
    const clock = new ScaledClock({ factor: 20 });
    const pace = openPace(clock);

    const goOn = pace.linger();
    pace.ask(true);
    goOn();
    expect([clock.factor, pace.read().isHeld]).toEqual([1, true]);
    pace.ask(false);
    expect(clock.factor).toBe(20);
  });
});

describe('an automated check', () => {
  test('is over only when somebody who watches has had 1.5 seconds', async () => {
    const watching = manualOnlooker();
    const { handler } = noticeable({ handler: async () => 'SUCCEEDED' }, noticeBy(watching, never, paceOf(300)));
    let answer: unknown;
    const called = Promise.resolve(handler({} as never, {} as never)).then((given) => {
      answer = given;
    });

    await watching.pass(1499);
    expect(answer).toBeUndefined();
    await watching.pass(1);
    await called;
    expect(answer).toBe('SUCCEEDED');
  });

  test('takes as long as it takes if nobody watches', async () => {
    const { handler } = noticeable({ handler: async () => 'FAILED' }, noticeBy(undefined, never, paceOf(300)));

    expect(await handler({} as never, {} as never)).toBe('FAILED');
  });

  test('is not waited for once the sandbox ends', async () => {
    const ended = AbortSignal.abort();

    await expect(noticeBy(personWatching, ended, paceOf(300))()).resolves.toBeUndefined();
  });
});

test('a deployment that somebody watches stops at each check and each move until they have seen it, and keeps its deadline in real time', {
  timeout: 60_000,
}, async () => {
  const { folder, remove } = await newFolder();
  undoing.push(remove);
  const watching = manualOnlooker();
  const sandbox = await startSandbox({
    ...{ folder, ports: anyPorts, speed: 300, bakeTimeInMinutes: 1, hasVisitors: false },
    ...{ onlooker: watching, install: silentHooks },
  });
  undoing.push(sandbox.stop);
  const { serviceDeploymentArn } = sandbox.deploy();
  const stage = () => sandbox.controller.describeServiceDeployment(serviceDeploymentArn).lifecycleStage;

  await expect.poll(() => [stage(), watching.waits()]).toEqual(['TEST_TRAFFIC_SHIFT', 1]);
  await watching.pass(1500);
  await expect.poll(() => [stage(), watching.waits()]).toEqual(['POST_TEST_TRAFFIC_SHIFT', 2]);
  expect(sandbox.clock.factor).toBe(1);
  await watching.pass(1500);
  await expect.poll(() => sandbox.read().pace, { timeout: 10_000 }).toEqual({ chosen: 300, isHeld: true });
  expect(sandbox.clock.factor).toBe(1);

  sandbox.setSpeed(60);
  expect([sandbox.clock.factor, sandbox.read().pace]).toEqual([60, { chosen: 60, isHeld: false }]);
  sandbox.rollBack();
  await expect.poll(() => watching.waits()).toBe(1);
  await watching.pass(1500);
  expect((await sandbox.controller.waitForDeployment(serviceDeploymentArn)).status).toBe('ROLLBACK_SUCCESSFUL');
});

/** Somebody whose time passes when a test says so. */
function manualOnlooker() {
  let now = 0;
  let sleeping: { until: number; wake: () => void }[] = [];
  return {
    wait(milliseconds: number, signal: AbortSignal): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      sleeping.push({ until: now + milliseconds, wake: resolve });
      signal.addEventListener('abort', () => resolve());
      return promise;
    },
    waits: () => sleeping.length,
    async pass(milliseconds: number): Promise<void> {
      now += milliseconds;
      const awake = sleeping.filter(({ until }) => until <= now);
      sleeping = sleeping.filter(({ until }) => until > now);
      for (const { wake } of awake) wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
