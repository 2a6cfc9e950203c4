import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import { SSMClient } from '@aws-sdk/client-ssm';
import { isJsonObject, type JsonObject } from '../../hook/json.ts';
import { formatValue } from '../../wording/values.ts';
import { sdkTimeouts } from './sdk.ts';

let provider: SSMProvider | undefined;

/**
 * Reads a hook's defaults, a JSON object, from Parameter Store. Read at most once a minute by one function instance.
 *
 * @throws Error if the parameter is missing, cannot be read, or is not a JSON object
 */
export async function readDefaults(name: string): Promise<JsonObject> {
  provider ??= new SSMProvider({ awsSdkV3Client: new SSMClient(sdkTimeouts) });
  const value: unknown = await provider.get(name, { transform: 'json', maxAge: 60 });
  if (isJsonObject(value)) return value;
  throw new Error(
    `the parameter ${name} holds ${formatValue(value)}; write a JSON object such as {"deadlineMinutes":60}`,
  );
}
