import type { LifecycleStage } from '../ecs/stages.ts';

/** Ends what a deployment is doing, from outside. Travels as the reason of an AbortSignal. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly kind: 'stop' | 'alarm' | 'circuit-breaker' | 'expired' | 'replaced' | 'closed';

  /** @param reason for the `statusReason` */
  constructor(kind: Interruption['kind'], reason: string) {
    super(reason);
    this.kind = kind;
  }
}

/** A stage could not be brought to its end: a hook failed, or ECS's own work did. */
export class StageFailure extends Error {
  override readonly name = 'StageFailure';
  readonly stage: LifecycleStage;
  /** One sentence for each hook that failed, or for ECS's own work. */
  readonly details: readonly string[];
  /** A whole `statusReason` for each pause hook that turned the deployment back. Where both lists are empty the stage took too long. */
  readonly pauses: readonly string[];

  constructor(stage: LifecycleStage, details: readonly string[], pauses: readonly string[] = []) {
    super(`${stage}: ${[...details, ...pauses].join(' ')}`);
    this.stage = stage;
    this.details = details;
    this.pauses = pauses;
  }
}
