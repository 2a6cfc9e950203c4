import { placeNames } from '../../deployment/place-names.ts';
import { isJsonObject, type JsonObject } from '../../hook/json.ts';
import { parseJson } from '../../hook/parse-json.ts';
import { CliError } from '../command/cli-error.ts';
import type { AwsClients } from './aws-clients.ts';

/** The defaults of a hook, and the parameter that each key comes from. */
type DefaultsWithOrigins = { defaults: JsonObject; origins: Readonly<Record<string, string>> };

/**
 * Reads the defaults of a hook as the hook does: those of all services, over them those of the cluster, and over them those of the service.
 *
 * @param name - the parameter of all services; none: there are no defaults
 * @param ref - default: only those of all services
 * @throws {CliError} if a parameter is not a JSON object
 */
export async function readLayeredDefaults(
  clients: AwsClients,
  name: string | undefined,
  ref?: { cluster: string; service: string },
): Promise<DefaultsWithOrigins> {
  const names = name ? (ref ? placeNames(name, ref) : [name]) : [];
  const layers = await Promise.all(
    names.map(async (each, index) => ({ name: each, values: await readLayer(clients, each, index > 0) })),
  );
  return {
    defaults: Object.assign({}, ...layers.map(({ values }) => values)),
    origins: Object.assign(
      {},
      ...layers.map((layer) => Object.fromEntries(Object.keys(layer.values).map((key) => [key, layer.name]))),
    ),
  };
}

async function readLayer(clients: AwsClients, Name: string, mayBeMissing: boolean): Promise<JsonObject> {
  const { GetParameterCommand } = await import('@aws-sdk/client-ssm');
  const text = await (await clients.ssm()).send(new GetParameterCommand({ Name })).then(
    ({ Parameter }) => Parameter?.Value ?? '',
    (error: Error) => {
      if (mayBeMissing && error.name === 'ParameterNotFound') return '{}';
      throw error;
    },
  );
  const value = parseJson(text);
  if (isJsonObject(value)) return value;
  throw new CliError(`parameter ${Name}, which has defaults of hooks, is not a JSON object`, {
    next: `correct it: aws ssm put-parameter --name ${Name} --overwrite --value '{"…": …}'; every gate that reads it fails until then`,
  });
}
