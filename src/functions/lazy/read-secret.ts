import { jsonCaller } from '../../runtime/aws/json-caller.ts';
import { ownCredentials } from '../../runtime/aws/own-environment.ts';
import { secretsAddress } from '../../runtime/aws/secrets-address.ts';
import { systemClock } from '../../runtime/system-clock.ts';

/** The IAM actions that our signed request needs. */
export const secretActions = ['secretsmanager:GetSecretValue'] as const;

/**
 * Reads a secret of Secrets Manager without the SDK, which takes longer to load than everything else before a page. Undefined if it is binary.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export async function readSecret(SecretId: string, signal: AbortSignal): Promise<string | undefined> {
  const { env: environment } = process;
  const { AWS_REGION: region } = environment;
  if (!region) throw new Error('AWS_REGION is not set');
  const call = jsonCaller({
    ...{ service: 'secretsmanager', region, origin: secretsAddress(region, environment) },
    credentials: async () => ownCredentials(environment),
    clock: systemClock,
  });
  const { SecretString } = await call('secretsmanager.GetSecretValue', { SecretId }, signal);
  return typeof SecretString === 'string' ? SecretString : undefined;
}
