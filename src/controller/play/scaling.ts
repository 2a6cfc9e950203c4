import { ControllerError } from '../controller-error.ts';
import type { ControllerContext } from './controller-context.ts';
import { ServiceWork } from './service-work.ts';

/** Works on the tasks of a service next to its deployments: to scale it, or to finish what an early success has left. */
export class Scaling {
  readonly #world: ControllerContext;
  #current = new AbortController();
  #settled: Promise<void> = Promise.resolve();

  constructor(world: ControllerContext) {
    this.#world = world;
  }

  /** Starts or ends tasks of the revision; the newest count replaces one that is still being reached. */
  to(revisionArn: string, count: number): void {
    this.run((signal) => new ServiceWork(this.#world).scaleTo(revisionArn, count, signal));
  }

  /** A backend that cannot do it leaves other tasks than requested, and that is what is shown. */
  run(work: (signal: AbortSignal) => Promise<void>): void {
    this.#current.abort('replaced');
    this.#current = new AbortController();
    const { signal } = this.#current;
    this.#settled = this.#settled.then(() => (signal.aborted ? undefined : work(signal))).catch(() => {});
  }

  /** Leaves the tasks as they are. Resolves when nothing is being changed. */
  stop(): Promise<void> {
    this.#current.abort('stopped');
    return this.#settled;
  }
}

/** @throws {ControllerError} INVALID_CONFIGURATION */
export function checkDesiredCount(count: number | undefined): void {
  if (count === undefined || (Number.isSafeInteger(count) && count >= 0)) return;
  throw new ControllerError('INVALID_CONFIGURATION', `desiredCount is ${count}; write a whole number, 0 or more`);
}
