// A test may replace them.
const { setInterval, clearInterval } = globalThis;

const tickMs = 20;
/** This many turns of the event loop while the process waits for nothing but us. */
const idleTicks = 50;
/** This many turns altogether: 20 seconds if nothing else runs on the machine, more if something does. */
const usualTicks = 1000;

/**
 * Starts something and waits for it, but not forever. It counts turns of the event loop and not time, so a process that gets no processor is not late.
 *
 * @param run what it starts, such as other processes, counts as what it waits for
 * @returns nothing if the promise is stuck: nothing is left that could settle it, or it takes very long
 */
export function untilStuck<T>(run: () => Promise<T>, maxTicks = usualTicks): Promise<{ value: T } | undefined> {
  const before = process.getActiveResourcesInfo().length;
  return new Promise((resolve, reject) => {
    let [ticks, idle] = [0, 0];
    const timer = setInterval(() => {
      ticks += 1;
      // One more than before is this timer.
      idle = process.getActiveResourcesInfo().length <= before + 1 ? idle + 1 : 0;
      if (idle >= idleTicks || ticks >= maxTicks) end(() => resolve(undefined));
    }, tickMs);
    const end = (settle: () => void) => {
      clearInterval(timer);
      settle();
    };
    run().then(
      (value) => end(() => resolve({ value })),
      (error) => end(() => reject(error)),
    );
  });
}
