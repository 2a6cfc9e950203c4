import type { ObjectStore } from '../../../storage/store.ts';
import { attached, callsIn, type StartCall } from '../deployer/deployer-record.ts';
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
  const isIt = (one: Decision | undefined) => isSameDecision(one, decision);
  const atDeadline = expire(request, decision).decision;
  if (sightsOf(request).some((unseen) => isIt(decisionOfVotes(request, unseen) ?? atDeadline))) return request;
  if (request.votes.length === 0 && decisionsAtOpening(request, decision.id, earlier).some(isIt)) return request;
  const reason = 'a decision without the votes for it was written into the bucket';
  return { ...request, decision: { ...decision, by: 'operator', via: 'by hand', reason } };
}

/** Two clocks, the time that it takes to write a record, and that from the beginning of a desk's answer to its reading of the record. */
const recordingMs = 60_000;

/**
 * For how many of the votes a call may have been recorded too late to be seen by the desk that took them, although it was recorded at their time:
 * which calls a desk knew of is known to a minute only.
 */
function sightsOf({ votes }: ApprovalRequest): number[] {
  return [0, ...votes.map((_vote, at) => at + 1)];
}

/** A call that was recorded after the vote is not counted against it anyway. */
function isBeingRecorded({ recordedAt }: StartCall, { at }: Vote): boolean {
  return Date.parse(at) - Date.parse(recordedAt) < recordingMs;
}

/**
 * The result of the stored votes, without those of excluded people.
 *
 * @param unseen - how many of them were taken without knowing of the calls that were being recorded
 */
function decisionOfVotes(
  { decision: _decision, votes, ...rest }: ApprovalRequest,
  unseen: number,
): Decision | undefined {
  const { reviewers, deployer } = rest;
  const calls = callsIn(deployer);
  const linked = linkedPeople(rest);
  const mayVote = ({ by, via }: Vote) =>
    reviewers.length === 0 ||
    via === 'iam' ||
    via === 'break-glass' ||
    via === 'greenlight' ||
    (via === 'sign-in' || via === 'slack' ? isInvited(rest, by) : linked.includes(by));
  let request: ApprovalRequest = { ...rest, status: 'PENDING', votes: [] };
  for (const [at, vote] of votes.entries()) {
    if (!mayVote(vote)) continue;
    const known = at < unseen ? attached(calls.filter((call) => !isBeingRecorded(call, vote))) : deployer;
    request = castVote({ ...request, deployer: known }, vote).request;
  }
  return request.decision;
}

/** What may have been decided when the request was opened, by its configuration or with an earlier step. No vote can be older. */
function decisionsAtOpening(request: ApprovalRequest, id: string, earlier?: ApprovalRequest) {
  return [approveUnasked(request, id)?.decision, earlier && onceDecision(request, earlier, id)];
}

/** Whether two decisions are equal; the order of their keys does not matter. */
function isSameDecision(left: Decision | undefined, right: Decision): boolean {
  return (
    left !== undefined &&
    (Object.keys({ ...left, ...right }) as (keyof Decision)[]).every((key) => left[key] === right[key])
  );
}
