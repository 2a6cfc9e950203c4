import { isJsonObject, type JsonValue } from '../hook/json.ts';
import type { HookableStage } from '../hook/target.ts';
import { answeredDetails, readAnswer } from './answer.ts';
import { withinTime } from './clock.ts';
import type { EventBody, HookFacts, HookOutcome } from './events.ts';
import { type Invocation, invokeFunction } from './invoke-function.ts';
import { hookEvent, type ToldTraffic } from './payload.ts';
import type { LifecycleHook, LifecycleHookDetail } from './resources.ts';
import { couldNotInvoke, couldNotParse, hookTimedOut, returnedFailed } from './status-reason.ts';
import type { Switches } from './switches.ts';
import type { World } from './world.ts';

/** One turn of a stage that calls hooks, and what its hooks are told about traffic. */
export type Turn = { stage: HookableStage; isRollback: boolean; test: ToldTraffic; production: ToldTraffic };

export type DeploymentFacts = {
  serviceDeploymentArn: string;
  greenArn: string;
  blueArn: string | undefined;
  hooks: readonly LifecycleHook[];
};

/** How a hook ended; `failure` is the sentence for the `statusReason`. */
type End = { status: 'SUCCEEDED' } | { status: 'FAILED'; failure: string };

/** Calls the hooks of one deployment, and keeps between the calls what ECS keeps: their `hookDetails`. */
export class HookCalls {
  readonly #world: World;
  readonly #deployment: DeploymentFacts;
  readonly #emit: (body: EventBody) => void;
  /** By hook and stage: what a hook answered does not travel to another stage. */
  readonly #answeredDetails = new Map<string, JsonValue>();
  #active: LifecycleHookDetail[] = [];

  constructor(world: World, deployment: DeploymentFacts, emit: (body: EventBody) => void) {
    this.#world = world;
    this.#deployment = deployment;
    this.#emit = emit;
  }

  /** The hooks that are being waited for now. */
  active(): readonly LifecycleHookDetail[] {
    return this.#active.map((detail) => ({ ...detail }));
  }

  /**
   * Calls every hook of the stage, in parallel, until all are through.
   *
   * @returns a sentence for each that failed, in the order of the configuration
   * @throws the signal's reason; answers that come later are not listened to
   */
  async callAll(turn: Turn, signal: AbortSignal): Promise<readonly string[]> {
    try {
      const failures = await Promise.all(
        this.#deployment.hooks.map((hook, index) =>
          hook.lifecycleStages.includes(turn.stage) ? this.#callUntilThrough(hook, index, turn, signal) : undefined,
        ),
      );
      return failures.filter((failure) => failure !== undefined);
    } finally {
      this.#active = [];
    }
  }

  async #callUntilThrough(hook: LifecycleHook, hookIndex: number, turn: Turn, signal: AbortSignal) {
    const { timeoutInMinutes, action } = hook.timeoutConfiguration;
    const facts: HookFacts = {
      stage: turn.stage,
      hookIndex,
      hookId: this.#world.ids.hookId(),
      functionArn: hook.hookTargetArn,
      isRollback: turn.isRollback,
      attempt: 0,
    };
    const detail: LifecycleHookDetail = {
      hookId: facts.hookId,
      targetType: 'AWS_LAMBDA',
      targetArn: hook.hookTargetArn,
      status: 'IN_PROGRESS',
      expiresAt: new Date(this.#world.clock.now().getTime() + timeoutInMinutes * 60_000),
      timeoutAction: action,
    };
    this.#active.push(detail);

    const poll = (inTime: AbortSignal) => this.#poll(hook, facts, turn, inTime);
    const end = await withinTime(this.#world.clock, timeoutInMinutes * 60_000, signal, poll);
    if (end) {
      detail.status = end.status;
      const reason = end.status === 'FAILED' ? { reason: end.failure } : {};
      this.#emit({ type: 'hook-finished', status: end.status, ...reason, ...facts });
      return end.status === 'FAILED' ? end.failure : undefined;
    }
    detail.status = 'TIMED_OUT';
    const reason = hookTimedOut(hook.hookTargetArn, timeoutInMinutes);
    this.#emit({ type: 'hook-finished', status: 'TIMED_OUT', reason, ...facts });
    return action === 'ROLLBACK' ? reason : undefined;
  }

  /** The IN_PROGRESS loop. `facts.attempt` counts along. */
  async #poll(hook: LifecycleHook, facts: HookFacts, turn: Turn, signal: AbortSignal): Promise<End> {
    const { ids, switches, clock } = this.#world;
    const key = `${facts.hookIndex}@${turn.stage}`;
    if (turn.isRollback && switches.rollbackHookDetails === 'configured') this.#answeredDetails.delete(key);
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
      const invocation = await invokeFunction(hook.hookTargetArn, event, ids.uuid(), this.#world);
      signal.throwIfAborted();

      const outcome = outcomeOf(invocation, switches);
      this.#emit({ type: 'hook-answered', outcome, ...facts });
      if (outcome.kind !== 'in-progress') return endOf(hook.hookTargetArn, outcome);
      this.#keepDetails(key, hook, answeredDetails(outcome.answer));
      await clock.sleep(outcome.callBackDelaySeconds * 1000, signal);
    }
  }

  #keepDetails(key: string, hook: LifecycleHook, answered: JsonValue | undefined): void {
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

function outcomeOf(invocation: Invocation, switches: Switches): HookOutcome {
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
      return { status: 'FAILED', failure: couldNotInvoke(functionArn, outcome.problem) };
    case 'function-error':
    case 'unreadable':
      return { status: 'FAILED', failure: couldNotParse(functionArn) };
  }
}
