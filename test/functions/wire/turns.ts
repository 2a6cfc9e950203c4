/** What a story's people wait for, so that they come between the requests of the functions and not before all of them. */
export type Turns = {
  /** Resolves after some requests, a different number each time, or when no function is at work. */
  next(): Promise<void>;
  /** Has to be called after every request. */
  carriedOut(): void;
  /** Has to be called when an invocation begins (1) and ends (-1). */
  atWork(change: 1 | -1): void;
};

export function turns(): Turns {
  let [count, busy] = [0, 0];
  let waiting: { left: number; go: () => void }[] = [];

  function release(isDue: (left: number) => boolean): void {
    const due = waiting.filter(({ left }) => isDue(left));
    waiting = waiting.filter((one) => !due.includes(one));
    for (const { go } of due) go();
  }

  return {
    async next() {
      count += 1;
      const left = (count * 5) % 17;
      if (busy > 0 && left > 0) await new Promise<void>((go) => waiting.push({ left, go }));
    },
    carriedOut() {
      for (const one of waiting) one.left -= 1;
      release((left) => left <= 0);
    },
    atWork(change) {
      busy += change;
      if (busy === 0) release(() => true);
    },
  };
}
