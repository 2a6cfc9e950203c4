import type { Target } from '../hook/target.ts';
import { formatError } from '../wording/values.ts';
import type { EcsDeployment, EcsReader, EcsRevisionSummary } from './ecs.ts';

/** Whether nothing ran before. `answer` is undefined if that is not known, which never counts as a first deployment. */
type FirstDeployment = {
  answer: boolean | undefined;
  /** How that is known, or why it is not: a clause for people. */
  because: string;
};

/**
 * Asks ECS whether this is the service's first deployment: one call, or none if the event already shows that it is not. Never rejects.
 *
 * @example
 * const first = await readFirstDeployment(target, ecs, signal);
 * if (first.answer === true) return { kind: 'pass', reason: `first deployment (${first.because})` };
 */
export async function readFirstDeployment(
  target: Target,
  ecs: Pick<EcsReader, 'describeServiceDeployment'>,
  signal: AbortSignal,
): Promise<FirstDeployment> {
  const fromEvent = isFirstDeployment(target, undefined);
  if (fromEvent.answer !== undefined) return fromEvent;
  if (target.deploymentArn === undefined) {
    return { answer: undefined, because: 'the event names no service deployment' };
  }
  try {
    return isFirstDeployment(target, await ecs.describeServiceDeployment(target.deploymentArn, signal));
  } catch (error) {
    return { answer: undefined, because: `the service deployment could not be read: ${formatError(error)}` };
  }
}

/**
 * ECS has no flag for it. An empty list of source revisions says so; a missing list says nothing (ECS's own examples leave it out).
 * The number of deployments in the history would not do: it forgets after 90 days.
 */
export function isFirstDeployment(target: Target, deployment: EcsDeployment | undefined): FirstDeployment {
  const { productionTrafficWeights, testTrafficWeights, revisionArn } = target;
  const weighed = [...Object.keys(productionTrafficWeights), ...Object.keys(testTrafficWeights)];
  if (weighed.some((arn) => arn !== revisionArn)) {
    return { answer: false, because: 'the event names a revision other than the target' };
  }
  if (deployment === undefined) {
    return { answer: undefined, because: 'nothing is known of the service deployment' };
  }
  const sources = sourceRevisions(deployment, target);
  if (sources === undefined) {
    return { answer: undefined, because: 'ECS sent no list of source revisions' };
  }
  if (sources.length > 0) {
    const ids = sources.map(({ arn = '' }) => arn.slice(arn.lastIndexOf('/') + 1));
    return { answer: false, because: `ECS lists source revision ${ids.join(', ')}` };
  }
  if ((deployment.sourceServiceRevisions ?? []).length > 0) {
    return { answer: false, because: 'ECS lists the target revision itself as the source' };
  }
  return { answer: true, because: 'ECS lists no source revision' };
}

/** The revisions that ran before, without the target; undefined if ECS sent no list. */
export function sourceRevisions(
  { sourceServiceRevisions }: EcsDeployment,
  { revisionArn }: Pick<Target, 'revisionArn'>,
): readonly EcsRevisionSummary[] | undefined {
  return sourceServiceRevisions?.filter(({ arn }) => arn !== undefined && arn !== revisionArn);
}
