import type { SSMClient } from '@aws-sdk/client-ssm';
import type { ParameterFacts } from '../facts/app-facts.ts';
import { type Looked, look, unlessAbsent } from '../facts/look.ts';

/** Without decryption: defaults are no secret, and one that is encrypted cannot be read by the hook either. */
export function readStoredDefaults(
  client: Pick<SSMClient, 'send'>,
  Name: string,
): Promise<Looked<ParameterFacts | undefined>> {
  return look('ssm:GetParameter', async () => {
    const { GetParameterCommand } = await import('@aws-sdk/client-ssm');
    const found = await unlessAbsent(['ParameterNotFound'], () => client.send(new GetParameterCommand({ Name })));
    return found && { name: Name, type: found.Parameter?.Type, value: found.Parameter?.Value ?? '' };
  });
}
