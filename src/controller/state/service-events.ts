import { deploymentIdOf } from '../ecs/event-bridge.ts';
import { taskIdOf, uuidOf } from '../ecs/task-ids.ts';
import type { ControllerEvent } from '../events.ts';
import { type DeploymentRecord, type ServiceState, servingGroupsOf } from './service-state.ts';

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceEvent.html */
export type ServiceEvent = { id: string; createdAt: Date; message: string };

type Counts = { requestedTaskCount: number; runningTaskCount: number };

/** "A maximum of 100 events are displayed." */
const maxEvents = 100;

/** ECS starts tasks in small batches, and names each of a batch. */
const maxNamedTasks = 10;

/** The `events` of a described service, in the words that real accounts show. */
export class ServiceEvents {
  readonly #service: ServiceState;
  readonly #prefix: string;
  readonly #events: ServiceEvent[] = [];
  readonly #counts = new Map<string, Counts>();

  constructor(service: ServiceState, serviceName: string) {
    this.#service = service;
    this.#prefix = `(service ${serviceName})`;
  }

  /** Newest first. */
  list(): readonly ServiceEvent[] {
    return this.#events.toReversed();
  }

  /** @returns whether the service has reached a steady state with it */
  record(event: ControllerEvent): boolean {
    const messages = this.#messagesOf(event);
    for (const [index, message] of messages.entries()) {
      this.#events.push({
        id: uuidOf(`${event.sequence}.${index}`),
        createdAt: event.at,
        message: `${this.#prefix}${message}`,
      });
    }
    if (this.#events.length > maxEvents) this.#events.splice(0, this.#events.length - maxEvents);
    return messages.includes(steady);
  }

  #messagesOf(event: ControllerEvent): readonly string[] {
    if (event.type !== 'tasks-changed' && event.type !== 'deployment-status') return [];
    const record = this.#service.deployments.get(event.serviceDeploymentArn ?? '');
    const end = this.#isSteady() ? [steady] : [];
    if (event.type === 'tasks-changed') {
      const hasEnded = record === undefined || record.finishedAt !== undefined;
      return [...this.#aboutTasks(event.serviceRevisionArn, event), ...(hasEnded ? end : [])];
    }
    if (!record) return [];
    const isOver = event.status === 'SUCCESSFUL' || event.status === 'ROLLBACK_SUCCESSFUL';
    return [...aboutDeployment(record, event.status), ...(isOver ? end : [])];
  }

  /** One revision has tasks, and all of them. */
  #isSteady(): boolean {
    const [arn, ...others] = this.#service.activeArns();
    if (arn === undefined || others.length > 0) return arn === undefined;
    const { requestedTaskCount, runningTaskCount } = this.#service.revision(arn);
    return requestedTaskCount === runningTaskCount;
  }

  #aboutTasks(revisionArn: string, after: Counts): readonly string[] {
    const { requestedTaskCount: wanted, runningTaskCount: ran } = this.#counts.get(revisionArn) ?? none;
    const { requestedTaskCount, runningTaskCount } = after;
    this.#counts.set(revisionArn, { requestedTaskCount, runningTaskCount });
    const groups = servingGroupsOf(this.#service.revision(revisionArn));
    const started = requestedTaskCount - wanted;
    const healthy = runningTaskCount - ran;
    return [
      ...(started > 0 ? [` has started ${started} tasks: ${nameTasks(revisionArn, wanted, requestedTaskCount)}.`] : []),
      ...(healthy > 0 ? groups.map((group) => ` registered ${healthy} targets in (target-group ${group})`) : []),
      ...(healthy < 0 ? aboutEnd(revisionArn, runningTaskCount, ran, groups) : []),
      ...(healthy === 0 && started < 0 ? [` stopped ${-started} pending tasks.`] : []),
    ];
  }
}

const none: Counts = { requestedTaskCount: 0, runningTaskCount: 0 };

const steady = ' has reached a steady state.';

function aboutEnd(revisionArn: string, left: number, ran: number, groups: readonly string[]): readonly string[] {
  const ended = ran - left;
  return [
    ` has stopped ${ended} running tasks: ${nameTasks(revisionArn, left, ran)}.`,
    ...groups.map((group) => ` deregistered ${ended} targets in (target-group ${group})`),
    ` has begun draining connections on ${ended} tasks.`,
  ];
}

function aboutDeployment(record: DeploymentRecord, status: DeploymentRecord['status']): readonly string[] {
  const { targetArn, rollback } = record;
  const of = (arn: string) => ` (deployment ${deploymentIdOf(arn)})`;
  const back = rollback?.serviceRevisionArn;
  switch (status) {
    case 'SUCCESSFUL':
      return [`${of(targetArn)} deployment completed.`];
    case 'ROLLBACK_SUCCESSFUL':
      return back === undefined ? [] : [`${of(back)} deployment completed.`];
    case 'ROLLBACK_IN_PROGRESS':
    case 'STOP_REQUESTED': {
      const cause = causeOf(record);
      return [
        ...(cause === undefined ? [] : [`${of(targetArn)} deployment failed: ${cause}`]),
        ...(back === undefined ? [] : [` rolling back to deployment ${deploymentIdOf(back)}.`]),
      ];
    }
    default:
      return [];
  }
}

/** Undefined if somebody has stopped or replaced it: then it has not failed. */
function causeOf({ deploymentCircuitBreaker, alarms, statusReason = '' }: DeploymentRecord): string | undefined {
  if (deploymentCircuitBreaker.status === 'TRIGGERED') return 'tasks failed to start.';
  if (alarms.status === 'TRIGGERED') return 'alarm detected.';
  return /hook\(s\) failed|pause hook/.test(statusReason) ? 'hook execution failure(s) detected.' : undefined;
}

/** `(task 0668979337dc48ebb791640cd1162053) (task …)` */
function nameTasks(revisionArn: string, from: number, to: number): string {
  const indexes = Array.from({ length: Math.min(to - from, maxNamedTasks) }, (_, index) => from + index);
  return indexes.map((index) => `(task ${taskIdOf(revisionArn, index)})`).join(' ');
}
