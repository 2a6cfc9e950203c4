import { CodedError } from '../wording/coded-error.ts';

export type ApprovalErrorCode =
  /** An object in the ledger is not what Greenlight writes; fix or delete it. */
  | 'UNREADABLE_REQUEST'
  /** Others kept changing the request while we tried to; try again. */
  | 'TOO_MANY_RACES'
  /** A vote was sent to the ledger, and it is not known whether it was written: if it was, it counts. */
  | 'OUTCOME_UNKNOWN'
  /** The signing key does not have the form `{"current":"k1","k1":"…"}`. */
  | 'BAD_SIGNING_KEY';

/** A request, a vote or a link that cannot be used. A ledger that does not respond is a `StorageError`. */
export class ApprovalError extends CodedError<ApprovalErrorCode> {
  override readonly name = 'ApprovalError';
}
