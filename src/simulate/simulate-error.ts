import { CodedError } from '../wording/coded-error.ts';

/** Why a simulation is refused. Callers test the code, never the message. */
export type SimulateErrorCode =
  /** The hooks or the options contradict each other. */
  | 'INVALID_OPTIONS'
  /** A recording is not valid, or was made by another version. */
  | 'INVALID_RECORDING'
  /** A hook's calls differ from the recording. */
  | 'REPLAY_MISMATCH';

export class SimulateError extends CodedError<SimulateErrorCode> {
  override readonly name = 'SimulateError';
}
