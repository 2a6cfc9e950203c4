import type { Clock } from '../../../hook/clock.ts';
import type { ServiceRef } from '../../aws/service-ref.ts';
import { CliError } from '../../command/cli-error.ts';
import type { DeploymentBrief, EcsDeployments } from '../ecs-deployments.ts';
import { outcomeOf } from '../snapshot/snapshot.ts';
import type { After, Selection } from './selection.ts';

type ChooseParts = {
  ecs: EcsDeployments;
  service: ServiceRef;
  clock: Clock;
  sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
  signal: AbortSignal;
};

export type ChooseOptions = {
  /**
   * Whether a deployment that had already ended when the command started can be the answer although nothing pins it. ECS lists a new
   * deployment only a moment after UpdateService has started it, so the newest in the list may be the previous one.
   */
  takesEnded: boolean;
  /** How long to wait for the deployment to appear. 0: the first answer counts. */
  patienceSeconds: number;
  intervalSeconds: number;
  /** Called once with the newest deployment so far, if there is something to wait for. */
  onWait?: (newest: DeploymentBrief | undefined) => void;
};

/** The ARN of the deployment; or that there is none yet, with the newest one listed. */
type Chosen = { arn: string } | { arn: undefined; newest: DeploymentBrief | undefined };

/** Finds the deployment that is meant, and waits for it to appear. */
export async function chooseDeployment(
  selection: Selection,
  parts: ChooseParts,
  { takesEnded, patienceSeconds, intervalSeconds, onWait }: ChooseOptions,
): Promise<Chosen> {
  const { ecs, service, clock, sleep, signal } = parts;
  const startedAt = clock.now().getTime();
  const isAfter = await readAfter(selection, parts);
  const ended = new Set<string>();
  for (let round = 0; ; round += 1) {
    const waited = (clock.now().getTime() - startedAt) / 1000;
    const isLast = waited >= patienceSeconds;
    // An ARN needs no list, and the list lags: a deployment can be described before.
    const listed = 'arn' in selection ? [] : await ecs.list(service, signal);
    for (const { arn, status, finishedAt } of listed) {
      const hasEnded = outcomeOf(status) !== 'ongoing';
      if (hasEnded && (round === 0 || (finishedAt?.getTime() ?? startedAt) <= startedAt)) ended.add(arn);
    }
    const candidates = listed.filter(isAfter);
    // A time bound is a pin: a deployment that began after it is the one meant, however short it was.
    const isPinned = 'after' in selection;
    const isFresh = ({ arn }: DeploymentBrief) => takesEnded || isPinned || !ended.has(arn);
    const found = await match(selection, candidates, parts, { isFresh, isLast });
    if (found !== undefined) return { arn: found };
    if (isLast) return { arn: undefined, newest: listed[0] };
    if (round === 0) onWait?.(listed[0]);
    await sleep(Math.min(intervalSeconds, patienceSeconds - waited), signal);
    signal.throwIfAborted();
  }
}

async function match(
  selection: Selection,
  candidates: readonly DeploymentBrief[],
  { ecs, signal }: ChooseParts,
  { isFresh, isLast }: { isFresh: (deployment: DeploymentBrief) => boolean; isLast: boolean },
): Promise<string | undefined> {
  switch (selection.kind) {
    case 'newest':
      return candidates.find(isFresh)?.arn;
    case 'deployment':
      return selection.arn === undefined
        ? candidates.find(({ arn }) => arn.endsWith(`/${selection.id}`))?.arn
        : (await ecs.describe(selection.arn, signal)) && selection.arn;
    case 'revision':
      return candidates.find(({ revisionArn }) => revisionArn?.endsWith(`/${selection.id}`))?.arn;
    case 'task-definition': {
      const deploying = await withTaskDefinition(selection.name, candidates, ecs, signal);
      // One that had ended may be an earlier deployment of the same task definition: it is the answer only if no newer one appears.
      return (deploying.find(isFresh) ?? (isLast ? deploying[0] : undefined))?.arn;
    }
  }
}

/** As many revisions as one call describes. */
const maxRevisions = 20;

async function withTaskDefinition(
  name: string,
  candidates: readonly DeploymentBrief[],
  ecs: EcsDeployments,
  signal: AbortSignal,
): Promise<readonly DeploymentBrief[]> {
  const recent = candidates.slice(0, maxRevisions);
  const arns = [...new Set(recent.flatMap(({ revisionArn }) => revisionArn ?? []))];
  if (arns.length === 0) return [];
  const revisions = await ecs.revisions(arns, signal);
  const fitting = new Set(
    revisions
      .filter(({ taskDefinition }) => taskDefinition?.split('/').at(-1) === name)
      .map(({ serviceRevisionArn }) => serviceRevisionArn),
  );
  return recent.filter(({ revisionArn }) => revisionArn !== undefined && fitting.has(revisionArn));
}

async function readAfter(selection: Selection, parts: ChooseParts): Promise<(deployment: DeploymentBrief) => boolean> {
  const after: After | undefined = 'after' in selection ? selection.after : undefined;
  if (after === undefined) return () => true;
  if ('time' in after) return ({ createdAt }) => createdAt !== undefined && createdAt >= after.time;
  const earlier = await parts.ecs.describe(after.arn, parts.signal);
  const bound = earlier?.createdAt;
  if (bound === undefined) {
    throw new CliError(`--after ${after.arn}: ECS knows no such deployment`, {
      next: 'ECS keeps deployments for 90 days; write the time just before aws ecs update-service instead',
    });
  }
  return ({ arn, createdAt }) => arn !== after.arn && createdAt !== undefined && createdAt > bound;
}
