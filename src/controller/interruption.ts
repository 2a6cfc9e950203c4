import type { LifecycleStage } from './stages.ts';

/** Ends what a deployment is doing, from outside. Travels as the reason of an AbortSignal. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly kind: 'stop' | 'alarm' | 'replaced' | 'closed';

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
  /** One sentence for each cause, or none where the stage just took too long. */
  readonly details: readonly string[];

  constructor(stage: LifecycleStage, details: readonly string[]) {
    super(`${stage}: ${details.join(' ')}`);
    this.stage = stage;
    this.details = details;
  }
}
