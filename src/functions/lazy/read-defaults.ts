import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import { SSMClient } from '@aws-sdk/client-ssm';
import { placeNames } from '../../deployment/place-names.ts';
import { isJsonObject, type JsonObject } from '../../hook/json.ts';
import type { Target } from '../../hook/target.ts';
import { formatValue } from '../../wording/values.ts';
import { sdkTimeouts } from './sdk.ts';

let provider: SSMProvider | undefined;

/**
 * Reads a hook's defaults for a service from Parameter Store: JSON objects under `<name>`, `<name>/<cluster>` and `<name>/<cluster>/<service>`. A key of
 * a later one replaces that of an earlier one; only the first has to exist. Each is read at most once a minute by one function instance.
 *
 * @throws Error if the first parameter is missing, or if one cannot be read or is not a JSON object
 */
export async function readDefaults(name: string, place: Pick<Target, 'cluster' | 'service'>): Promise<JsonObject> {
  const [ofAll, ...others] = placeNames(name, place);
  const layers = await Promise.all([readLayer(ofAll), ...others.map((each) => readLayer(each).catch(unlessMissing))]);
  return Object.assign({}, ...layers);
}

async function readLayer(name: string): Promise<JsonObject> {
  provider ??= new SSMProvider({ awsSdkV3Client: new SSMClient(sdkTimeouts) });
  const value: unknown = await provider.get(name, { transform: 'json', maxAge: 60 });
  if (isJsonObject(value)) return value;
  throw new Error(
    `the parameter ${name} holds ${formatValue(value)}; write a JSON object such as {"deadlineMinutes":60}`,
  );
}

/** Nothing is set there. Any other failure is not the same: without that layer the configuration might be a wider one. */
function unlessMissing(error: Error): JsonObject {
  if ((error.cause as Error | undefined)?.name === 'ParameterNotFound') return {};
  throw error;
}
