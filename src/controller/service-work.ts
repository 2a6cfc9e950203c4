import type { BackendContext } from './backend.ts';
import type { Listener } from './plan.ts';
import type { TrafficWeights } from './resources.ts';
import { backendRevision, type Revision } from './service-state.ts';
import type { World } from './world.ts';

/** What ECS itself does to tasks and listeners: through the backend, on the record, and seen by observers. */
export class ServiceWork {
  readonly #world: World;
  readonly #deploymentArn: string | undefined;

  /** @param deploymentArn on whose behalf, for the events */
  constructor(world: World, deploymentArn?: string) {
    this.#world = world;
    this.#deploymentArn = deploymentArn;
  }

  /** Resolves when so many tasks are healthy; at once where they are. */
  async scaleUp(revisionArn: string, count: number, signal: AbortSignal): Promise<void> {
    const revision = this.#world.service.revision(revisionArn);
    revision.isResolved = true;
    if (revision.requestedTaskCount === count && revision.runningTaskCount === count) return;
    this.#count(revision, count, revision.runningTaskCount);
    const taskIsHealthy = () => {
      if (revision.runningTaskCount < count) this.#count(revision, count, revision.runningTaskCount + 1);
    };
    await this.#ask((backend, context) =>
      backend.scaleUp(backendRevision(revision), count, { ...context, signal, taskIsHealthy }),
    );
    if (revision.runningTaskCount < count) this.#count(revision, count, count);
  }

  /** Does nothing where the listener stands so already. */
  async shift(listener: Listener, weights: TrafficWeights): Promise<void> {
    if (!isSame(this.#world.service.weights[listener], weights)) await this.setListener(listener, weights);
  }

  async setListener(listener: Listener, weights: TrafficWeights): Promise<void> {
    await this.#ask((backend, context) =>
      listener === 'test'
        ? backend.shiftTestTraffic(weights, context)
        : backend.shiftProductionTraffic(weights, context),
    );
    this.#world.service.weights[listener] = weights;
    this.#world.emit({ type: 'weights-changed', listener, weights }, this.#deploymentArn);
  }

  async terminate(revisionArn: string): Promise<void> {
    const revision = this.#world.service.revision(revisionArn);
    if (revision.requestedTaskCount > 0) {
      await this.#ask((backend, context) => backend.terminate(backendRevision(revision), context));
      this.#count(revision, 0, 0);
    }
    revision.isResolved = false;
  }

  #ask(work: (backend: World['backend'], context: BackendContext) => Promise<void>): Promise<void> {
    const { clock, backend } = this.#world;
    return clock.hold((sleep) => work(backend, { sleep }));
  }

  #count(revision: Revision, requestedTaskCount: number, runningTaskCount: number): void {
    revision.requestedTaskCount = requestedTaskCount;
    revision.runningTaskCount = runningTaskCount;
    const pendingTaskCount = requestedTaskCount - runningTaskCount;
    const counts = { requestedTaskCount, runningTaskCount, pendingTaskCount };
    this.#world.emit({ type: 'tasks-changed', serviceRevisionArn: revision.arn, ...counts }, this.#deploymentArn);
  }
}

function isSame(one: TrafficWeights, other: TrafficWeights): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
