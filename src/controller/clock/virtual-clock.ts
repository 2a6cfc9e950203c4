import { setImmediate } from 'node:timers';
import type { ControllerClock, InvocationTimer } from './controller-clock.ts';
import { sleepIn, type Timer, TimerQueue } from './timer-queue.ts';

/** The default start of a virtual clock. */
const defaultStart = new Date('2026-01-01T00:00:00Z');

/**
 * Time that passes only when there is nothing left to do: it jumps to the next timer once every hook and backend call has
 * settled. Timers due at the same time fire in the order they were set. Time passes only inside {@link run} and {@link advance}.
 */
export class VirtualClock implements ControllerClock {
  readonly #queue = new TimerQueue();
  #nowMs: number;
  /** Work that is running and not sleeping: while there is any, time does not pass. */
  #awake = 0;
  #runs = 0;
  #isPumping = false;
  #wake: () => void = () => {};

  constructor(options: { start?: Date } = {}) {
    this.#nowMs = (options.start ?? defaultStart).getTime();
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepIn(this.#queue, this.#nowMs + Math.max(0, ms), signal, () => this.#wake());
  }

  async hold<T>(work: (sleep: ControllerClock['sleep']) => Promise<T>): Promise<T> {
    let sleeping = 0;
    let isDone = false;
    const sleep: ControllerClock['sleep'] = async (ms, signal) => {
      if (isDone) return this.sleep(ms, signal);
      if (sleeping++ === 0) this.#setAwake(-1);
      try {
        await this.sleep(ms, signal);
      } finally {
        if (--sleeping === 0 && !isDone) this.#setAwake(+1);
      }
    };
    this.#setAwake(+1);
    try {
      return await work(sleep);
    } finally {
      isDone = true;
      if (sleeping === 0) this.#setAwake(-1);
    }
  }

  startTimer(ms: number): InvocationTimer {
    const due = this.#nowMs + ms;
    let timer: Timer | undefined;
    const expired = new Promise<void>((resolve) => {
      timer = this.#queue.add(due, resolve);
    });
    return {
      remainingMs: () => Math.max(0, due - this.#nowMs),
      expired,
      cancel: () => {
        if (timer) timer.cancelled = true;
      },
    };
  }

  async run<T>(promise: Promise<T>): Promise<T> {
    this.#runs++;
    void this.#pump();
    try {
      return await promise;
    } finally {
      this.#runs--;
      this.#wake();
    }
  }

  /** Lets this much time pass and does everything due in it. */
  advance(ms: number): Promise<void> {
    return this.run(this.sleep(ms));
  }

  /** One pump serves every run, so that a timer's consequences come before the next timer. */
  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#runs > 0) {
      // A turn of the event loop lets every continuation of the last timer finish first.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#runs === 0) break;
      const timer = this.#awake === 0 ? this.#queue.take() : undefined;
      if (timer) {
        this.#nowMs = timer.due;
        timer.fire();
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
    this.#isPumping = false;
  }

  #setAwake(change: 1 | -1): void {
    this.#awake += change;
    if (this.#awake === 0) this.#wake();
  }
}
