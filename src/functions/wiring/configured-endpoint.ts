import type { AwsEnvironment } from './environment.ts';

/** Reads the standard environment as the SDK does, so that reads and writes go to the same place. */
export function configuredEndpoint(environment: AwsEnvironment): string | undefined {
  if (environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  return environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
}
