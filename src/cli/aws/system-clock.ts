import type { Clock } from '../../hook/clock.ts';

/** The clock on the wall. */
export const systemClock: Clock = { now: () => new Date() };
