import type { MonitorStatus } from '../ecs/resources.ts';
import { alarmsFired, circuitBreakerTripped } from '../ecs/status-reason.ts';
import type { DeploymentRecord } from '../state/service-state.ts';
import { afterFailure, afterHealthyTask } from './circuit-breaker.ts';
import type { ControllerContext } from './controller-context.ts';
import { Interruption } from './interruption.ts';
import type { TaskObserver } from './service-work.ts';

/** The two ways in which ECS itself notices that a deployment fails: CloudWatch alarms and the circuit breaker. */
export class Monitors implements TaskObserver {
  readonly #world: ControllerContext;
  readonly #record: DeploymentRecord;
  readonly #interrupt: (cause: Interruption) => void;

  /** @param interrupt interrupts the deployment; no effect once it rolls back */
  constructor(world: ControllerContext, record: DeploymentRecord, interrupt: (cause: Interruption) => void) {
    this.#world = world;
    this.#record = record;
    this.#interrupt = interrupt;
  }

  /** Checks for alarms that are in ALARM before the deployment begins. */
  start(): void {
    const { alarms } = this.#record;
    if (alarms.status !== 'MONITORING' || this.#world.switches.alarmBeforeStart === 'ignore') return;
    const firing = alarms.alarmNames.filter((name) => this.#world.alarms.get(name) === 'ALARM');
    if (firing.length > 0) this.#trigger(firing);
  }

  /** Call this for every alarm that goes into ALARM while the deployment goes forward. */
  alarmFires(alarmName: string): void {
    const { alarms } = this.#record;
    if (alarms.status === 'MONITORING' && alarms.alarmNames.includes(alarmName)) this.#trigger([alarmName]);
  }

  taskIsHealthy(revisionArn: string): void {
    const { deploymentCircuitBreaker, deploymentConfiguration, targetArn } = this.#record;
    if (revisionArn !== targetArn) return;
    this.#record.deploymentCircuitBreaker = afterHealthyTask(deploymentCircuitBreaker, deploymentConfiguration);
  }

  taskFailed(revisionArn: string): void {
    if (revisionArn !== this.#record.targetArn) return;
    const state = afterFailure(this.#record.deploymentCircuitBreaker);
    if (state === this.#record.deploymentCircuitBreaker) return;
    this.#record.deploymentCircuitBreaker = state;
    this.#touch();
    if (state.status === 'TRIGGERED') this.#interrupt(new Interruption('circuit-breaker', circuitBreakerTripped));
  }

  complete(): void {
    const { alarms, deploymentCircuitBreaker } = this.#record;
    this.#record.alarms = completed(alarms);
    this.#record.deploymentCircuitBreaker = completed(deploymentCircuitBreaker);
  }

  /** Either can be configured to leave everything as it is. */
  rollsBackFor(kind: Interruption['kind']): boolean {
    const { alarms, deploymentCircuitBreaker } = this.#record.deploymentConfiguration;
    if (kind === 'alarm') return alarms?.rollback ?? true;
    return kind !== 'circuit-breaker' || (deploymentCircuitBreaker?.rollback ?? true);
  }

  #trigger(alarmNames: readonly string[]): void {
    this.#record.alarms = { ...this.#record.alarms, status: 'TRIGGERED', triggeredAlarmNames: alarmNames };
    this.#touch();
    this.#interrupt(new Interruption('alarm', alarmsFired(alarmNames)));
  }

  #touch(): void {
    this.#record.updatedAt = this.#world.clock.now();
  }
}

function completed<Monitor extends { status: MonitorStatus }>(monitor: Monitor): Monitor {
  return monitor.status === 'MONITORING' ? { ...monitor, status: 'MONITORING_COMPLETE' } : monitor;
}
