import type { ControllerClock, InvocationTimer } from './controller-clock.ts';
import { sleepIn, TimerQueue } from './timer-queue.ts';

/** The longest `setTimeout`, a little under 25 days. */
const maxTimeoutMs = 2 ** 31 - 1;

/** A clock that runs `factor` times as fast as real time. The factor may change while it runs. */
export class ScaledClock implements ControllerClock {
  readonly #queue = new TimerQueue();
  #factor: number;
  /** This clock read `#anchor` when real time was `#anchorOfWall`. */
  #anchor: number;
  #anchorOfWall = Date.now();
  #timeout: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param options.factor default 1
   * @param options.start what the clock reads now; default is the real time
   */
  constructor(options: { factor?: number; start?: Date } = {}) {
    this.#factor = readFactor(options.factor ?? 1);
    this.#anchor = (options.start ?? new Date(this.#anchorOfWall)).getTime();
  }

  now(): Date {
    return new Date(this.#read());
  }

  get factor(): number {
    return this.#factor;
  }

  /** Current sleeps end sooner or later accordingly; the clock's time does not jump. */
  setFactor(factor: number): void {
    const checked = readFactor(factor);
    const wall = Date.now();
    this.#anchor += (wall - this.#anchorOfWall) * this.#factor;
    this.#anchorOfWall = wall;
    this.#factor = checked;
    this.#arm();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepIn(this.#queue, this.#read() + Math.max(0, ms), signal, () => this.#arm());
  }

  async hold<T>(work: (sleep: ControllerClock['sleep']) => Promise<T>): Promise<T> {
    return await work((ms, signal) => this.sleep(ms, signal));
  }

  startTimer(ms: number): InvocationTimer {
    const end = Date.now() + ms;
    let timeout: ReturnType<typeof setTimeout> | undefined;
    return {
      remainingMs: () => Math.max(0, end - Date.now()),
      expired: new Promise((resolve) => {
        timeout = setTimeout(resolve, ms);
      }),
      cancel: () => clearTimeout(timeout),
    };
  }

  run<T>(promise: Promise<T>): Promise<T> {
    return promise;
  }

  #read(): number {
    return this.#anchor + (Date.now() - this.#anchorOfWall) * this.#factor;
  }

  /** At most one `setTimeout` serves the whole queue. */
  #arm(): void {
    clearTimeout(this.#timeout);
    const next = this.#queue.peek();
    if (!next) return;
    const wait = Math.ceil((next.due - this.#read()) / this.#factor);
    this.#timeout = setTimeout(() => this.#fireWhatIsDue(), Math.min(Math.max(0, wait), maxTimeoutMs));
  }

  #fireWhatIsDue(): void {
    const now = this.#read();
    for (let next = this.#queue.peek(); next && next.due <= now; next = this.#queue.peek()) {
      this.#queue.take();
      next.fire();
    }
    this.#arm();
  }
}

/** Real time. */
export class RealClock extends ScaledClock {
  constructor() {
    super({ factor: 1 });
  }
}

function readFactor(factor: number): number {
  if (!(Number.isFinite(factor) && factor > 0)) {
    throw new RangeError(`the clock's factor is ${factor}; write a number above 0, such as 60`);
  }
  return factor;
}
