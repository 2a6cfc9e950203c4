import { type DeploymentChange, deploymentStateChange } from '../ecs/event-bridge.ts';
import { hasTestRule } from '../ecs/load-balancers.ts';
import {
  type DeploymentStatus,
  type FinalDeploymentStatus,
  isFinal,
  type LifecycleHookDetail,
  type TimeoutAction,
} from '../ecs/resources.ts';
import * as statusReason from '../ecs/status-reason.ts';
import type { EventBody } from '../events.ts';
import { planDeployment, planRollback } from '../state/plan-deployment.ts';
import type { DeploymentRecord } from '../state/service-state.ts';
import type { ControllerContext } from './controller-context.ts';
import { Interruption, StageFailure } from './interruption.ts';
import { Monitors } from './monitors.ts';
import { hasTasks } from './scale-along.ts';
import { ServiceWork } from './service-work.ts';
import { StagePlayer } from './stage-player.ts';

/** "A deployment can run for up to 30 days." */
const maxDeploymentMs = 30 * 24 * 60 * 60 * 1000;

/** Plays one service deployment from PENDING to its final status. */
export class DeploymentRun {
  /** Resolves when the deployment has its final status, or was closed. */
  readonly ended: Promise<void>;
  readonly #world: ControllerContext;
  readonly #record: DeploymentRecord;
  readonly #blueArn: string | undefined;
  readonly #monitors: Monitors;
  readonly #stages: StagePlayer;
  readonly #forward = new AbortController();
  readonly #rollback = new AbortController();

  /** @param previous resolves when the deployment that this one replaces has stopped */
  constructor(world: ControllerContext, record: DeploymentRecord, desiredCount: number, previous: Promise<void>) {
    this.#world = world;
    this.#record = record;
    this.#blueArn = world.service.primaryArn;
    const colours = { greenArn: record.targetArn, blueArn: this.#blueArn, desiredCount };
    this.#monitors = new Monitors(world, record, (cause) => this.#forward.abort(cause));
    this.#stages = new StagePlayer(world, record, colours, this.#monitors);
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

  /** True until the deployment rolls back or ends, or is about to. */
  get isGoingForward(): boolean {
    const { status } = this.#record;
    return (status === 'PENDING' || status === 'IN_PROGRESS') && !this.#forward.signal.aborted;
  }

  /** Call this when the desired count of the service changes. */
  changeDesiredCount(count: number): void {
    this.#stages.changeDesiredCount(count);
  }

  /** @returns false if no such pause hook awaits an answer */
  answerPause(hookId: string, action: TimeoutAction): boolean {
    return this.#stages.answerPause(hookId, action);
  }

  /** Rolls back from the current stage. No effect once it rolls back. */
  stop(): void {
    if (!this.isGoingForward) return;
    this.#setStatus('ROLLBACK_REQUESTED', statusReason.stopRequested);
    this.#forward.abort(new Interruption('stop', statusReason.stopRequested));
  }

  /** Stops the deployment at its current stage, for a newer one. */
  replace(reason: string): void {
    this.#setStatus('STOP_REQUESTED', reason);
    this.#forward.abort(new Interruption('replaced', reason));
  }

  /** Call this for every alarm that goes into ALARM. */
  alarmFires(alarmName: string): void {
    if (this.isGoingForward) this.#monitors.alarmFires(alarmName);
  }

  close(): void {
    const closed = new Interruption('closed', 'the controller was closed');
    this.#forward.abort(closed);
    this.#rollback.abort(closed);
  }

  async #play(): Promise<void> {
    try {
      await this.#goForwardInTime().catch((cause: unknown) => this.#goBack(cause));
    } catch (cause) {
      if (!(cause instanceof Interruption && cause.kind === 'closed')) throw cause;
    }
  }

  async #goForwardInTime(): Promise<void> {
    const isThrough = new AbortController();
    const expire = () => this.#forward.abort(new Interruption('expired', statusReason.deploymentTookTooLong));
    this.#world.clock.sleep(maxDeploymentMs, isThrough.signal).then(expire, () => {});
    try {
      await this.#goForward();
    } finally {
      isThrough.abort('settled');
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
    this.#monitors.start();
    const facts = {
      // A rolling deployment that was replaced late has left none of blue's tasks.
      isUnsettled: activeBefore.some((arn) => arn !== this.#blueArn),
      isFirstDeployment: this.#blueArn === undefined,
      hasTestRule: this.#hasTestRule,
    };
    for (const step of planDeployment(this.#record.deploymentConfiguration, switches, facts)) {
      if (step.stage === 'CLEAN_UP') this.#monitors.complete();
      await this.#stages.play(step, signal);
    }
    signal.throwIfAborted();
    service.primaryArn = this.#record.targetArn;
    this.#finish('SUCCESSFUL');
    this.#announce({ kind: 'completed' });
    if (this.#record.deploymentConfiguration.earlySuccessCriteria?.enable) {
      this.#world.inBackground((signal) => this.#stages.finishReplacing(signal));
    } else this.#scaleLater(this.#record.targetArn);
  }

  async #goBack(failure: unknown): Promise<void> {
    // An interruption also counts while a stage is failing.
    const cause: unknown = this.#forward.signal.aborted ? this.#forward.signal.reason : failure;
    if (!(cause instanceof Interruption || cause instanceof StageFailure)) throw cause;
    if (cause instanceof Interruption && cause.kind === 'closed') throw cause;
    if (cause instanceof Interruption && cause.kind === 'replaced') return this.#endForNewerOne(cause.message);

    const reason = cause instanceof StageFailure ? reasonOf(cause) : cause.message;
    const by = cause instanceof Interruption && cause.kind === 'circuit-breaker' ? 'circuit-breaker' : 'other';
    const isDetected = cause instanceof Interruption && (cause.kind === 'alarm' || cause.kind === 'circuit-breaker');
    if (isDetected || this.#world.switches.failedEvent === 'every-rollback') {
      this.#announce({ kind: 'failed', reason, by });
    }
    if (cause instanceof Interruption && !this.#monitors.rollsBackFor(cause.kind)) return this.#endWhereItIs(reason);
    this.#record.rollback = {
      reason,
      startedAt: this.#world.clock.now(),
      ...(this.#blueArn !== undefined && { serviceRevisionArn: this.#blueArn }),
    };
    this.#setStatus('ROLLBACK_IN_PROGRESS', reason);
    try {
      await this.#stages.backendIsIdle();
      await this.#rollBackToBlue(reason, by);
    } catch (failure) {
      if (!(failure instanceof StageFailure)) throw failure;
      this.#finish('ROLLBACK_FAILED', statusReason.rollbackFailed(failure.stage, failure.details));
    }
  }

  /** Leaves tasks and listeners to the newer deployment's RECONCILE_SERVICE. */
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

  async #endWhereItIs(reason: string): Promise<void> {
    const said = statusReason.failedWithoutRollback(reason);
    this.#setStatus('STOP_REQUESTED', said);
    await this.#stages.backendIsIdle();
    this.#finish('STOPPED', said);
  }

  async #rollBackToBlue(reason: string, by: 'circuit-breaker' | 'other'): Promise<void> {
    const blueArn = this.#blueArn;
    if (blueArn === undefined) {
      await this.#stages.takeGreenDown(this.#rollback.signal);
      this.#finish(this.#world.switches.firstDeploymentRollback, statusReason.noRollbackCandidate);
      return;
    }
    this.#announce({ kind: 'rolling-back', toRevisionArn: blueArn, by });
    const { signal } = this.#rollback;
    if (this.#record.deploymentConfiguration.strategy === 'ROLLING') {
      await this.#stages.rollTasksBack(blueArn, signal);
      this.#finish('ROLLBACK_SUCCESSFUL', reason);
      return this.#scaleLater(blueArn);
    }
    await this.#stages.scaleUpBlue(blueArn, signal);
    const { weights } = this.#world.service;
    const hasTestRule = this.#hasTestRule;
    // After a rolling deployment nothing is behind the test listener, which is not a reason to move it.
    const isTestAway = Object.entries(weights.test).some(([arn, share]) => arn !== blueArn && share > 0);
    const isAway = { test: hasTestRule && isTestAway, production: weights.production[blueArn] !== 100 };
    for (const step of planRollback(this.#world.switches, { isAway, hasTestRule })) {
      await this.#stages.play(step, signal, { isRollback: true });
    }
    await this.#stages.terminateGreen(signal);
    this.#finish('ROLLBACK_SUCCESSFUL', reason);
    this.#scaleLater(blueArn);
  }

  /** The desired count has changed too late for this deployment. */
  #scaleLater(revisionArn: string): void {
    const count = this.#world.desiredCount();
    if (hasTasks(this.#world.service.revision(revisionArn), count)) return;
    this.#world.inBackground((signal) => new ServiceWork(this.#world).scaleTo(revisionArn, count, signal));
  }

  get #hasTestRule(): boolean {
    return hasTestRule(this.#world.service.revision(this.#record.targetArn).loadBalancers);
  }

  #finish(status: FinalDeploymentStatus, reason?: string): void {
    this.#monitors.complete();
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

  #announce(change: DeploymentChange): void {
    const { names, arns, clock, ids } = this.#world;
    const facts = { id: ids.uuid(), at: clock.now(), ...names, arns, revisionArn: this.#record.targetArn };
    this.#emit({ type: 'eventbridge', event: deploymentStateChange({ ...facts, change }) });
  }

  #emit(body: EventBody): void {
    this.#world.emit(body, this.#record.serviceDeploymentArn);
  }
}

function reasonOf({ stage, details, pauses }: StageFailure): string {
  if (details.length + pauses.length === 0) return statusReason.stageTookTooLong(stage);
  return [...(details.length > 0 ? [statusReason.hooksFailed(stage, details)] : []), ...pauses].join(' ');
}
