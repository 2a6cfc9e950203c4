import { imageNotKnown, imageRemoved } from '../../approval/request/stale/compare-images.ts';
import type { Trial } from '../../approval/request/trial-schema.ts';
import { findReviewerAccess } from '../../deployment/access/find-reviewer-access.ts';
import type { DefinitionReader } from '../../deployment/changes/definition-reader.ts';
import { findChanges } from '../../deployment/changes/find-changes.ts';
import { findDeploymentFacts } from '../../deployment/deployment-facts.ts';
import type { EcsRevision } from '../../deployment/ecs.ts';
import { pinnedReference } from '../../deployment/images.ts';
import type { DeploymentReaders } from '../../deployment/test-traffic/discover-test-listeners.ts';
import type { TestListenerReaders } from '../../deployment/test-traffic/find-test-listeners.ts';
import type { DeploymentMoment } from '../../deployment/test-traffic/green-of.ts';
import { testTrafficAt } from '../../deployment/test-traffic/test-traffic.ts';
import { whyNoTestListener } from '../../deployment/test-traffic/why-no-test-listener.ts';
import type { SubjectFacts } from './approval-lifecycle.ts';
import type { DeployedTarget } from './confirm/deployed-target.ts';

/** What {@link findSubject} asks. Without `definitions`, task definitions are not compared. */
type SubjectReaders = DeploymentReaders & { definitions?: DefinitionReader | undefined };

/** Finds out what reviewers want to know about a deployment. Never rejects: `unknown` says what could not be found. */
export async function findSubject(
  target: DeployedTarget,
  { ecs, definitions, ...readers }: SubjectReaders,
  signal: AbortSignal,
): Promise<SubjectFacts> {
  const facts = await findDeploymentFacts(target, ecs, signal);
  const { strategy, firstDeployment, sourceRevisionId, sourceRevision, targetRevision } = facts;
  // With the address of a listener that shows the old version, people would approve that one.
  const isShown = testTrafficAt(target.stage, strategy) === 'possible';
  const [trial, changed] = await Promise.all([
    isShown && targetRevision ? findTrial(targetRevision, readers, signal, target) : {},
    definitions ? findChanges(sourceRevision, targetRevision, definitions, signal) : { unknown: [] },
  ]);
  return {
    images: facts.images.map(({ container, before, after }) => ({
      container,
      // Not knowing what ran before is not the same as nothing having run.
      ...(before !== null && { before: before ? pinnedReference(before) : imageNotKnown }),
      after: after === null ? imageRemoved : after ? pinnedReference(after) : imageNotKnown,
    })),
    ...(strategy !== undefined && { strategy }),
    ...(firstDeployment !== undefined && { firstDeployment }),
    ...(sourceRevisionId !== undefined && { sourceRevisionId }),
    ...trial,
    ...('changes' in changed && { changes: [...changed.changes] }),
    unknown: [...facts.unknown, ...changed.unknown],
  };
}

/** The address that certainly shows the new version, or why there is none and what works instead. */
async function findTrial(
  revision: EcsRevision,
  readers: TestListenerReaders,
  signal: AbortSignal,
  moment: DeploymentMoment,
): Promise<{ testUrl?: string; trial: Trial }> {
  const access = await findReviewerAccess(revision, readers, signal, moment);
  if (access === undefined) return { trial: { because: whyNoTestListener(revision) } };
  const { address, because, command, internal, remarks } = access;
  return {
    ...(address !== undefined && { testUrl: address }),
    trial: {
      ...(address !== undefined && { source: 'listener' as const }),
      ...(because !== undefined && { because }),
      ...(command !== undefined && { command }),
      ...(internal && { internal }),
      ...(remarks.length > 0 && { remarks: [...remarks] }),
    },
  };
}
