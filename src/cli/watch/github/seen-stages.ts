import { isGoingBack, type Snapshot } from '../../deployment/snapshot/snapshot.ts';

/** A stage, and when it was first seen: later than it began, by the pause between two checks at most. */
export type SeenStage = { stage: string; isRollback: boolean; at: Date };

/** Remembers when each stage was first seen: ECS reports only the current one. */
export function createStageRecorder(): { seen: readonly SeenStage[]; record: (snapshot: Snapshot) => void } {
  const seen: SeenStage[] = [];
  return {
    seen,
    record({ deployment: { lifecycleStage: stage, status }, now }) {
      const isRollback = isGoingBack(status);
      const last = seen.at(-1);
      if (stage !== undefined && (stage !== last?.stage || isRollback !== last.isRollback))
        seen.push({ stage, isRollback, at: now });
    },
  };
}
