import { setTimeout as sleep } from 'node:timers/promises';
import type { ScaledClock } from '../controller/clock/scaled-clock.ts';
import type { HookFunction } from '../controller/lambda/hook-function.ts';

/** Somebody who watches the sandbox, with the time that passes for them, no matter how fast the sandbox's clock runs. */
export type Onlooker = {
  /** Resolves after this many milliseconds of their time, or at once when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
};

/** Somebody in front of a screen. */
export const personWatching: Onlooker = {
  wait: (ms, signal) => sleep(ms, undefined, { signal, ref: false }).catch(() => {}),
};

/** How fast the sandbox's clock runs, and why. */
export type PaceData = {
  /** As chosen on the page or with `--speed`. */
  chosen: number;
  /** Whether it runs as fast as real time instead, because somebody is asked. */
  isHeld: boolean;
};

type ClockPace = {
  read(): PaceData;
  /** Somebody who chooses a speed while they are asked gets it: they may want to see what happens at the deadline. */
  choose(factor: number): void;
  /** Has to be called whenever people are asked, or are not any more. */
  ask(isAsked: boolean): void;
  /** Lets the clock run at ×1 until the returned function is called: what a reader needs is no time of ECS's. */
  linger(): () => void;
};

/**
 * Lets a clock run at the chosen speed, and at ×1 while people are asked and could read: a deadline that is said to be in four hours is in four
 * hours of theirs.
 */
export function openPace(clock: Pick<ScaledClock, 'factor' | 'setFactor'>): ClockPace {
  let chosen = clock.factor;
  let isAsked = false;
  let isHeld = false;
  let lingering = 0;
  const apply = (next: boolean) => {
    isHeld = next && chosen > 1;
    const factor = isHeld || lingering > 0 ? Math.min(chosen, 1) : chosen;
    if (factor !== clock.factor) clock.setFactor(factor);
  };
  return {
    read: () => ({ chosen, isHeld }),
    choose(factor) {
      chosen = factor;
      apply(false);
    },
    ask(next) {
      if (next === isAsked) return;
      isAsked = next;
      apply(isAsked);
    },
    linger() {
      lingering += 1;
      apply(isHeld);
      return () => {
        lingering -= 1;
        apply(isHeld);
      };
    },
  };
}

/** How long each automated check and each change of the traffic stays on the screen. */
const minMs = 1500;

/**
 * Resolves once somebody who watches has had the time to notice something; at once if nobody watches. The clock runs at ×1 meanwhile, so that a
 * deployment takes the same time at every speed.
 */
export function noticeBy(
  onlooker: Onlooker | undefined,
  signal: AbortSignal,
  pace: Pick<ClockPace, 'linger'>,
): () => Promise<void> {
  return async () => {
    if (onlooker === undefined) return;
    const goOn = pace.linger();
    await onlooker.wait(minMs, signal).finally(goOn);
  };
}

/** The same function, whose calls take at least as long as somebody needs to notice them. */
export function noticeable({ handler, ...rest }: HookFunction, notice: () => Promise<void>): HookFunction {
  return {
    ...rest,
    handler: async (event, context) => {
      const [answer] = await Promise.all([handler(event, context), notice()]);
      return answer;
    },
  };
}
