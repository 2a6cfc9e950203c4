/** Why a simulation is refused. Callers test the code, never the message. */
export type SimulateErrorCode =
  /** The hooks or the options contradict each other. */
  | 'INVALID_OPTIONS'
  /** A recording is not valid, or was made by another version. */
  | 'INVALID_RECORDING'
  /** A hook's calls differ from the recording. */
  | 'REPLAY_MISMATCH';

export class SimulateError extends Error {
  override readonly name = 'SimulateError';
  readonly code: SimulateErrorCode;

  constructor(code: SimulateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
