import { type DeploymentProgress, isEnded } from '../../../deployment/progress/deployment-progress.ts';

/** What ECS has done since a decision, as far as it was seen. */
export type ProgressSummary = {
  /** Shares of production traffic that the new version got, in percent, and when each was first seen. At most the last four. */
  steps: readonly { percent: number; seenAt: Date }[];
  /**
   * `shifting` stands for everything before the bake time. `undoing` and `undone` are rollbacks; `failed` one that did not succeed. A status of a later
   * ECS is `unknown`.
   */
  state: 'shifting' | 'baking' | 'succeeded' | 'undoing' | 'undone' | 'failed' | 'stopping' | 'stopped' | 'unknown';
  /** When that state was first seen, or when ECS says that the deployment ended. */
  at: Date;
  isEndOfEcs: boolean;
  /** The latest end of the bake time: it began before it was seen. */
  bakeUntil?: Date;
  /** Why it did not succeed, in a sentence. */
  cause?: string | undefined;
};

const stateOf: Readonly<Record<string, ProgressSummary['state']>> = {
  ...{
    PENDING: 'shifting',
    IN_PROGRESS: 'shifting',
    SUCCESSFUL: 'succeeded',
    STOP_REQUESTED: 'stopping',
    STOPPED: 'stopped',
  },
  ...{ ROLLBACK_REQUESTED: 'undoing', ROLLBACK_IN_PROGRESS: 'undoing', ROLLBACK_SUCCESSFUL: 'undone' },
  ...{ ROLLBACK_FAILED: 'failed' },
};

const maxSteps = 4;

/** Undefined if nothing was seen since the decision. */
export function summarizeProgress(
  { seen, bakeMinutes, cause, endedAt }: DeploymentProgress,
  decidedAt: Date,
): ProgressSummary | undefined {
  const since = seen.filter(({ at }) => new Date(at) >= decidedAt);
  const last = since.at(-1);
  if (!last) return undefined;
  const isBaking = last.status === 'IN_PROGRESS' && last.stage === 'BAKE_TIME';
  const state = isBaking ? 'baking' : (stateOf[last.status] ?? 'unknown');
  const isEndOfEcs = isEnded(last.status) && endedAt !== undefined;
  // Of several sightings in the same state, the first.
  const first = since.findLast((one, index) => {
    const before = since[index - 1];
    return !before || before.status !== one.status || (isBaking && before.stage !== one.stage);
  });
  const at = new Date(isEndOfEcs ? endedAt : (first ?? last).at);
  return {
    ...{ steps: stepsOf(seen, decidedAt).slice(-maxSteps), state, at, isEndOfEcs },
    ...(isBaking && bakeMinutes !== undefined && { bakeUntil: new Date(at.getTime() + bakeMinutes * 60_000) }),
    ...(cause !== undefined && state !== 'succeeded' && { cause }),
  };
}

/** Each time that the new version got more than ever before. */
function stepsOf(seen: DeploymentProgress['seen'], decidedAt: Date): { percent: number; seenAt: Date }[] {
  let most = 0;
  const steps: { percent: number; seenAt: Date }[] = [];
  for (const { percent = 0, at, status } of seen) {
    if (percent <= most || status !== 'IN_PROGRESS') continue;
    most = percent;
    if (new Date(at) >= decidedAt) steps.push({ percent, seenAt: new Date(at) });
  }
  return steps;
}
