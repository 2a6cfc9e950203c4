import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { sdkTimeouts } from './sdk.ts';

const client = new SecretsManagerClient(sdkTimeouts);

export async function readSecret(SecretId: string, abortSignal: AbortSignal): Promise<string | undefined> {
  return (await client.send(new GetSecretValueCommand({ SecretId }), { abortSignal })).SecretString;
}
