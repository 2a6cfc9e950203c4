import type { Clock } from '../../hook/clock.ts';

/**
 * Makes `Date` return this clock's time for now, so that a hook that waits for a deadline sees it come. Timers and `performance` stay real.
 *
 * @returns a function that restores the real `Date`
 */
export function useSimulatedDate(clock: Clock): () => void {
  const RealDate = globalThis.Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [clock.now().getTime()] : args, newTarget),
    // Called without `new` it returns a string and ignores its arguments.
    apply: () => clock.now().toString(),
    get: (target, key) => (key === 'now' ? () => clock.now().getTime() : Reflect.get(target, key)),
  });
  return () => {
    globalThis.Date = RealDate;
  };
}
