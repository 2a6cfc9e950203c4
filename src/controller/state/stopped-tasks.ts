import type { FaultKind } from '../chance/faults.ts';
import { taskIdOf } from '../ecs/task-ids.ts';
import { type StopCause, scaledAway } from '../ecs/task-state-change.ts';
import type { ControllerEvent } from '../events.ts';
import type { ServiceState } from './service-state.ts';
import { causeOfFailure } from './task-changes.ts';

/** Since when there is a task, and since when it is healthy. */
export type TaskTimes = { createdAt: Date; startedAt?: Date };

/** A task that has stopped, and why. */
export type StoppedTask = StopCause &
  TaskTimes & {
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

/** Remembers since when the tasks of a service run, and those that have stopped for an hour. Its ids are those of the events. */
export class StoppedTasks {
  readonly #service: ServiceState;
  /** The tasks of each revision; the index of one is that of its id. */
  readonly #tasks = new Map<string, readonly TaskTimes[]>();
  #stopped: StoppedTask[] = [];
  #failures = 0;

  constructor(service: ServiceState) {
    this.#service = service;
  }

  /** Tasks end from the last one on. */
  tasksChanged({ serviceRevisionArn, requestedTaskCount, runningTaskCount, at }: TasksChanged & { at: Date }): void {
    const before = this.timesOf(serviceRevisionArn);
    for (const [index, times] of [...before.entries()].slice(requestedTaskCount).toReversed()) {
      const id = taskIdOf(serviceRevisionArn, index);
      const hasRun = times.startedAt !== undefined;
      this.#add({ ...scaledAway(serviceRevisionArn), ...times, id, serviceRevisionArn, hasRun }, at);
    }
    const now = Array.from({ length: requestedTaskCount }, (_, index) => {
      const { createdAt, startedAt } = before[index] ?? { createdAt: at };
      return { createdAt, ...(index < runningTaskCount && { startedAt: startedAt ?? at }) };
    });
    this.#tasks.set(serviceRevisionArn, now);
  }

  /** Of the tasks of a revision that the controller has started, in the order of their indexes. */
  timesOf(serviceRevisionArn: string): readonly TaskTimes[] {
    return this.#tasks.get(serviceRevisionArn) ?? [];
  }

  taskFailed(serviceRevisionArn: string, fault: FaultKind | undefined, at: Date): void {
    const id = taskIdOf(`${serviceRevisionArn}#failed`, this.#failures++);
    const cause = causeOfFailure(this.#service.revision(serviceRevisionArn), fault);
    this.#add({ ...cause, createdAt: at, startedAt: at, id, serviceRevisionArn, hasRun: true }, at);
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
