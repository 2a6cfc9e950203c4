import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { sdkTimeouts } from './sdk.ts';

const provider = new SecretsProvider({ awsSdkV3Client: new SecretsManagerClient(sdkTimeouts) });

export function readSecret(name: string, options: { maxAge: number; forceFetch: boolean }) {
  return provider.get(name, options);
}
