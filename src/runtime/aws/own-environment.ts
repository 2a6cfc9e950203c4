import type { Credentials } from './signer.ts';

/** The variables that Lambda and the SDKs define, as far as our own requests need them. */
export type OwnVariables = {
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
  readonly AWS_SECRET_ACCESS_KEY?: string | undefined;
  readonly AWS_SESSION_TOKEN?: string | undefined;
  readonly AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?: string | undefined;
  readonly AWS_ENDPOINT_URL?: string | undefined;
  readonly AWS_ENDPOINT_URL_S3?: string | undefined;
  readonly AWS_ENDPOINT_URL_SECRETS_MANAGER?: string | undefined;
};

/**
 * Lambda puts the role's credentials into the environment, and restarts the function before they expire.
 *
 * @throws Error naming the missing variables
 */
export function ownCredentials(environment: OwnVariables): Credentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set');
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

/** Reads the standard environment as the SDK does, so that our own requests and those of the SDK go to the same place. Undefined for AWS's own. */
export function configuredEndpoint(
  environment: OwnVariables,
  ofService: 'AWS_ENDPOINT_URL_S3' | 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
): string | undefined {
  if (environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  return environment[ofService] ?? environment.AWS_ENDPOINT_URL;
}
