import { isJsonObject, type JsonValue } from '../../hook/json.ts';
import type { HookableStage } from '../../hook/target.ts';
import { withinTime } from '../clock/controller-clock.ts';
import { hookStateChange } from '../ecs/hook-state-change.ts';
import { PauseHooks } from '../ecs/pause-hooks.ts';
import { hookEvent, type ToldTraffic } from '../ecs/payload.ts';
import { answeredDetails, readAnswer } from '../ecs/read-answer.ts';
import type { ConfiguredHook, LambdaHook, LifecycleHookDetail, TimeoutAction } from '../ecs/resources.ts';
import {
  couldNotInvoke,
  couldNotParse,
  hookTimedOut,
  pauseRefused,
  pauseTimedOut,
  returnedFailed,
} from '../ecs/status-reason.ts';
import type { EventBody, HookCallFacts, HookOutcome, LambdaHookFacts } from '../events.ts';
import type { InvocationResult } from '../lambda/invoke-function.ts';
import type { Switches } from '../switches.ts';
import type { ControllerContext } from './controller-context.ts';
import { invokeWithFaults } from './invoke-with-faults.ts';

/** One turn of a stage that calls hooks, with the traffic weights for its hooks. */
type Turn = {
  stage: HookableStage;
  /** The stage's turns in this deployment, from 1. */
  step: number;
  isRollback: boolean;
  test: ToldTraffic;
  production: ToldTraffic;
};

type CalledDeployment = {
  serviceDeploymentArn: string;
  greenArn: string;
  blueArn: string | undefined;
  hooks: readonly ConfiguredHook[];
};

/** The failures: a sentence for each Lambda hook, a complete reason for each pause hook, in the order of the configuration. */
type HookFailures = { details: readonly string[]; pauses: readonly string[] };

/** How a hook ended; `failure` is the sentence for the `statusReason`. */
type End = { status: 'SUCCEEDED' } | { status: 'FAILED' | 'TIMED_OUT'; failure: string };

/** ECS retries after the same delay as it polls. */
const retrySeconds = 30;

/** How much longer a pause takes answers with the switch `pauseExpiry`. */
const lateMs = 30_000;

/** Calls the hooks of one deployment, and keeps their `hookDetails` between calls, as ECS does. */
export class HookCalls {
  readonly #world: ControllerContext;
  readonly #deployment: CalledDeployment;
  readonly #emit: (body: EventBody) => void;
  readonly #pauses = new PauseHooks();
  /** By hook and stage: a hook's answers are not passed to another stage. */
  readonly #answeredDetails = new Map<string, JsonValue>();
  #active: LifecycleHookDetail[] = [];

  constructor(world: ControllerContext, deployment: CalledDeployment, emit: (body: EventBody) => void) {
    this.#world = world;
    this.#deployment = deployment;
    this.#emit = emit;
  }

  /** The hooks that the deployment waits for now. */
  active(): readonly LifecycleHookDetail[] {
    return this.#active.map((detail) => ({ ...detail }));
  }

  /** @returns false if no such pause hook awaits an answer */
  answerPause(hookId: string, action: TimeoutAction): boolean {
    return this.#pauses.answer(hookId, action);
  }

  /**
   * Calls every hook of the stage, in parallel, until all have finished.
   *
   * @throws the signal's reason; later answers are ignored
   */
  async callAll(turn: Turn, signal: AbortSignal): Promise<HookFailures> {
    const due = [...this.#deployment.hooks.entries()].filter(([, hook]) => hook.lifecycleStages.includes(turn.stage));
    try {
      const failures = await Promise.all(
        due.map(async ([index, hook]) => ({ hook, failure: await this.#bringThrough(hook, index, turn, signal) })),
      );
      const of = (targetType: ConfiguredHook['targetType']) =>
        failures.flatMap(({ hook, failure }) => (hook.targetType === targetType && failure ? [failure] : []));
      return { details: of('AWS_LAMBDA'), pauses: of('PAUSE') };
    } finally {
      this.#active = [];
    }
  }

  /** @returns why the deployment has to roll back, if it has to */
  async #bringThrough(hook: ConfiguredHook, hookIndex: number, turn: Turn, signal: AbortSignal) {
    const { clock, ids } = this.#world;
    const { timeoutInMinutes, action } = hook.timeoutConfiguration;
    const isPause = hook.targetType === 'PAUSE';
    const detail: LifecycleHookDetail = {
      hookId: ids.hookId(isPause ? 'pause' : 'lambda'),
      targetType: hook.targetType,
      ...(!isPause && { targetArn: hook.hookTargetArn }),
      status: isPause ? 'AWAITING_ACTION' : 'IN_PROGRESS',
      expiresAt: new Date(clock.now().getTime() + timeoutInMinutes * 60_000),
      timeoutAction: action,
    };
    this.#active.push(detail);
    const { stage, isRollback } = turn;
    const common = { stage, hookIndex, hookId: detail.hookId, isRollback, attempt: 0 };
    const facts: HookCallFacts = isPause
      ? { ...common, targetType: 'PAUSE' }
      : { ...common, targetType: 'AWS_LAMBDA', functionArn: hook.hookTargetArn };

    const bring = (inTime: AbortSignal) => this.#wait(hook, detail, facts, turn, inTime);
    const isLate = isPause && this.#world.switches.pauseExpiry === 'late';
    const timeoutMs = timeoutInMinutes * 60_000 + (isLate ? lateMs : 0);
    const end =
      (await withinTime(clock, timeoutMs, signal, bring).catch((abandoned: unknown) => {
        if (isPause) this.#announceAbandoned(detail, stage);
        throw abandoned;
      })) ?? timedOut(hook, stage);
    const { status } = end;
    const failure = end.status === 'SUCCEEDED' ? undefined : end.failure;
    detail.status = status;
    if (this.#world.switches.finishedHooks === 'removed') this.#active = this.#active.filter((one) => one !== detail);
    this.#emit({ type: 'hook-finished', status, ...(failure !== undefined && { reason: failure }), ...facts });
    this.#announce(detail, stage);
    return status === 'TIMED_OUT' && action === 'CONTINUE' ? undefined : failure;
  }

  /** Increments `facts.attempt`. */
  #wait(hook: ConfiguredHook, detail: LifecycleHookDetail, facts: HookCallFacts, turn: Turn, signal: AbortSignal) {
    if (hook.targetType === 'PAUSE') return this.#pause(detail, facts, signal);
    this.#announce(detail, turn.stage);
    return this.#poll(hook, facts as LambdaHookFacts, turn, signal);
  }

  async #pause(detail: LifecycleHookDetail, facts: HookCallFacts, signal: AbortSignal): Promise<End> {
    const { action } = await this.#pauses.wait(detail.hookId, signal, () => {
      this.#emit({ type: 'hook-awaiting', expiresAt: detail.expiresAt, ...facts });
      this.#announce(detail, facts.stage);
    });
    return action === 'CONTINUE' ? { status: 'SUCCEEDED' } : { status: 'FAILED', failure: pauseRefused(facts.stage) };
  }

  /** The IN_PROGRESS loop. Increments `facts.attempt`. */
  async #poll(hook: LambdaHook, facts: LambdaHookFacts, turn: Turn, signal: AbortSignal): Promise<End> {
    const { ids, switches, clock } = this.#world;
    const key = `${facts.hookIndex}@${turn.stage}`;
    const keepsDetails = turn.isRollback ? switches.rollbackHookDetails : switches.stepHookDetails;
    if (keepsDetails === 'configured') this.#answeredDetails.delete(key);
    const executionIdOfHook = ids.uuid();

    for (;;) {
      facts.attempt++;
      const event = hookEvent({
        ...this.#deployment,
        ...turn,
        serviceArn: this.#world.arns.service,
        executionId: switches.executionId === 'per-hook' || facts.attempt === 1 ? executionIdOfHook : ids.uuid(),
        hookDetails: this.#answeredDetails.get(key) ?? hook.hookDetails,
      });
      this.#emit({ type: 'hook-called', event, ...facts });
      const { hookTargetArn: functionArn } = hook;
      const invocation = await invokeWithFaults(hook, event, this.#world, signal, (fault) =>
        this.#emit({ type: 'fault', fault, functionArn }),
      );
      signal.throwIfAborted();

      const outcome = outcomeOf(invocation, switches);
      this.#emit({ type: 'hook-answered', outcome, ...facts });
      if (outcome.kind === 'not-invoked' && triesAgain(outcome, switches)) {
        await clock.sleep(retrySeconds * 1000, signal);
        continue;
      }
      if (outcome.kind !== 'in-progress') return endOf(functionArn, outcome);
      this.#keepDetails(key, hook, answeredDetails(outcome.answer));
      await clock.sleep(outcome.callBackDelaySeconds * 1000, signal);
    }
  }

  /** The deployment ended while the pause waited. */
  #announceAbandoned(detail: LifecycleHookDetail, stage: HookableStage): void {
    if (this.#world.switches.abandonedPauseEvent === 'sent') this.#announce({ ...detail, status: 'FAILED' }, stage);
  }

  #announce(detail: LifecycleHookDetail, stage: HookableStage): void {
    const { names, arns, clock, ids, switches } = this.#world;
    if (detail.targetType === 'AWS_LAMBDA' && switches.lambdaHookEvents === 'not-sent') return;
    if (detail.targetType === 'PAUSE' && switches.pauseEvents === 'lost') return;
    const { serviceDeploymentArn } = this.#deployment;
    const facts = { id: ids.uuid(), at: clock.now(), ...names, arns, serviceDeploymentArn, stage, detail };
    this.#emit({ type: 'eventbridge', event: hookStateChange(facts) });
  }

  #keepDetails(key: string, hook: LambdaHook, answered: JsonValue | undefined): void {
    const { hookDetailsMode, missingHookDetails } = this.#world.switches;
    if (answered === undefined) {
      if (missingHookDetails === 'reset') this.#answeredDetails.delete(key);
      return;
    }
    const before = this.#answeredDetails.get(key) ?? hook.hookDetails ?? {};
    const isMerged = hookDetailsMode === 'merge' && isJsonObject(before) && isJsonObject(answered);
    this.#answeredDetails.set(key, isMerged ? { ...before, ...answered } : answered);
  }
}

function timedOut(hook: ConfiguredHook, stage: HookableStage): End {
  const { timeoutInMinutes } = hook.timeoutConfiguration;
  const failure =
    hook.targetType === 'PAUSE' ? pauseTimedOut(stage) : hookTimedOut(hook.hookTargetArn, timeoutInMinutes);
  return { status: 'TIMED_OUT', failure };
}

function triesAgain({ cause }: { cause?: string }, { lostAnswer, unreachedFunction }: Switches): boolean {
  if (cause === undefined || cause === 'invoke-denied' || cause === 'role-not-assumed') return false;
  return (cause === 'lost-answer' ? lostAnswer : unreachedFunction) === 'retry';
}

function outcomeOf(invocation: InvocationResult, switches: Switches): HookOutcome {
  if (invocation.kind !== 'returned') return invocation;
  return { ...readAnswer(invocation.answer, switches), answer: invocation.answer };
}

function endOf(functionArn: string, outcome: Exclude<HookOutcome, { kind: 'in-progress' }>): End {
  switch (outcome.kind) {
    case 'succeeded':
      return { status: 'SUCCEEDED' };
    case 'failed':
      return { status: 'FAILED', failure: returnedFailed(functionArn) };
    case 'not-invoked':
      if (outcome.cause === 'role-not-assumed') return { status: 'FAILED', failure: outcome.problem };
      return { status: 'FAILED', failure: couldNotInvoke(functionArn, outcome.problem) };
    case 'function-error':
    case 'unreadable':
      return { status: 'FAILED', failure: couldNotParse(functionArn) };
  }
}
