import type { SmokeParts } from '../../checks/smoke/smoke-check.ts';
import type { SecretReader } from '../../checks/smoke/variables/read-secrets.ts';
import { loadOnce } from '../../hook/load-once.ts';
import { type AwsClients, awsClients } from '../aws/aws-clients.ts';

/** What a suite gets from AWS, with the caller's own credentials. Nothing is loaded before a suite needs it. */
export function awsCaller(
  flags: Parameters<typeof awsClients>[0],
): Required<Pick<SmokeParts, 'loadSecretReader' | 'readAuthority' | 'identity'>> {
  const load = loadOnce(() => awsClients(flags));
  return {
    loadSecretReader: async () => secretReader(await load()),
    async readAuthority(reference, signal) {
      const { readParameter, readSecret } = secretReader(await load());
      const [service, id = ''] = reference.split(/:(.*)/s);
      return service === 'ssm' ? readParameter(id, signal) : readSecret(id, signal);
    },
    identity: {
      region: async () => (await load()).region,
      credentials: async () => (await (await load()).sts()).config.credentials(),
    },
  };
}

function secretReader(aws: AwsClients): SecretReader {
  return {
    async readSecret(SecretId, abortSignal) {
      const { GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
      const client = await aws.secrets();
      return (await client.send(new GetSecretValueCommand({ SecretId }), { abortSignal })).SecretString;
    },
    async readParameter(Name, abortSignal) {
      const { GetParameterCommand } = await import('@aws-sdk/client-ssm');
      const client = await aws.ssm();
      const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }), { abortSignal });
      return Parameter?.Value;
    },
  };
}
