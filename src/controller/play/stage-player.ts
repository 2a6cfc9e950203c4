import { messageOf } from '../../wording/values.ts';
import { withinTime } from '../clock/controller-clock.ts';
import { hasTestRule } from '../ecs/load-balancers.ts';
import { restOf } from '../ecs/payload.ts';
import type { LifecycleHookDetail, TimeoutAction, TrafficWeights } from '../ecs/resources.ts';
import { isHookable, type LifecycleStage } from '../ecs/stages.ts';
import type { EventBody, StageOutcome } from '../events.ts';
import type { Part, Step } from '../state/plan-deployment.ts';
import type { DeploymentRecord } from '../state/service-state.ts';
import type { ControllerContext } from './controller-context.ts';
import { HookCalls } from './hook-calls.ts';
import { Interruption, StageFailure } from './interruption.ts';
import { replaceTasks } from './rolling.ts';
import { type Colours, ScaleAlong } from './scale-along.ts';
import { ServiceWork, type TaskObserver } from './service-work.ts';

/** "24 h per lifecycle stage". A bake time, which may be as long, is not cut off. */
const maxStageMs = 24 * 60 * 60 * 1000;

type StageTurn = { step: number; isRollback: boolean };

const through = {};

/** Plays the stages of one deployment, forwards and in a rollback. */
export class StagePlayer {
  readonly #world: ControllerContext;
  readonly #record: DeploymentRecord;
  readonly #colours: Colours;
  readonly #calls: HookCalls;
  readonly #work: ServiceWork;
  readonly #along: ScaleAlong;
  /** The turns each stage has had. */
  readonly #turns = new Map<string, number>();
  #backendWork: Promise<unknown> = Promise.resolve();

  constructor(world: ControllerContext, record: DeploymentRecord, colours: Colours, observer: TaskObserver) {
    this.#world = world;
    this.#record = record;
    this.#colours = colours;
    this.#work = new ServiceWork(world, record.serviceDeploymentArn, observer);
    this.#along = new ScaleAlong(world, this.#work, colours, isRolling(record) ? [] : record.sourceArns);
    const { serviceDeploymentArn, deploymentConfiguration } = record;
    const facts = { serviceDeploymentArn, hooks: deploymentConfiguration.lifecycleHooks, ...colours };
    this.#calls = new HookCalls(world, facts, (body) => this.#emit(body));
  }

  /** The hooks that the deployment waits for now. */
  get activeHooks(): readonly LifecycleHookDetail[] {
    return this.#calls.active();
  }

  answerPause(hookId: string, action: TimeoutAction): boolean {
    return this.#calls.answerPause(hookId, action);
  }

  /**
   * @throws {StageFailure} when a hook or ECS's own work failed, or the stage took too long
   * @throws {Interruption} the signal's reason
   */
  async play(step: Step, signal: AbortSignal, { isRollback = false } = {}): Promise<void> {
    signal.throwIfAborted();
    const { clock } = this.#world;
    const turn = (this.#turns.get(step.stage) ?? 0) + 1;
    this.#turns.set(step.stage, turn);
    const facts = { stage: step.stage, step: turn, isRollback };
    const enteredAt = clock.now();
    const leave = (outcome: StageOutcome) => {
      const seconds = (clock.now().getTime() - enteredAt.getTime()) / 1000;
      this.#emit({ type: 'stage-left', ...facts, outcome, seconds });
    };

    // A rolling deployment reports none.
    if (!isRolling(this.#record)) this.#record.lifecycleStage = step.stage;
    this.#record.updatedAt = enteredAt;
    this.#emit({ type: 'stage-entered', ...facts });
    try {
      const playParts = (inTime: AbortSignal) => this.#playParts(step, facts, inTime);
      await (this.#hasPause(step) ? playParts(signal) : this.#withinLimit(step.stage, signal, playParts));
      await this.#bake(step, signal);
    } catch (cause) {
      leave(cause instanceof Interruption ? 'interrupted' : 'failed');
      throw cause;
    }
    leave('succeeded');
  }

  /** Of the service: this deployment follows it, now or later. */
  changeDesiredCount(count: number): void {
    this.#along.change(count);
  }

  /** Resolves when the backend's last operation has settled; from then on nothing but a rollback changes tasks. */
  async backendIsIdle(): Promise<void> {
    await this.#backendWork;
    await this.#along.hold();
  }

  /** Starts again what a rollback out of CLEAN_UP needs. */
  async scaleUpBlue(blueArn: string, signal: AbortSignal): Promise<void> {
    await this.#withinLimit('SCALE_UP', signal, (inTime) =>
      this.#asStage('SCALE_UP', this.#work.scaleTo(blueArn, this.#colours.desiredCount, inTime), inTime),
    );
  }

  /** Gives blue all tasks again, batch by batch. */
  async rollTasksBack(blueArn: string, signal: AbortSignal): Promise<void> {
    await this.#withinLimit('SCALE_UP', signal, (inTime) =>
      this.#asStage('SCALE_UP', this.#replaceTasks(blueArn, inTime), inTime),
    );
  }

  /** What an early success has left: the rest of green's tasks start, and those of the other revisions end. */
  finishReplacing(signal: AbortSignal): Promise<void> {
    return this.#replaceTasks(this.#colours.greenArn, signal);
  }

  terminateGreen(signal: AbortSignal): Promise<void> {
    return this.#asStage('CLEAN_UP', this.#work.terminate(this.#colours.greenArn), signal);
  }

  /** The rest of the work for a deployment without a blue to return to. */
  async takeGreenDown(signal: AbortSignal): Promise<void> {
    await this.#asStage('PRODUCTION_TRAFFIC_SHIFT', this.#work.shift('production', {}), signal);
    await this.#asStage('TEST_TRAFFIC_SHIFT', this.#work.shift('test', {}), signal);
    await this.terminateGreen(signal);
  }

  async #playParts(step: Step, turn: StageTurn, signal: AbortSignal): Promise<void> {
    for (const part of step.parts) {
      signal.throwIfAborted();
      if (part.do === 'call-hooks') await this.#callHooks(step, turn, signal);
      else if (part.do !== 'bake') await this.#asStage(step.stage, this.#ownWork(part, signal), signal);
    }
  }

  async #callHooks({ stage, test, production }: Step, turn: StageTurn, signal: AbortSignal): Promise<void> {
    if (!isHookable(stage)) return;
    const { details, pauses } = await this.#calls.callAll({ ...turn, stage, test, production }, signal);
    if (details.length + pauses.length > 0) throw new StageFailure(stage, details, pauses);
  }

  async #bake({ parts }: Step, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    for (const part of parts) if (part.do === 'bake') await this.#world.clock.sleep(part.minutes * 60_000, signal);
  }

  /** A pause may outlast the limit of a stage; it has its own. */
  #hasPause({ stage, parts }: Step): boolean {
    if (!isHookable(stage) || !parts.some((part) => part.do === 'call-hooks')) return false;
    const { lifecycleHooks } = this.#record.deploymentConfiguration;
    return lifecycleHooks.some((hook) => hook.targetType === 'PAUSE' && hook.lifecycleStages.includes(stage));
  }

  async #withinLimit(stage: LifecycleStage, signal: AbortSignal, work: (inTime: AbortSignal) => Promise<void>) {
    const { clock } = this.#world;
    const isThrough = await withinTime(clock, maxStageMs, signal, (inTime) => work(inTime).then(() => through));
    signal.throwIfAborted();
    if (!isThrough) throw new StageFailure(stage, []);
  }

  async #ownWork(part: Exclude<Part, { do: 'call-hooks' | 'bake' }>, signal: AbortSignal): Promise<void> {
    const { greenArn, blueArn } = this.#colours;
    switch (part.do) {
      case 'reconcile':
        if (blueArn !== undefined) await this.#along.alone(() => this.#reconcile(blueArn, signal));
        return;
      case 'scale-up':
        return this.#along.scaleGreen(signal);
      case 'replace-tasks':
        return this.#replaceTasks(greenArn, signal, part.healthyPercent);
      case 'end-sources':
        await this.#work.shift('production', { [greenArn]: 100 });
        for (const arn of this.#record.sourceArns) await this.#end(arn);
        return;
      case 'shift':
        return this.#work.shift(part.listener, this.#split(part.green));
      case 'leave-test-listener':
        return this.#work.shift('test', {});
      case 'terminate-blue':
        return this.#along.alone(async () => {
          for (const arn of this.#record.sourceArns) await this.#end(arn);
        });
    }
  }

  async #end(revisionArn: string): Promise<void> {
    this.#along.forget(revisionArn);
    await this.#work.terminate(revisionArn);
  }

  /** An interrupted rolling deployment has left fewer tasks of blue than production needs. */
  async #reconcile(blueArn: string, signal: AbortSignal): Promise<void> {
    await this.#work.scaleTo(blueArn, this.#colours.desiredCount, signal);
    await this.#work.shift('production', { [blueArn]: 100 });
    if (hasTestRule(this.#world.service.revision(blueArn).loadBalancers))
      await this.#work.shift('test', { [blueArn]: 100 });
    for (const arn of this.#record.sourceArns) if (arn !== blueArn) await this.#end(arn);
  }

  async #replaceTasks(toArn: string, signal: AbortSignal, healthyPercent?: number): Promise<void> {
    const { greenArn } = this.#colours;
    const { deploymentConfiguration, sourceArns } = this.#record;
    // The youngest first: tasks of an interrupted deployment end before proven ones.
    const fromArns = [greenArn, ...sourceArns.toReversed()].filter((arn) => arn !== toArn);
    const replacement = {
      ...{ toArn, fromArns, configuration: deploymentConfiguration, desiredCount: () => this.#colours.desiredCount },
      ...(healthyPercent !== undefined && { healthyPercent }),
    };
    await replaceTasks(this.#work, this.#world.service, replacement, signal);
  }

  /** While there is no blue yet, green gets all traffic. */
  #split(green: number): TrafficWeights {
    const { greenArn, blueArn } = this.#colours;
    if (blueArn === undefined) return { [greenArn]: green > 0 ? 100 : 0 };
    return { [greenArn]: green, [blueArn]: restOf(green) };
  }

  /** ECS's own work at a stage: its failures are reported in the same words as those of hooks. */
  async #asStage(stage: LifecycleStage, work: Promise<void>, signal: AbortSignal): Promise<void> {
    this.#backendWork = Promise.allSettled([this.#backendWork, work]);
    try {
      await work;
    } catch (cause) {
      signal.throwIfAborted();
      throw new StageFailure(stage, [messageOf(cause)]);
    }
    signal.throwIfAborted();
  }

  #emit(body: EventBody): void {
    this.#world.emit(body, this.#record.serviceDeploymentArn);
  }
}

function isRolling({ deploymentConfiguration }: DeploymentRecord): boolean {
  return deploymentConfiguration.strategy === 'ROLLING';
}
