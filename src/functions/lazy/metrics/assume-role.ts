import { AssumeRoleCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';
import { formatError } from '../../../wording/values.ts';
import { sdkTimeouts } from '../sdk.ts';

type RoleCredentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string; expiration: Date };

/** Before credentials expire, new ones are needed early enough for a call with them to end. */
const earlyMs = 300_000;

/**
 * Credentials of a role in any account, kept until they are about to expire. Rejects with the role's name if there are none.
 *
 * @param region - whose STS is asked
 */
export function assumeRole(
  role: { roleArn: string; externalId?: string | undefined },
  region: string,
  client: Pick<STSClient, 'send'> = new STSClient({ ...sdkTimeouts, region }),
): () => Promise<RoleCredentials> {
  let kept: RoleCredentials | undefined;
  return async () => {
    if (kept !== undefined && kept.expiration.getTime() - earlyMs > Date.now()) return kept;
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = await assume(client, role);
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw new Error(`sts gave no credentials of ${role.roleArn}`);
    kept = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
    return kept;
  };
}

async function assume(
  client: Pick<STSClient, 'send'>,
  { roleArn: RoleArn, externalId }: Parameters<typeof assumeRole>[0],
): Promise<Partial<Credentials>> {
  const request = { RoleArn, RoleSessionName: 'greenlight-metrics', ...(externalId && { ExternalId: externalId }) };
  try {
    const answer = await client.send(new AssumeRoleCommand(request));
    return answer.Credentials ?? {};
  } catch (error) {
    // STS does not say which of the two policies is to blame.
    const remedy = `the stack has to list it, and its trust policy has to allow the hook's role, with this external id if it expects one`;
    throw new Error(`the role ${RoleArn} cannot be assumed: ${formatError(error)}; ${remedy}`, { cause: error });
  }
}
