import type { EcsDeployment, EcsReader, EcsRevision, EcsRevisionSummary } from '../../../deployment/ecs.ts';
import { sourceRevisions } from '../../../deployment/first-deployment.ts';
import { greenTargetGroup } from '../../../deployment/green-target-group.ts';
import type { Target } from '../../../hook/target.ts';
import { countedBy } from './counted-by.ts';

/** The dimensions of one version's metrics at one load balancer: the ends of its ARNs. */
export type TargetGroupDimensions = { LoadBalancer: string; TargetGroup: string };

/** Both versions behind one load balancer. */
type ComparedPair = { green: TargetGroupDimensions; blue: TargetGroupDimensions };

/** Why nothing can be compared. */
export type NotComparable =
  /** Will not change during this deployment. */
  { refused: string } | { unknown: string };

export type Versions = { deployment: EcsDeployment; green: EcsRevision; blue: EcsRevision };

/** Finds both versions. Rejects if ECS could not be asked. */
export async function findVersions(
  target: Target,
  ecs: EcsReader,
  signal: AbortSignal,
): Promise<Versions | NotComparable> {
  const { deploymentArn, revisionArn } = target;
  if (deploymentArn === undefined) return { refused: 'the event names no service deployment, so blue is not known' };
  const deployment = await ecs.describeServiceDeployment(deploymentArn, signal);
  if (deployment === undefined) return { unknown: 'ECS does not know the service deployment' };
  const blueArn = onlySource(sourceRevisions(deployment, target) ?? []);
  if (blueArn === undefined)
    return { refused: 'ECS does not name the one version that ran before, so there is no blue' };
  const revisions = await ecs.describeServiceRevisions([revisionArn, blueArn], signal);
  const find = (arn: string) => revisions.find(({ serviceRevisionArn }) => serviceRevisionArn === arn);
  const [green, blue] = [find(revisionArn), find(blueArn)];
  if (green === undefined || blue === undefined) return { unknown: 'ECS does not know both revisions' };
  return { deployment, green, blue };
}

function onlySource(sources: readonly EcsRevisionSummary[]): string | undefined {
  const weighted = sources.filter(({ requestedProductionTrafficWeight: weight = 0 }) => weight > 0);
  const [only, ...others] = sources.length === 1 ? sources : weighted;
  return others.length === 0 ? only?.arn : undefined;
}

/** The target groups of both versions: those that their revisions really use, since the two swap colours at every deployment. */
export function findPairs({
  green,
  blue,
}: Pick<Versions, 'green' | 'blue'>): { pairs: readonly ComparedPair[] } | NotComparable {
  const configured = green.loadBalancers ?? [];
  const counted = countedBy(configured.map(({ advancedConfiguration: each }) => each?.productionListenerRule));
  if ('refused' in counted) return counted;
  const pairs: ComparedPair[] = [];
  for (const [index, loadBalancer] of configured.entries()) {
    const groups = [green, blue].map((revision) => greenTargetGroup(revision, loadBalancer));
    const [greenGroup, blueGroup] = groups;
    if (greenGroup === undefined || blueGroup === undefined) {
      return { unknown: 'ECS has not reported the target groups of both revisions' };
    }
    if (greenGroup === blueGroup)
      return { refused: 'both versions are in one target group, so their metrics are mixed' };
    const LoadBalancer = counted.names[index] ?? '';
    pairs.push({
      green: { LoadBalancer, TargetGroup: nameOfTargetGroup(greenGroup) },
      blue: { LoadBalancer, TargetGroup: nameOfTargetGroup(blueGroup) },
    });
  }
  return { pairs };
}

/** `targetgroup/<name>/<id>`. */
function nameOfTargetGroup(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
