import type { Target } from '../hook/target.ts';
import { formatError } from '../wording/values.ts';
import type { EcsDeployment, EcsReader, EcsRevision, EcsRevisionSummary } from './ecs.ts';
import { isFirstDeployment, sourceRevisions } from './first-deployment.ts';
import { type ImageChange, imageChanges } from './images.ts';

/**
 * What is being deployed. `undefined` stands for "not known" and then `unknown` has a sentence about it; "there is none" has a
 * value of its own.
 */
type DeploymentFacts = {
  /** ROLLING, BLUE_GREEN, LINEAR, CANARY, or a strategy that ECS has added since. */
  strategy: string | undefined;
  /** Whether nothing ran before. */
  firstDeployment: boolean | undefined;
  /** The revision that had the production traffic before; what `before` of the images belongs to. */
  sourceRevisionId: string | undefined;
  /** Empty if neither revision's images are known. */
  images: readonly ImageChange[];
  /** Green as ECS describes it, for {@link findReviewerAccess}. */
  targetRevision: EcsRevision | undefined;
  /** What had the production traffic before, as ECS describes it. */
  sourceRevision: EcsRevision | undefined;
  /** A sentence, without a full stop, for every fact that could not be found, and whether it could not be checked or is not there. */
  unknown: readonly string[];
};

/**
 * Finds out what is being deployed, from the event's target and two calls to ECS. Never rejects: what cannot be found is said in
 * `unknown`.
 */
export async function findDeploymentFacts(
  target: Target,
  ecs: EcsReader,
  signal: AbortSignal,
): Promise<DeploymentFacts> {
  const unknown: string[] = [];
  const deployment = await readDeployment(target, ecs, unknown, signal);
  const sources = deployment && sourceRevisions(deployment, target);
  const source = sources && revisionWithProduction(sources);
  const revisions = await readRevisions([target.revisionArn, source?.arn], ecs, unknown, signal);
  const targetRevision = revisions.get(target.revisionArn);
  const sourceRevision = source?.arn === undefined ? undefined : revisions.get(source.arn);

  const strategy = deployment?.deploymentConfiguration?.strategy;
  const first = isFirstDeployment(target, deployment);

  if (deployment !== undefined) {
    if (strategy === undefined) unknown.push('ECS names no strategy for this deployment');
    if (first.answer === undefined) unknown.push(`whether this is the first deployment is not known: ${first.because}`);
    if (sources !== undefined && sources.length > 1 && source === undefined) {
      unknown.push(`ECS lists ${sources.length} source revisions and not which of them has the production traffic`);
    }
  }
  if (targetRevision !== undefined && targetRevision.containerImages === undefined) {
    unknown.push(`ECS names no images for revision ${target.revisionId}`);
  }
  if (sourceRevision !== undefined && sourceRevision.containerImages === undefined) {
    unknown.push(`ECS names no images for revision ${lastPart(sourceRevision.serviceRevisionArn ?? '')}`);
  }

  return {
    strategy,
    firstDeployment: first.answer,
    sourceRevisionId: source?.arn === undefined ? undefined : lastPart(source.arn),
    images: imageChanges(first.answer === true ? [] : sourceRevision?.containerImages, targetRevision?.containerImages),
    targetRevision,
    sourceRevision,
    unknown,
  };
}

async function readDeployment(
  { deploymentArn }: Target,
  ecs: EcsReader,
  unknown: string[],
  signal: AbortSignal,
): Promise<EcsDeployment | undefined> {
  if (deploymentArn === undefined) {
    unknown.push('the event names no service deployment, so ecs could not be asked about it');
    return undefined;
  }
  try {
    const deployment = await ecs.describeServiceDeployment(deploymentArn, signal);
    if (deployment === undefined) {
      unknown.push(`ECS knows no service deployment ${lastPart(deploymentArn)}`);
    }
    return deployment;
  } catch (error) {
    unknown.push(`service deployment ${lastPart(deploymentArn)} could not be read: ${formatError(error)}`);
    return undefined;
  }
}

async function readRevisions(
  wanted: readonly (string | undefined)[],
  ecs: EcsReader,
  unknown: string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, EcsRevision>> {
  const arns = wanted.filter((arn) => arn !== undefined);
  const found = new Map<string, EcsRevision>();
  try {
    for (const revision of await ecs.describeServiceRevisions(arns, signal)) {
      found.set(revision.serviceRevisionArn ?? '', revision);
    }
    for (const arn of arns) {
      if (!found.has(arn)) unknown.push(`ECS knows no service revision ${lastPart(arn)}`);
    }
  } catch (error) {
    const ids = arns.map(lastPart).join(' and ');
    const noun = arns.length === 1 ? 'service revision' : 'service revisions';
    unknown.push(`${noun} ${ids} could not be read: ${formatError(error)}`);
  }
  return found;
}

function revisionWithProduction(sources: readonly EcsRevisionSummary[]): EcsRevisionSummary | undefined {
  if (sources.length <= 1) {
    return sources[0];
  }
  const weighted = sources.filter(({ requestedProductionTrafficWeight: weight = 0 }) => weight > 0);
  return weighted.length === 1 ? weighted[0] : undefined;
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
