import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import type { SwitchedOff } from '../../../checks/switches/with-switch.ts';
import { placeNames } from '../../../deployment/place-names.ts';
import type { Target } from '../../../hook/target.ts';
import { sdkTimeouts } from '../sdk.ts';

// Not Powertools: its `get` returns the value alone, and people have to see since when a check is off.
const client = new SSMClient(sdkTimeouts);

/**
 * Reads the switch of a check: `<prefix>/<check>`, or that of the cluster or the service. The most general one that exists counts. Read on every call
 * of a gate, so that a switch acts at once.
 *
 * @throws what SSM answers, other than that there is no such parameter
 */
export async function readCheckSwitch(
  prefix: string,
  check: string,
  place: Pick<Target, 'cluster' | 'service'>,
  signal: AbortSignal,
): Promise<SwitchedOff | undefined> {
  const found = await Promise.all(placeNames(`${prefix}/${check}`, place).map((name) => readOne(name, signal)));
  return found.find((each) => each !== undefined);
}

async function readOne(Name: string, abortSignal: AbortSignal): Promise<SwitchedOff | undefined> {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name }), { abortSignal });
    // A SecureString is not decrypted.
    const note = Parameter?.Type === 'String' ? (Parameter.Value ?? '') : '';
    return { parameter: Name, since: Parameter?.LastModifiedDate, note };
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}
