import { isMainThread, Worker, workerData } from 'node:worker_threads';

/**
 * Ends this process if it uses more CPU time than it is allowed. Real time does not matter, so a busy machine ends nothing. A thread watches, because a
 * change may keep the main one busy forever.
 */
export class Watchdog {
  readonly #limit = new Float64Array(new SharedArrayBuffer(8));

  constructor() {
    this.rest();
    new Worker(new URL(import.meta.url), { workerData: this.#limit }).unref();
  }

  /** @param cpuMs milliseconds of CPU time of the whole process, from now */
  allow(cpuMs: number): void {
    this.#limit[0] = usedCpuMs() + cpuMs;
  }

  rest(): void {
    this.#limit[0] = Number.POSITIVE_INFINITY;
  }
}

/** Milliseconds of CPU time that this process has used. */
export function usedCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

if (!isMainThread && workerData instanceof Float64Array) {
  const limit = workerData;
  setInterval(() => {
    if (usedCpuMs() > (limit[0] ?? 0)) process.kill(process.pid, 'SIGKILL');
  }, 200);
}
