/** Keeps starts apart, so that in no second there are more than so many. */
export class Spacing {
  readonly #intervalMs: number;
  #last = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number) {
    // Rounded up, so that no sum of them is less than a second.
    this.#intervalMs = Math.ceil(1e6 / perSecond) / 1000;
  }

  /** Milliseconds until the next start is allowed; 0 if it is now. A start that was late is not made up for. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#last + this.#intervalMs - nowMs);
  }

  /** Records a start. */
  mark(nowMs: number): void {
    this.#last = nowMs;
  }
}
