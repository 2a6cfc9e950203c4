import type { FaultKind } from '../chance/faults.ts';
import { taskIdOf } from '../ecs/task-ids.ts';
import { type StopCause, scaledAway } from '../ecs/task-state-change.ts';
import type { ControllerEvent } from '../events.ts';
import type { ServiceState } from './service-state.ts';
import { causeOfFailure } from './task-changes.ts';

/** A task that has stopped, and why. */
export type StoppedTask = StopCause & {
  /** The last part of its ARN. */
  id: string;
  serviceRevisionArn: string;
  stoppedAt: Date;
  /** Whether it was healthy, or at least ran until it failed. */
  hasRun: boolean;
};

type TasksChanged = Extract<ControllerEvent, { type: 'tasks-changed' }>;

/** "Currently, stopped tasks appear in the returned results for at least one hour." */
const shownMs = 3_600_000;

/** Remembers the tasks of a service that have stopped, for an hour. Its ids are those of the events. */
export class StoppedTasks {
  readonly #service: ServiceState;
  /** How many tasks of each revision there are. */
  readonly #counts = new Map<string, { requested: number; running: number }>();
  #stopped: StoppedTask[] = [];
  #failures = 0;

  constructor(service: ServiceState) {
    this.#service = service;
  }

  /** Tasks end from the last one on. */
  tasksChanged({ serviceRevisionArn, requestedTaskCount, runningTaskCount, at }: TasksChanged & { at: Date }): void {
    const before = this.#counts.get(serviceRevisionArn) ?? { requested: 0, running: 0 };
    for (let index = before.requested - 1; index >= requestedTaskCount; index -= 1) {
      const id = taskIdOf(serviceRevisionArn, index);
      this.#add({ ...scaledAway(serviceRevisionArn), id, serviceRevisionArn, hasRun: index < before.running }, at);
    }
    if (requestedTaskCount === 0) this.#counts.delete(serviceRevisionArn);
    else this.#counts.set(serviceRevisionArn, { requested: requestedTaskCount, running: runningTaskCount });
  }

  taskFailed(serviceRevisionArn: string, fault: FaultKind | undefined, at: Date): void {
    const id = taskIdOf(`${serviceRevisionArn}#failed`, this.#failures++);
    const cause = causeOfFailure(this.#service.revision(serviceRevisionArn), fault);
    this.#add({ ...cause, id, serviceRevisionArn, hasRun: true }, at);
  }

  /** Oldest first. */
  list(now: Date): readonly StoppedTask[] {
    this.#stopped = this.#stopped.filter(({ stoppedAt }) => now.getTime() - stoppedAt.getTime() <= shownMs);
    return this.#stopped;
  }

  #add(task: Omit<StoppedTask, 'stoppedAt'>, stoppedAt: Date): void {
    this.#stopped = [...this.list(stoppedAt), { ...task, stoppedAt }];
  }
}
