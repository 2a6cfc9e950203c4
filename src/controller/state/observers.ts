import type { FaultKind } from '../chance/faults.ts';
import type { ActionLogEntry } from '../ecs/action-log.ts';
import type { ServiceArns, ServiceNames } from '../ecs/arns.ts';
import { type ServiceAction, steadyState } from '../ecs/service-action.ts';
import type { TaskStateChange } from '../ecs/task-state-change.ts';
import type { ControllerEvent } from '../events.ts';
import { ActionLogWriter } from './action-log-writer.ts';
import { ServiceEvents } from './service-events.ts';
import type { ServiceState } from './service-state.ts';
import { StoppedTasks } from './stopped-tasks.ts';
import { TaskChanges } from './task-changes.ts';

/** The callbacks of a controller. */
export type Listeners = {
  /** Called synchronously with every event. Its errors are not caught. */
  onEvent?: (event: ControllerEvent) => void;
  /** Receives `ECS Service Action` SERVICE_STEADY_STATE. */
  onServiceAction?: (event: ServiceAction) => void;
  /** Receives `ECS Task State Change`: one event for each status of each task. Without it none is made. */
  onTaskStateChange?: (event: TaskStateChange) => void;
  /** Receives the entries of the cluster's Action Log. Without it none is written: the log of a cluster is off until somebody turns it on. */
  onActionLog?: (entry: ActionLogEntry) => void;
};

/** Passes every event on. What nobody listens to costs nothing. */
export class Observers {
  readonly serviceEvents: ServiceEvents;
  readonly stoppedTasks: StoppedTasks;
  readonly #onEvent: Listeners['onEvent'];
  readonly #announceSteady: (event: ControllerEvent) => void;
  readonly #tasks: TaskChanges | undefined;
  readonly #log: ActionLogWriter | undefined;

  constructor(
    { onEvent, onServiceAction, onTaskStateChange, onActionLog }: Listeners,
    { service, names, arns }: { service: ServiceState; names: ServiceNames; arns: ServiceArns },
  ) {
    this.serviceEvents = new ServiceEvents(service, names.service);
    this.stoppedTasks = new StoppedTasks(service);
    this.#onEvent = onEvent;
    this.#announceSteady = (event) => onServiceAction?.(steadyState(names, arns, event));
    this.#tasks = onTaskStateChange && new TaskChanges(service, names, arns, onTaskStateChange);
    this.#log = onActionLog && new ActionLogWriter(service, arns, onActionLog);
  }

  record(event: ControllerEvent): void {
    if (this.serviceEvents.record(event)) this.#announceSteady(event);
    if (event.type === 'tasks-changed') {
      this.stoppedTasks.tasksChanged(event);
      this.#tasks?.tasksChanged(event);
    }
    this.#log?.record(event);
    this.#onEvent?.(event);
  }

  taskFailed(serviceRevisionArn: string, fault: FaultKind | undefined, at: Date): void {
    this.stoppedTasks.taskFailed(serviceRevisionArn, fault, at);
    this.#tasks?.taskFailed(serviceRevisionArn, fault, at);
  }
}
