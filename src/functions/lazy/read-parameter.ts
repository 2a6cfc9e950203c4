import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { sdkTimeouts } from './sdk.ts';

const client = new SSMClient(sdkTimeouts);

export async function readParameter(Name: string, abortSignal: AbortSignal): Promise<string | undefined> {
  const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }), { abortSignal });
  return Parameter?.Value;
}
