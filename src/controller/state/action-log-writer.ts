import { type ActionLogEntry, stableEntry, statusEntry } from '../ecs/action-log.ts';
import type { ServiceArns } from '../ecs/arns.ts';
import type { ControllerEvent } from '../events.ts';
import type { ServiceState } from './service-state.ts';

/** Writes what the Action Log of the cluster would have about the deployments of a service. */
export class ActionLogWriter {
  readonly #service: ServiceState;
  readonly #arns: ServiceArns;
  readonly #write: (entry: ActionLogEntry) => void;
  /** The deployments whose new revision has had all of its tasks. */
  readonly #stable = new Set<string>();

  constructor(service: ServiceState, arns: ServiceArns, write: (entry: ActionLogEntry) => void) {
    this.#service = service;
    this.#arns = arns;
    this.#write = write;
  }

  record(event: ControllerEvent): void {
    const { serviceDeploymentArn, at } = event;
    if (serviceDeploymentArn === undefined) return;
    const deployment = { serviceDeploymentArn, at, arns: this.#arns };
    // A deployment is logged from IN_PROGRESS on.
    if (event.type === 'deployment-status' && event.status !== 'PENDING')
      this.#write(statusEntry(event.status, event.statusReason, deployment));
    if (event.type !== 'tasks-changed' || this.#stable.has(serviceDeploymentArn)) return;
    if (!this.#isWhole(serviceDeploymentArn, event)) return;
    this.#stable.add(serviceDeploymentArn);
    this.#write(stableEntry(deployment));
  }

  /** All tasks of the revision that is being deployed are healthy. */
  #isWhole(serviceDeploymentArn: string, event: Extract<ControllerEvent, { type: 'tasks-changed' }>): boolean {
    const target = this.#service.deployments.get(serviceDeploymentArn)?.targetArn;
    return event.serviceRevisionArn === target && event.requestedTaskCount > 0 && event.pendingTaskCount === 0;
  }
}
