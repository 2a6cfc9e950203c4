import { deploymentStateChange, type StateChangeFacts } from './event-bridge.ts';
import type { EventBody } from './events.ts';
import { Interruption, StageFailure } from './interruption.ts';
import { type Listener, planBlueGreen, planRollback } from './plan.ts';
import { type DeploymentStatus, type FinalStatus, isFinal, type LifecycleHookDetail } from './resources.ts';
import type { DeploymentRecord } from './service-state.ts';
import { StagePlayer } from './stage-player.ts';
import * as statusReason from './status-reason.ts';
import type { World } from './world.ts';

/** Plays one service deployment from PENDING to its final status. */
export class DeploymentRun {
  /** Resolves when the deployment has its final status, or was closed. */
  readonly ended: Promise<void>;
  readonly #world: World;
  readonly #record: DeploymentRecord;
  readonly #blueArn: string | undefined;
  readonly #stages: StagePlayer;
  readonly #forward = new AbortController();
  readonly #rollback = new AbortController();

  /** @param previous resolves when the deployment that this one replaces has stopped */
  constructor(world: World, record: DeploymentRecord, desiredCount: number, previous: Promise<void>) {
    this.#world = world;
    this.#record = record;
    this.#blueArn = world.service.primaryArn;
    this.#stages = new StagePlayer(world, record, { greenArn: record.targetArn, blueArn: this.#blueArn, desiredCount });
    this.#emit({ type: 'deployment-status', status: record.status });
    this.ended = previous.then(() => this.#play());
  }

  get activeHooks(): readonly LifecycleHookDetail[] {
    return this.#stages.activeHooks;
  }

  get serviceDeploymentArn(): string {
    return this.#record.serviceDeploymentArn;
  }

  get status(): DeploymentStatus {
    return this.#record.status;
  }

  get hasEnded(): boolean {
    return isFinal(this.#record.status);
  }

  /** True until the deployment goes back or ends, or is about to. */
  get isGoingForward(): boolean {
    const { status } = this.#record;
    return (status === 'PENDING' || status === 'IN_PROGRESS') && !this.#forward.signal.aborted;
  }

  /** Rolls back from wherever the deployment is. Without effect once it goes back. */
  stop(): void {
    if (!this.isGoingForward) return;
    this.#setStatus('ROLLBACK_REQUESTED', statusReason.stopRequested);
    this.#forward.abort(new Interruption('stop', statusReason.stopRequested));
  }

  /** Ends the deployment where it is, for a newer one. */
  replace(reason: string): void {
    this.#setStatus('STOP_REQUESTED', reason);
    this.#forward.abort(new Interruption('replaced', reason));
  }

  /** To be told of every alarm that goes into ALARM. */
  alarmFires(alarmName: string): void {
    const { alarms } = this.#record;
    const isWatched = alarms.status === 'MONITORING' && alarms.alarmNames.includes(alarmName);
    if (isWatched && this.isGoingForward) this.#trigger([alarmName]);
  }

  close(): void {
    const closed = new Interruption('closed', 'the controller was closed');
    this.#forward.abort(closed);
    this.#rollback.abort(closed);
  }

  async #play(): Promise<void> {
    try {
      await this.#goForward().catch((cause: unknown) => this.#goBack(cause));
    } catch (cause) {
      if (!(cause instanceof Interruption && cause.kind === 'closed')) throw cause;
    }
  }

  async #goForward(): Promise<void> {
    const { signal } = this.#forward;
    await this.#world.clock.sleep(0, signal);
    const { service, switches } = this.#world;
    this.#record.startedAt = this.#world.clock.now();
    const activeBefore = service.activeArns().filter((arn) => arn !== this.#record.targetArn);
    this.#setStatus('IN_PROGRESS');
    this.#announce({ kind: 'started' });
    this.#watchAlarms();
    const facts = { hasSeveralActiveRevisions: activeBefore.length > 1 };
    for (const step of planBlueGreen(this.#record.deploymentConfiguration, switches, facts)) {
      if (step.stage === 'CLEAN_UP') this.#stopWatchingAlarms();
      await this.#stages.play(step, signal);
    }
    signal.throwIfAborted();
    service.primaryArn = this.#record.targetArn;
    this.#finish('SUCCESSFUL');
    this.#announce({ kind: 'completed' });
  }

  async #goBack(failure: unknown): Promise<void> {
    // Whoever interrupts while a stage is failing is heard all the same.
    const cause: unknown = this.#forward.signal.aborted ? this.#forward.signal.reason : failure;
    if (!(cause instanceof Interruption || cause instanceof StageFailure)) throw cause;
    if (cause instanceof Interruption && cause.kind === 'closed') throw cause;
    if (cause instanceof Interruption && cause.kind === 'replaced') return this.#endForNewerOne(cause.message);

    const reason = cause instanceof StageFailure ? reasonOf(cause) : cause.message;
    this.#record.rollback = {
      reason,
      startedAt: this.#world.clock.now(),
      ...(this.#blueArn !== undefined && { serviceRevisionArn: this.#blueArn }),
    };
    this.#setStatus('ROLLBACK_IN_PROGRESS', reason);
    const isAlarm = cause instanceof Interruption && cause.kind === 'alarm';
    if (isAlarm || this.#world.switches.failedEvent === 'every-rollback') this.#announce({ kind: 'failed', reason });
    try {
      await this.#stages.backendIsIdle();
      await this.#rollBackToBlue(reason);
    } catch (failure) {
      if (!(failure instanceof StageFailure)) throw failure;
      this.#finish('ROLLBACK_FAILED', statusReason.rollbackFailed(failure.stage, failure.details));
    }
  }

  /** Leaves tasks and listeners to the newer deployment, which finds them in its RECONCILE_SERVICE. */
  async #endForNewerOne(replacement: string): Promise<void> {
    await this.#stages.backendIsIdle();
    let reason = replacement;
    try {
      if (this.#blueArn === undefined) await this.#stages.takeGreenDown(this.#rollback.signal);
    } catch (failure) {
      if (!(failure instanceof StageFailure)) throw failure;
      reason = [reason, ...failure.details].join(' ');
    }
    this.#finish('STOPPED', reason);
  }

  async #rollBackToBlue(reason: string): Promise<void> {
    const blueArn = this.#blueArn;
    if (blueArn === undefined) {
      await this.#stages.takeGreenDown(this.#rollback.signal);
      this.#finish('ROLLBACK_FAILED', statusReason.noRollbackCandidate);
      return;
    }
    this.#announce({ kind: 'rolling-back', toRevisionArn: blueArn });
    const { signal } = this.#rollback;
    await this.#stages.scaleUpBlue(blueArn, signal);
    const { weights } = this.#world.service;
    const isAway = (listener: Listener) => weights[listener][blueArn] !== 100;
    for (const step of planRollback(this.#world.switches, { test: isAway('test'), production: isAway('production') })) {
      await this.#stages.play(step, signal, { isRollback: true });
    }
    await this.#stages.terminateGreen(signal);
    this.#finish('ROLLBACK_SUCCESSFUL', reason);
  }

  #watchAlarms(): void {
    const { alarms } = this.#record;
    if (alarms.status !== 'MONITORING') return;
    const firing = alarms.alarmNames.filter((name) => this.#world.alarms.get(name) === 'ALARM');
    if (firing.length > 0 && this.#world.switches.alarmBeforeStart === 'rollback') this.#trigger(firing);
  }

  #trigger(alarmNames: readonly string[]): void {
    this.#record.alarms = { ...this.#record.alarms, status: 'TRIGGERED', triggeredAlarmNames: alarmNames };
    this.#touch();
    this.#forward.abort(new Interruption('alarm', statusReason.alarmsFired(alarmNames)));
  }

  #stopWatchingAlarms(): void {
    const { alarms } = this.#record;
    if (alarms.status === 'MONITORING') this.#record.alarms = { ...alarms, status: 'MONITORING_COMPLETE' };
  }

  #finish(status: FinalStatus, reason?: string): void {
    this.#stopWatchingAlarms();
    const { service, clock } = this.#world;
    const { sourceArns, targetArn } = this.#record;
    this.#record.finishedAt = clock.now();
    if (status === 'STOPPED') this.#record.stoppedAt = clock.now();
    this.#record.atEnd = { sources: sourceArns.map((arn) => service.summary(arn)), target: service.summary(targetArn) };
    this.#setStatus(status, reason);
  }

  #setStatus(status: DeploymentStatus, reason?: string): void {
    if (this.hasEnded) throw new Error(`the deployment is ${this.#record.status} and cannot become ${status}`);
    this.#record.status = status;
    if (reason !== undefined) this.#record.statusReason = reason;
    this.#touch();
    this.#emit({ type: 'deployment-status', status, ...(reason !== undefined && { statusReason: reason }) });
  }

  #touch(): void {
    this.#record.updatedAt = this.#world.clock.now();
  }

  #announce(change: StateChangeFacts['change']): void {
    const { names, arns, clock, ids } = this.#world;
    const facts = { id: ids.uuid(), at: clock.now(), ...names, arns, revisionArn: this.#record.targetArn };
    this.#emit({ type: 'eventbridge', event: deploymentStateChange({ ...facts, change }) });
  }

  #emit(body: EventBody): void {
    this.#world.emit(body, this.#record.serviceDeploymentArn);
  }
}

function reasonOf({ stage, details }: StageFailure): string {
  return details.length > 0 ? statusReason.hooksFailed(stage, details) : statusReason.stageTookTooLong(stage);
}
