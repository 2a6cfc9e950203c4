import type { FaultKind } from '../chance/faults.ts';
import type { ServiceArns, ServiceNames } from '../ecs/arns.ts';
import { taskIdOf } from '../ecs/task-ids.ts';
import {
  type AnnouncedTask,
  containerExited,
  failedHealthChecks,
  type StopCause,
  scaledAway,
  type TaskStateChange,
  type TaskStatus,
  taskStateChange,
} from '../ecs/task-state-change.ts';
import type { ControllerEvent } from '../events.ts';
import { type Revision, type ServiceState, servingGroupsOf } from './service-state.ts';

type TasksChanged = Extract<ControllerEvent, { type: 'tasks-changed' }>;

const starting: readonly TaskStatus[] = ['PROVISIONING', 'PENDING'];
/** From one that runs, and from one that does not run yet. */
const ending: readonly TaskStatus[] = ['DEACTIVATING', 'STOPPING', 'DEPROVISIONING', 'STOPPED'];
const abandoned: readonly TaskStatus[] = ['DEPROVISIONING', 'STOPPED'];

/** Makes `ECS Task State Change` of what the controller counts: one event for each status of each task. */
export class TaskChanges {
  readonly #service: ServiceState;
  readonly #names: ServiceNames;
  readonly #arns: ServiceArns;
  readonly #send: (event: TaskStateChange) => void;
  /** By revision; the index of a task is that of its id. */
  readonly #tasks = new Map<string, AnnouncedTask[]>();
  #failures = 0;

  constructor(service: ServiceState, names: ServiceNames, arns: ServiceArns, send: (event: TaskStateChange) => void) {
    this.#service = service;
    this.#names = names;
    this.#arns = arns;
    this.#send = send;
  }

  /** The tasks of a revision are started, then healthy, in the order of their indexes; they end from the last one on. */
  tasksChanged({ serviceRevisionArn, requestedTaskCount, runningTaskCount, at }: TasksChanged & { at: Date }): void {
    const tasks = this.#tasksOf(serviceRevisionArn);
    while (tasks.length > requestedTaskCount) this.#end(tasks.pop(), scaledAway(serviceRevisionArn), at);
    while (tasks.length < requestedTaskCount) {
      const task = this.#newTask(serviceRevisionArn, taskIdOf(serviceRevisionArn, tasks.length), at);
      tasks.push(task);
      this.#goThrough(task, starting, at);
    }
    for (const task of tasks.slice(0, runningTaskCount)) if (!task.startedAt) this.#run(task, at);
  }

  /** The failed task has an id of its own: the one that replaces it keeps the index. */
  taskFailed(serviceRevisionArn: string, fault: FaultKind | undefined, at: Date): void {
    const task = this.#newTask(serviceRevisionArn, taskIdOf(`${serviceRevisionArn}#failed`, this.#failures++), at);
    this.#goThrough(task, starting, at);
    this.#run(task, at);
    this.#end(task, causeOfFailure(this.#service.revision(serviceRevisionArn), fault), at);
  }

  #tasksOf(serviceRevisionArn: string): AnnouncedTask[] {
    const known = this.#tasks.get(serviceRevisionArn);
    if (known) return known;
    const tasks: AnnouncedTask[] = [];
    this.#tasks.set(serviceRevisionArn, tasks);
    return tasks;
  }

  #newTask(serviceRevisionArn: string, id: string, createdAt: Date): AnnouncedTask {
    const { taskDefinition, containerImages } = this.#service.revision(serviceRevisionArn);
    const { partition, region, account, cluster } = this.#names;
    const prefix = `arn:${partition}:ecs:${region}:${account}`;
    return {
      arn: `${prefix}:task/${cluster}/${id}`,
      serviceRevisionArn,
      taskDefinitionArn: taskDefinition.startsWith('arn:')
        ? taskDefinition
        : `${prefix}:task-definition/${taskDefinition}`,
      containerImages,
      createdAt,
      version: 0,
    };
  }

  #run(task: AnnouncedTask, at: Date): void {
    this.#goThrough(task, ['ACTIVATING'], at);
    task.startedAt = at;
    this.#goThrough(task, ['RUNNING'], at);
  }

  #end(task: AnnouncedTask | undefined, cause: StopCause, at: Date): void {
    if (!task) return;
    task.cause = cause;
    task.stoppingAt = at;
    this.#goThrough(task, task.startedAt ? ending : abandoned, at);
  }

  #goThrough(task: AnnouncedTask, statuses: readonly TaskStatus[], at: Date): void {
    const { account, region, service } = this.#names;
    const place = { account, region, service, clusterArn: this.#arns.cluster };
    for (const status of statuses) {
      task.version++;
      this.#send(taskStateChange(task, status, at, place));
    }
  }
}

/** Why a task stops that a fault has made fail. */
export function causeOfFailure(revision: Revision, fault: FaultKind | undefined): StopCause {
  const [targetGroupArn] = servingGroupsOf(revision);
  const isUnhealthy = fault === 'unhealthy-target' && targetGroupArn !== undefined;
  return isUnhealthy ? failedHealthChecks(targetGroupArn) : containerExited;
}
