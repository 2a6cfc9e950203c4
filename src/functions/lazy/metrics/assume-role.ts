import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { sdkTimeouts } from '../sdk.ts';

type RoleCredentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string; expiration: Date };

/** Before credentials expire, new ones are needed early enough for a call with them to end. */
const earlyMs = 300_000;

/**
 * Credentials of a role in any account, kept until they are about to expire.
 *
 * @param region - whose STS is asked
 */
export function assumeRole(
  RoleArn: string,
  region: string,
  client: Pick<STSClient, 'send'> = new STSClient({ ...sdkTimeouts, region }),
): () => Promise<RoleCredentials> {
  let kept: RoleCredentials | undefined;
  return async () => {
    if (kept !== undefined && kept.expiration.getTime() - earlyMs > Date.now()) return kept;
    const { Credentials } = await client.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'greenlight-metrics' }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw new Error(`sts gave no credentials of ${RoleArn}`);
    kept = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
    return kept;
  };
}
