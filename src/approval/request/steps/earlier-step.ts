import { formatStep } from '../../../wording/ids.ts';
import { type ApprovalRequest, type Decision, isByVotes } from '../request.ts';
import { compareImages } from '../stale/compare-images.ts';
import { confirmationOf } from '../stale/confirmation.ts';
import { termsOf } from '../terms.ts';

/**
 * With `once`, people approve one step of a linear or canary deployment, and its later steps refer to that. Only an approval by votes counts, for
 * the same question of the same deployment.
 */

type Keyed = { key: string; request: ApprovalRequest };

/** The request of another step that answers this one, too: the first one that was approved. Undefined if people have to be asked. */
export function findEarlierStep(request: ApprovalRequest, others: readonly Keyed[]): Keyed | undefined {
  if (isAmbiguous([request, ...others.map((other) => other.request)])) return undefined;
  return others
    .filter((other) => onceDecision(request, other.request, '') !== undefined)
    .toSorted((left, right) => decidedAt(left).localeCompare(decidedAt(right)))[0];
}

function decidedAt({ request }: Keyed): string {
  return request.decision?.at ?? '';
}

/**
 * Each pause has an id of its own, so of two pauses at one step nobody can say which of them is the same as one of an earlier step. Then each
 * asks for itself.
 */
function isAmbiguous(requests: readonly ApprovalRequest[]): boolean {
  const [asking] = requests;
  const steps = requests
    .filter(({ pause, subject }) => pause && subject.stage === asking?.subject.stage)
    .map(({ subject }) => subject.step);
  return new Set(steps).size < steps.length;
}

/**
 * The decision about a step that was approved with an earlier one.
 *
 * @returns undefined if the other request does not answer this one
 */
export function onceDecision(request: ApprovalRequest, earlier: ApprovalRequest, id: string): Decision | undefined {
  const { decision } = earlier;
  if (!isSameQuestion(request, earlier) || decision?.status !== 'APPROVED' || !isByVotes(decision)) return undefined;
  if (decision.at > request.createdAt || confirmationOf(earlier)?.outdated !== undefined) return undefined;
  const reason = `once: approved${formatStep(earlier.subject.step)} on ${decision.at}`;
  return { id, status: 'APPROVED', by: decision.by, via: 'greenlight', reason, at: request.createdAt };
}

function isSameQuestion(request: ApprovalRequest, earlier: ApprovalRequest): boolean {
  const [own, other] = [request.subject.step, earlier.subject.step];
  if (termsOf(request).once !== true || own === undefined || other === undefined || own === other) return false;
  const images = compareImages(earlier.subject.images, request.subject.images);
  return images.kind === 'same' && questionOf(request) === questionOf(earlier);
}

/** How long people had to decide is not part of it. The gate of a pause has its id in its name, which differs at every step. */
function questionOf({ subject, asked, reviewers, approvals, excluded = [], pause }: ApprovalRequest): string {
  const { account, region, cluster, service, deploymentId, stage, revisionId, gate } = subject;
  return JSON.stringify([
    ...[account, region, cluster, service, deploymentId, stage, revisionId, pause ? 'pause' : (gate ?? null)],
    ...[reviewers, approvals, excluded, { ...asked, deadlineMinutes: 0 }],
  ]);
}
