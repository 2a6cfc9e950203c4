import type { FaultKind, FaultSource } from '../chance/faults.ts';
import type { BackendContext } from '../state/backend.ts';

/** The time until a failing task ends, and until ECS gives up on an unhealthy one. */
const seconds = { 'task-failure': 10, 'unhealthy-target': 120 } as const;

/** ECS restarts a task that keeps failing less and less often. */
const maxWaitSeconds = 27 * 60;

/**
 * Lets tasks fail before the backend starts those that will not. Each is started again until no fault happens to it.
 *
 * @param failed called for each failure
 */
export async function failTasks(
  count: number,
  faults: FaultSource,
  { sleep }: BackendContext,
  signal: AbortSignal,
  failed: (fault: FaultKind) => void,
): Promise<void> {
  let starting = count;
  for (let backOff = 1; starting > 0; backOff *= 2) {
    const failures: (keyof typeof seconds)[] = [];
    for (let task = 0; task < starting; task++) {
      const struck = faults.strike('task-failure', 'unhealthy-target');
      const [fault] = struck;
      if (fault) failures.push(fault);
    }
    if (failures.length === 0) return;
    const longest = Math.max(...failures.map((fault) => seconds[fault]));
    await sleep(Math.min(longest * backOff, maxWaitSeconds) * 1000, signal);
    for (const fault of failures) {
      signal.throwIfAborted();
      failed(fault);
    }
    signal.throwIfAborted();
    starting = failures.length;
  }
}
