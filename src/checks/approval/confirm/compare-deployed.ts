import type { Subject } from '../../../approval/request/request.ts';
import { compareImages } from '../../../approval/request/stale/compare-images.ts';
import { isRollingBack } from '../../../deployment/is-rolling-back.ts';
import { whyOver } from '../../../deployment/why-over.ts';
import type { Deployed } from './find-deployed.ts';

/** Whether ECS still deploys what people were asked about. Each reason is a clause for people. */
export type DeployedComparison =
  | { kind: 'same'; reason?: undefined }
  /** Something else is deployed than people were asked about. */
  | { kind: 'changed'; reason: string }
  /** The deployment is no longer in progress. */
  | { kind: 'over'; reason: string; isRollingBack: boolean }
  /** ECS does not say. */
  | { kind: 'unknown'; reason: string; isMissing?: true };

/** Compares a request with what ECS says now, about the deployment, its revision and the images of that. */
export function compareDeployed(
  { revisionId, images }: Pick<Subject, 'revisionId' | 'images'>,
  { deployment, images: now }: Deployed,
): DeployedComparison {
  if (!deployment) return { kind: 'unknown', reason: 'ECS knows no such service deployment', isMissing: true };
  const over = whyOver(deployment);
  if (over !== undefined) return { kind: 'over', reason: over, isRollingBack: isRollingBack(deployment) === true };
  // If ECS leaves it out, the hook's event has named it, or the record of the pause.
  const target = deployment.targetServiceRevision?.arn?.split('/').at(-1) ?? revisionId;
  if (target !== revisionId) {
    return { kind: 'changed', reason: `ECS deploys revision ${target} now, and people were asked about ${revisionId}` };
  }
  return compareImages(images, now);
}
