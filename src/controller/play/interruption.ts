import type { LifecycleStage } from '../ecs/stages.ts';

/** Interrupts a deployment from outside. It is the reason of an AbortSignal. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly kind: 'stop' | 'alarm' | 'circuit-breaker' | 'expired' | 'replaced' | 'closed';

  /** @param reason for the `statusReason` */
  constructor(kind: Interruption['kind'], reason: string) {
    super(reason);
    this.kind = kind;
  }
}

/** A stage could not finish: a hook failed, or ECS's own work did. */
export class StageFailure extends Error {
  override readonly name = 'StageFailure';
  readonly stage: LifecycleStage;
  /** One sentence for each hook that failed, or for ECS's own work. */
  readonly details: readonly string[];
  /** A complete `statusReason` for each pause hook that caused the rollback. If both lists are empty, the stage took too long. */
  readonly pauses: readonly string[];

  constructor(stage: LifecycleStage, details: readonly string[], pauses: readonly string[] = []) {
    super(`${stage}: ${[...details, ...pauses].join(' ')}`);
    this.stage = stage;
    this.details = details;
    this.pauses = pauses;
  }
}
