import type { AwsEnvironment } from './environment.ts';

/** As the SDK reads its standard environment, so that reading and writing go to one place. */
export function configuredEndpoint(environment: AwsEnvironment): string | undefined {
  if (environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  return environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
}
