import type { FaultKind } from '../chance/faults.ts';
import type { TrafficWeights } from '../ecs/resources.ts';
import type { BackendContext } from '../state/backend.ts';
import type { ListenerRole } from '../state/plan-deployment.ts';
import { backendRevision, type Revision } from '../state/service-state.ts';
import type { ControllerContext } from './controller-context.ts';
import { failTasks } from './failing-tasks.ts';

/** Called for every started task, once its outcome is known. */
export type TaskObserver = { taskIsHealthy(revisionArn: string): void; taskFailed(revisionArn: string): void };

/** ECS's own work on tasks and listeners: through the backend, recorded, and visible to observers. */
export class ServiceWork {
  readonly #world: ControllerContext;
  readonly #deploymentArn: string | undefined;
  readonly #observer: TaskObserver | undefined;

  /** @param deploymentArn the deployment that the events name */
  constructor(world: ControllerContext, deploymentArn?: string, observer?: TaskObserver) {
    this.#world = world;
    this.#deploymentArn = deploymentArn;
    this.#observer = observer;
  }

  /** Brings the backend of a restored service to the recorded state. */
  async bringUpRestored(signal: AbortSignal): Promise<void> {
    const { service } = this.#world;
    for (const arn of service.activeArns()) await this.scaleUp(arn, service.revision(arn).requestedTaskCount, signal);
    await this.setListener('production', service.weights.production);
    await this.setListener('test', service.weights.test);
  }

  /** Resolves when this many tasks are healthy; at once if they already are. */
  async scaleUp(revisionArn: string, count: number, signal: AbortSignal): Promise<void> {
    const revision = this.#world.service.revision(revisionArn);
    revision.isResolved = true;
    if (revision.requestedTaskCount === count && revision.runningTaskCount === count) return;
    const { runningTaskCount } = revision;
    this.#count(revision, count, runningTaskCount);
    const areHealthy = (tasks: number) => {
      if (tasks > count || tasks <= revision.runningTaskCount) return;
      this.#count(revision, count, tasks);
      revision.failedTaskCount = 0;
      this.#observer?.taskIsHealthy(revisionArn);
    };
    const taskIsHealthy = () => areHealthy(revision.runningTaskCount + 1);
    const taskFailed = (fault?: FaultKind) => {
      this.#world.taskFailed(revisionArn, fault);
      if (revision.runningTaskCount === 0) revision.failedTaskCount++;
      this.#observer?.taskFailed(revisionArn);
    };
    await this.#ask(async (backend, context) => {
      await failTasks(count - runningTaskCount, this.#world.faults, context, signal, (fault) => {
        this.#world.emit({ type: 'fault', fault, serviceRevisionArn: revisionArn }, this.#deploymentArn);
        taskFailed(fault);
      });
      await backend.scaleUp(backendRevision(revision), count, {
        ...context,
        signal,
        runningTaskCount,
        taskIsHealthy,
        taskFailed: () => taskFailed(),
      });
    });
    areHealthy(count);
  }

  /** Starts or ends tasks until there are this many healthy ones. */
  async scaleTo(revisionArn: string, count: number, signal: AbortSignal): Promise<void> {
    if (count < this.#world.service.revision(revisionArn).requestedTaskCount) await this.scaleDown(revisionArn, count);
    // What a start that was given up has left pending.
    if (count > 0) await this.scaleUp(revisionArn, count, signal);
  }

  /** Ends tasks until no more than this many are left, including those that are not healthy yet. */
  async scaleDown(revisionArn: string, count: number): Promise<void> {
    const revision = this.#world.service.revision(revisionArn);
    if (count === 0) return this.terminate(revisionArn);
    if (revision.requestedTaskCount <= count) return;
    await this.#ask(async (backend, context) => backend.scaleDown?.(backendRevision(revision), count, context));
    this.#count(revision, count, Math.min(count, revision.runningTaskCount));
  }

  /** Does nothing if the listener already has these weights. */
  async shift(listener: ListenerRole, weights: TrafficWeights): Promise<void> {
    if (!isSame(this.#world.service.weights[listener], weights)) await this.setListener(listener, weights);
  }

  async setListener(listener: ListenerRole, weights: TrafficWeights): Promise<void> {
    const { faults } = this.#world;
    const lagSeconds = faults.strike('listener-lag').size > 0 ? faults.lagSeconds : 0;
    if (lagSeconds > 0) this.#world.emit({ type: 'fault', fault: 'listener-lag' }, this.#deploymentArn);
    await this.#ask(async (backend, context) => {
      if (lagSeconds > 0) await context.sleep(lagSeconds * 1000);
      if (listener === 'test') await backend.shiftTestTraffic(weights, context);
      else await backend.shiftProductionTraffic(weights, context);
    });
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

  #ask(work: (backend: ControllerContext['backend'], context: BackendContext) => Promise<void>): Promise<void> {
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
