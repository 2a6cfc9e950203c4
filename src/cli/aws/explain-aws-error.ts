import { formatError } from '../../wording/values.ts';
import { CliError } from '../command/cli-error.ts';

/** Turns an SDK error into one that says what to do next. A `CliError` already does. */
export function explainAwsError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  const name = error instanceof Error ? error.name : '';
  const said = formatError(error).replace(/^CredentialsProviderError: /, '');
  return new CliError(said, { next: remedyFor(error, name, said), cause: error });
}

function remedyFor(error: unknown, name: string, said: string): string | undefined {
  if (/^CredentialsProviderError$|^UnrecognizedClientException$|^InvalidClientTokenId$/.test(name))
    return 'sign in: aws sso login, or set AWS_PROFILE; aws sts get-caller-identity shows who you are';
  if (/ExpiredToken|TokenRefreshRequired/.test(name))
    return 'your credentials have expired; sign in again: aws sso login';
  if (isDenied(error) || /status 403, AccessDenied/.test(said))
    return 'your role lacks that permission; greenlight iam cli prints the policy that these commands need';
  if (/Throttl|TooManyRequests|RequestLimitExceeded/.test(name))
    return 'AWS throttled the calls; try again in a minute';
  if (/ClusterNotFound/.test(name)) return 'aws ecs list-clusters shows the clusters of this Region';
  if (/ServiceNotFound/.test(name)) return 'aws ecs list-services --cluster <cluster> shows the services';
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|TimeoutError/.test(`${name} ${said}`))
    return 'AWS could not be reached: check --region, the network, and AWS_ENDPOINT_URL if it is set';
  return undefined;
}

/** Whether AWS refused the call for a missing permission, even if only the error's cause says so. Without a body, S3 answers with a status alone. */
export function isDenied(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { name, cause } = error;
  return (
    /AccessDenied|UnauthorizedOperation|NotAuthorized|AuthorizationError|^Forbidden$|^403$/.test(name) ||
    isDenied(cause)
  );
}
