import { CodedError } from '../../wording/coded-error.ts';

type ProviderErrorCode =
  /** The provider did not answer, or not in time; try again. */
  | 'PROVIDER_UNREACHABLE'
  /** The provider, or what it sent, was not accepted; the cause is for the log only. */
  | 'PROVIDER_REFUSED';

/** Why a sign-in failed. The message contains no words of the provider. */
export class ProviderError extends CodedError<ProviderErrorCode> {
  override readonly name = 'ProviderError';
}
