export type ApprovalErrorCode =
  /** An object in the ledger is not what Greenlight writes; fix or delete it. */
  | 'UNREADABLE_REQUEST'
  /** Others kept changing the request while we tried to; try again. */
  | 'TOO_MANY_RACES'
  /** The ledger returned an error or did not respond. */
  | 'LEDGER_UNAVAILABLE'
  /** A vote was sent to the ledger, and it is not known whether it was written: if it was, it counts. */
  | 'OUTCOME_UNKNOWN'
  /** The signing key does not have the form `{"current":"k1","k1":"…"}`. */
  | 'BAD_SIGNING_KEY';

export class ApprovalError extends Error {
  override readonly name = 'ApprovalError';
  readonly code: ApprovalErrorCode;

  constructor(code: ApprovalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
