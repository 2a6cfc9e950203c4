import { type ApprovalCount, countApprovals } from '../../request/progress.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { requestVersion } from '../../request/request-version.ts';

/** The response of `POST /decisions`, for every result. */
export type IamAnswer = {
  /** Whether the caller's vote is in the ledger. */
  recorded: boolean;
  outcome: IamOutcome;
  /** A sentence or two for the caller. */
  message: string;
  /** The caller's name as recorded in the ledger. */
  by?: string;
  /** The request as it is now. */
  request?: RequestState;
};

export type IamOutcome =
  /** The vote was written now, or earlier. */
  | 'recorded'
  | 'repeated'
  /** Already decided the way the caller wanted; their vote was not written. */
  | 'agreed'
  /** Decided the other way, or closed; the vote was not written. */
  | 'decided'
  | 'expired'
  /** ECS does not wait until the deadline that the caller wants. */
  | 'too-far'
  /** A newer deployment has replaced the one that was asked about; the vote was not written. */
  | 'outdated'
  /** The request is not at the version that the caller sent. */
  | 'changed'
  /** The gate's configuration excludes the caller. */
  | 'excluded'
  /** The gate does not let the caller break glass. */
  | 'no-break-glass'
  /** The caller started the deployment, or nobody knows who did, and the gate denies self-approval. */
  | 'deployer'
  | 'deployer-unknown'
  /** The gate has rules, and none of them names the caller. */
  | 'not-named'
  /** The caller is a deputy, and their time has not come. */
  | 'not-yet'
  /** The caller has rejected before, with more proof of who they are than this vote has. */
  | 'too-weak'
  /** The vote lacks what the gate wants with it: a reason, or items of its checklist. */
  | 'incomplete'
  /** The caller has no vote that they could withdraw. */
  | 'no-vote'
  | 'no-identity'
  | 'malformed'
  | 'invalid'
  | 'too-large'
  | 'wrong-method'
  | 'unknown-request'
  | 'unreadable-request'
  | 'unavailable';

type RequestState = {
  key: string;
  /** Send it with the decision to decide this version only, see {@link requestVersion}. */
  version: string;
  status: ApprovalRequest['status'];
  deadline: string;
  approvals: ApprovalCount;
  decision?: ApprovalRequest['decision'];
};

export type IamReply = { status: 200 | 400 | 403 | 404 | 409 | 422 | 503; answer: IamAnswer; did: string };

/** A response that is not about a request. */
export function refusal(outcome: IamOutcome, message: string): IamAnswer {
  return { recorded: false, outcome, message };
}

/** @param did - for the log */
export function refuse(
  status: IamReply['status'],
  outcome: IamOutcome,
  did: string,
  [message]: [string],
  more: Pick<IamAnswer, 'by'> = {},
): IamReply {
  return { status, answer: { ...refusal(outcome, message), ...more }, did };
}

/** The request as it is now. */
export function stateOf(key: string, { request }: { request: ApprovalRequest }): RequestState {
  const { status, deadline, decision } = request;
  return {
    key,
    version: requestVersion(request),
    status,
    deadline,
    approvals: countApprovals(request),
    ...(decision && { decision }),
  };
}
