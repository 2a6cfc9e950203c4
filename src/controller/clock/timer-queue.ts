/** Something that is due at a time, in milliseconds since 1970. */
export type Timer = { readonly due: number; readonly order: number; readonly fire: () => void; cancelled: boolean };

/** A queue of timers: the earliest first; of timers due at the same time, the one added first. A binary heap. */
export class TimerQueue {
  #heap: Timer[] = [];
  #added = 0;

  add(due: number, fire: () => void): Timer {
    const timer: Timer = { due, order: this.#added++, fire, cancelled: false };
    this.#heap.push(timer);
    this.#siftUp(this.#heap.length - 1);
    return timer;
  }

  /** The next timer that is not cancelled; it stays in the queue. */
  peek(): Timer | undefined {
    while (this.#heap[0]?.cancelled) this.#removeFirst();
    return this.#heap[0];
  }

  take(): Timer | undefined {
    const first = this.peek();
    if (first) this.#removeFirst();
    return first;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#siftDown(0);
  }

  #siftUp(start: number): void {
    for (let index = start; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfEarlier(index, parent)) return;
      index = parent;
    }
  }

  #siftDown(start: number): void {
    for (let index = start; ; ) {
      const left = 2 * index + 1;
      const child = this.#isEarlier(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfEarlier(child, index)) return;
      index = child;
    }
  }

  #swapIfEarlier(lower: number, upper: number): boolean {
    const [a, b] = [this.#heap[lower], this.#heap[upper]];
    if (!a || !b || !this.#isEarlier(lower, upper)) return false;
    this.#heap[lower] = b;
    this.#heap[upper] = a;
    return true;
  }

  #isEarlier(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (!a || !b) return false;
    return a.due < b.due || (a.due === b.due && a.order < b.order);
  }
}

/**
 * Puts a sleep into the queue.
 *
 * @param wake called when the queue has changed
 */
export function sleepIn(
  queue: TimerQueue,
  due: number,
  signal: AbortSignal | undefined,
  wake: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = () => {
      timer.cancelled = true;
      reject(signal?.reason);
      wake();
    };
    const timer = queue.add(due, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
    wake();
  });
}
