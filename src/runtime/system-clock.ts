import type { Clock } from '../hook/clock.ts';

/** The real time. */
export const systemClock: Clock = { now: () => new Date() };
