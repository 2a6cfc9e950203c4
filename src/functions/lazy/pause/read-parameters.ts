import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { ReadParameters } from '../../../pause-bridge/configuration/pause-configuration.ts';
import { sdkTimeouts } from '../sdk.ts';

const client = new SSMClient(sdkTimeouts);

/** One call for up to ten parameters. Those that do not exist are in `InvalidParameters`; one that must not be read fails the call. */
export const readParameters: ReadParameters = async (names, abortSignal) => {
  const command = new GetParametersCommand({ Names: [...names], WithDecryption: true });
  const { Parameters = [] } = await client.send(command, { abortSignal });
  return new Map(Parameters.map(({ Name = '', Value = '' }) => [Name, Value]));
};
