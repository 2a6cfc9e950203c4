import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sendLoad } from '../../../src/checks/load/send-load.ts';
import { Spacing } from '../../../src/checks/load/spacing.ts';
import { casesOf } from '../../helpers/random-cases.ts';
import { FakeTimer } from './fake-timer.ts';

const never = new AbortController().signal;

/** Sends loads at the same time, and returns when each of them sent. */
async function run(
  rates: readonly number[],
  { seconds = 5, late = (): number => 0, answerMs = (): number => 10, maxInFlight = 100, signal = never } = {},
) {
  const timer = new FakeTimer(late);
  const ofFunction = new Spacing(50);
  const sent: { load: number; at: number }[] = [];
  const loads = rates.map((rate, load) =>
    sendLoad(
      {
        spacings: [new Spacing(rate), ofFunction],
        durationMs: seconds * 1000,
        maxInFlight,
        async send() {
          sent.push({ load, at: timer.now() });
          await timer.sleep(answerMs(), never);
        },
      },
      timer,
      signal,
    ),
  );
  return { sent, results: await timer.drive(Promise.all(loads)), timer };
}

/** The most starts in any second. */
function peakOf(times: readonly number[]): number {
  const counts = times.map((from) => times.filter((at) => at >= from && at < from + 1000 - 1e-6).length);
  return Math.max(0, ...counts);
}

describe('a load', () => {
  test.each([
    [1, 5],
    [7, 35],
    [50, 250],
  ])('of %i a second for 5 s sends %i requests, and ends', async (rate, count) => {
    const { sent, results } = await run([rate]);

    expect(sent).toHaveLength(count);
    expect(results).toEqual([{ elapsedMs: 5000, heldBack: 0 }]);
  });

  test('ends when its time is over, not when the next request would be due', async () => {
    const { sent, results, timer } = await run([1], { seconds: 1.5 });

    expect(sent.map(({ at }) => at)).toEqual([0, 1000]);
    expect(results).toEqual([{ elapsedMs: 1500, heldBack: 0 }]);
    expect(timer.now()).toBe(1500);
  });

  test('that is stopped has lasted from its own beginning', async () => {
    const timer = new FakeTimer();
    await timer.drive(timer.sleep(60_000, never));
    const stop = new AbortController();
    const send = async () => void timer.sleep(300, never).then(() => stop.abort());
    const load = { spacings: [new Spacing(1)], durationMs: 5000, maxInFlight: 5, send };

    expect(await timer.drive(sendLoad(load, timer, stop.signal))).toEqual({ elapsedMs: 300, heldBack: 0 });
  });

  test('has as many requests waiting for an answer as may be', async () => {
    const { sent, results } = await run([10], { answerMs: () => 2000, maxInFlight: 5 });

    expect(sent).toHaveLength(15);
    expect(results).toEqual([{ elapsedMs: 5000, heldBack: 35 }]);
  });

  test('is held back, and makes up for nothing, while too many wait for an answer', async () => {
    const { sent, results } = await run([10], { answerMs: () => 2000, maxInFlight: 5 });

    expect(results).toEqual([{ elapsedMs: 5000, heldBack: 50 - sent.length }]);
    expect(peakOf(sent.map(({ at }) => at))).toBeLessThanOrEqual(10);
    expect(sent.length).toBeLessThan(20);
  });

  test('ends when the signal aborts', async () => {
    const stop = new AbortController();
    let answers = 0;
    const { sent, results } = await run([10], {
      signal: stop.signal,
      answerMs: () => {
        answers += 1;
        if (answers === 12) stop.abort();
        return 10;
      },
    });

    expect(sent).toHaveLength(12);
    expect(results[0]?.elapsedMs).toBeLessThan(1300);
  });

  test('of no time sends nothing', async () => {
    expect((await run([50], { seconds: 0 })).sent).toEqual([]);
  });

  test('never exceeds its rate, nor that of the function, however late timers and answers are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 3 }),
        fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 20 }),
        async (rates, delays, maxInFlight) => {
          let turn = 0;
          const delay = () => delays[turn++ % delays.length] as number;
          const late = () => (delay() % 3 === 0 ? delay() / 10 : 0);
          const { sent, results, timer } = await run(rates, { seconds: 3, late, answerMs: delay, maxInFlight });

          rates.forEach((rate, load) => {
            expect(peakOf(sent.filter((each) => each.load === load).map(({ at }) => at))).toBeLessThanOrEqual(rate);
          });
          expect(peakOf(sent.map(({ at }) => at))).toBeLessThanOrEqual(50);
          expect(sent.every(({ at }) => at < 3000)).toBe(true);
          expect(results.every(({ elapsedMs }) => elapsedMs === 3000)).toBe(true);
          // After the end it waits for the answers alone, each of which may be late after the one before.
          const mostWaiting = rates.length * (maxInFlight + 1);
          expect(timer.now()).toBeLessThanOrEqual(3000 + 700 + 70 * mostWaiting);
        },
      ),
      { numRuns: casesOf(30) },
    );
  });
});
