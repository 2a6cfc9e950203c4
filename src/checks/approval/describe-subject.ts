import { findDeploymentFacts } from '../../deployment/deployment-facts.ts';
import type { DeploymentReaders } from '../../deployment/discover-test-url.ts';
import type { Image } from '../../deployment/images.ts';
import { findTestUrl } from '../../deployment/test-url.ts';
import { testTrafficAt } from '../../hook/test-traffic.ts';
import type { DeployedTarget, SubjectFacts } from './rare-steps.ts';

/** Finds out about a deployment what reviewers want to know. Never rejects: what cannot be found is said in `unknown`. */
export async function describeSubject(
  target: DeployedTarget,
  { ecs, loadBalancers }: DeploymentReaders,
  signal: AbortSignal,
): Promise<SubjectFacts> {
  const facts = await findDeploymentFacts(target, ecs, signal);
  const { strategy, firstDeployment, sourceRevisionId, targetRevision } = facts;
  // The address of a listener that shows what ran before would have people approve that.
  const isShown = testTrafficAt(target.stage, strategy) === 'possible';
  const test = isShown && targetRevision ? await findTestUrl(targetRevision, loadBalancers, signal) : undefined;
  return {
    images: facts.images.map(({ container, before, after }) => ({
      container,
      // Not knowing what ran before is not the same as nothing having run.
      ...(before !== null && { before: before ? sayImage(before) : 'not known' }),
      after: after === null ? 'removed' : after ? sayImage(after) : 'not known',
    })),
    ...(strategy !== undefined && { strategy }),
    ...(firstDeployment !== undefined && { firstDeployment }),
    ...(sourceRevisionId !== undefined && { sourceRevisionId }),
    ...(test?.found && { testUrl: test.endpoint.url }),
    ...(test?.found === false && { trial: { because: test.reason } }),
    unknown: [...facts.unknown],
  };
}

/** What the task definition says, and what that meant when ECS resolved it: a tag can move, a digest cannot. */
function sayImage({ reference, digest }: Image): string {
  return digest && !reference.includes('@') ? `${reference}@${digest}` : reference;
}
