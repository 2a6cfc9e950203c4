export type ApprovalErrorCode =
  /** What lies in the ledger is not what Greenlight writes; mend or delete the object. */
  | 'UNREADABLE_REQUEST'
  /** Somebody else changed the request again and again while we tried to; try again. */
  | 'TOO_MANY_RACES'
  /** The ledger answered with an error or not at all. */
  | 'LEDGER_UNAVAILABLE'
  /** A vote was sent to the ledger, and whether it was written is not known: if it was, it counts. */
  | 'OUTCOME_UNKNOWN'
  /** The signing key is not of the form `{"current":"k1","k1":"…"}`. */
  | 'BAD_SIGNING_KEY';

export class ApprovalError extends Error {
  override readonly name = 'ApprovalError';
  readonly code: ApprovalErrorCode;

  constructor(code: ApprovalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
