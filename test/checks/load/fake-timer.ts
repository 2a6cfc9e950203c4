import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LoadTimer } from '../../../src/checks/load/send-load.ts';

/** Time that moves only when everything waits for it. */
export class FakeTimer implements LoadTimer {
  readonly #late: () => number;
  readonly #sleepers = new Set<{ at: number; wake(): void }>();
  #now = 0;

  /** @param late - by how many milliseconds a sleeper wakes too late */
  constructor(late: () => number = () => 0) {
    this.#late = late;
  }

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const sleeper = { at: this.#now + ms, wake: resolve };
    this.#sleepers.add(sleeper);
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    this.#sleepers.delete(sleeper);
  }

  /** Lets time pass until the work is done. */
  async drive<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    while (!isDone) {
      await nextTurn();
      const [first] = [...this.#sleepers].toSorted((one, other) => one.at - other.at);
      if (first === undefined) continue;
      this.#now = Math.max(this.#now, first.at) + this.#late();
      first.wake();
    }
    return done;
  }
}
