import { ControllerError } from '../errors.ts';
import type { ControllerContext } from './controller-context.ts';
import { ServiceWork } from './service-work.ts';

/** Changes how many tasks a service runs while nothing is deployed. */
export class Scaling {
  readonly #world: ControllerContext;
  #current = new AbortController();
  #settled: Promise<void> = Promise.resolve();

  constructor(world: ControllerContext) {
    this.#world = world;
  }

  /** Starts or ends tasks of the revision; the newest count replaces one that is still being reached. */
  to(revisionArn: string, count: number): void {
    this.#current.abort('replaced');
    this.#current = new AbortController();
    const { signal } = this.#current;
    this.#settled = this.#settled.then(() => this.#scale(revisionArn, count, signal));
  }

  /** Leaves the tasks as they are. Resolves when nothing is being changed. */
  stop(): Promise<void> {
    this.#current.abort('stopped');
    return this.#settled;
  }

  /** A backend that cannot do it leaves fewer tasks than requested, and that is what is shown. */
  async #scale(revisionArn: string, count: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const work = new ServiceWork(this.#world);
    const { requestedTaskCount } = this.#world.service.revision(revisionArn);
    const scaling =
      count > requestedTaskCount ? work.scaleUp(revisionArn, count, signal) : work.scaleDown(revisionArn, count);
    await scaling.catch(() => {});
  }
}

/** @throws {ControllerError} INVALID_CONFIGURATION */
export function checkDesiredCount(count: number | undefined): void {
  if (count === undefined || (Number.isSafeInteger(count) && count >= 0)) return;
  throw new ControllerError('INVALID_CONFIGURATION', `desiredCount is ${count}; write a whole number, 0 or more`);
}
