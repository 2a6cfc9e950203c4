import type { ObjectStore } from '../../../storage/store.ts';
import { withDeployer } from '../deployer/read-deployer.ts';
import { isInvited } from '../progress.ts';
import { type ApprovalRequest, type Decision, parseRequest, type Vote } from '../request.ts';
import { onceDecision } from '../steps/earlier-step.ts';
import { linkedPeople } from '../timing/deputies.ts';
import { approveUnasked, castVote, expire } from '../transitions.ts';

/** A request as it was stored, with what the ledger adds: who started its deployment, and whether its decision follows from its votes. */
export async function attestRequest(
  request: ApprovalRequest,
  store: Pick<ObjectStore, 'read'>,
  signal: AbortSignal,
): Promise<ApprovalRequest> {
  const known = await withDeployer(request, store, signal);
  const { approvedWith } = request;
  const earlier = approvedWith === undefined ? undefined : await readEarlier(approvedWith, store, signal);
  return exposeHandDecision(known, earlier);
}

/** The request of the step that this one refers to, judged by its own votes; undefined if there is none. */
async function readEarlier(key: string, store: Pick<ObjectStore, 'read'>, signal: AbortSignal) {
  const object = await store.read(key, signal);
  if (!object) return undefined;
  const request = parseRequest(object.body);
  return exposeHandDecision(await withDeployer(request, store, signal));
}

/**
 * The request with its decision correctly attributed. An approval or a rejection is the result of votes. If casting the stored votes does not
 * lead to it, nor the request of the step to which it refers, somebody has written it into the bucket, under any name, and it counts as made by hand.
 */
export function exposeHandDecision(request: ApprovalRequest, earlier?: ApprovalRequest): ApprovalRequest {
  const { decision } = request;
  if (!decision || decision.via === 'by hand' || (decision.status !== 'APPROVED' && decision.status !== 'REJECTED'))
    return request;
  const possible = [
    decisionOfVotes(request) ?? decisionAtDeadline(request, decision),
    decisionUnasked(request, decision),
    earlier && request.votes.length === 0 ? onceDecision(request, earlier, decision.id) : undefined,
  ];
  if (possible.some((one) => isSameDecision(one, decision))) return request;
  const reason = 'a decision without the votes for it was written into the bucket';
  return { ...request, decision: { ...decision, by: 'operator', via: 'by hand', reason } };
}

/** The result of the stored votes, without those of excluded people. */
function decisionOfVotes({ decision: _decision, votes, ...rest }: ApprovalRequest): Decision | undefined {
  const { reviewers } = rest;
  const linked = linkedPeople(rest);
  const mayVote = ({ by, via }: Vote) =>
    reviewers.length === 0 ||
    via === 'iam' ||
    via === 'break-glass' ||
    (via === 'sign-in' ? isInvited(rest, by) : linked.includes(by));
  return votes.filter(mayVote).reduce<ApprovalRequest>((request, vote) => castVote(request, vote).request, {
    ...rest,
    status: 'PENDING',
    votes: [],
  }).decision;
}

/** What expiring would have decided at the same moment, for a decision that Greenlight is said to have made by itself. */
function decisionAtDeadline(request: ApprovalRequest, { id, at, via }: Decision): Decision | undefined {
  if (via !== 'greenlight') return undefined;
  return expire({ ...request, status: 'PENDING' }, { id, at }).decision;
}

/** What was decided when the request was opened. No vote can be older. */
function decisionUnasked(request: ApprovalRequest, { id, via }: Decision): Decision | undefined {
  if (via !== 'greenlight' || request.votes.length > 0) return undefined;
  return approveUnasked({ ...request, status: 'PENDING' }, id)?.decision;
}

/** Whether two decisions are equal; the order of their keys does not matter. */
function isSameDecision(left: Decision | undefined, right: Decision): boolean {
  return (
    left !== undefined &&
    (Object.keys({ ...left, ...right }) as (keyof Decision)[]).every((key) => left[key] === right[key])
  );
}
