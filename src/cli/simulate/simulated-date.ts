import type { Clock } from '../../hook/clock.ts';

/**
 * Lets `Date` tell this clock's time wherever it is asked for the time of now: a hook that waits for a deadline then sees it come. Timers and
 * `performance` stay real.
 *
 * @returns puts the real `Date` back
 */
export function useSimulatedDate(clock: Clock): () => void {
  const RealDate = globalThis.Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [clock.now().getTime()] : args, newTarget),
    // Called without `new` it gives a string, whatever it is given.
    apply: () => clock.now().toString(),
    get: (target, key) => (key === 'now' ? () => clock.now().getTime() : Reflect.get(target, key)),
  });
  return () => {
    globalThis.Date = RealDate;
  };
}
