import { text } from 'node:stream/consumers';
import { namesUsedBy } from '../../checks/smoke/config/names/texts-of.ts';
import type { SmokeConfig } from '../../checks/smoke/config/smoke-config.ts';
import { deploymentValuesIn, requestsOf } from '../../checks/smoke/dynamic/read-suite-values.ts';
import { compileSuite } from '../../checks/smoke/expect/compile-expectations.ts';
import { completeSuite } from '../../checks/smoke/suite/load-suite.ts';
import type { Check } from '../../hook/check.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../hook/json.ts';
import { parseJson } from '../../hook/parse-json.ts';
import { formatFileError } from '../../wording/file-error.ts';
import { CliError } from '../command/cli-error.ts';
import { failureOf } from '../command/failure.ts';
import { readEdited } from '../command/read-edited.ts';
import type { Named } from './smoke-flags.ts';

export type SuiteFlags = { url?: Named; productionUrl?: Named; host?: string; var?: Named; secret?: Named };

/**
 * Reads a suite from a file or stdin (`-`), with the flags over its keys.
 *
 * @throws {CliError} if it cannot be read or is wrong; the message has the place of the fault
 */
export async function readSuite(
  file: string,
  flags: SuiteFlags,
  { configSchema }: Pick<Check<SmokeConfig>, 'configSchema'>,
): Promise<SmokeConfig> {
  if (configSchema === undefined) throw new TypeError('the smoke check has a schema');
  const name = file === '-' ? 'of stdin' : file;
  let declared: readonly string[] = [];
  const loaded = await completeSuite(name, await readDocument(file), keysOfFlags(flags), configSchema, (keys) => {
    declared = isJsonObject(keys['variables']) ? Object.keys(keys['variables']) : [];
    return withoutListener(keys, flags);
  });
  if (!loaded.ok) throw wrongSuite(file, nameFlags(loaded.reason));
  if (loaded.config.baseUrl === undefined) {
    throw new CliError('the suite has no baseUrl', { next: 'add --url https://test.example.com' });
  }
  checkNames(loaded.config, flags, name);
  checkVariables(loaded.config, flags, { name, declared });
  const compiled = await compileSuite(loaded.config);
  if (!compiled.ok) throw wrongSuite(file, `invalid suite ${name}: ${compiled.reason.replaceAll('hookDetails.', '')}`);
  return loaded.config;
}

/** `lint` lists all faults, this only the first. */
function wrongSuite(file: string, reason: string): CliError {
  const { message, next = `greenlight lint ${file === '-' ? '<file>' : file} --as suite` } = failureOf(
    new Error(reason),
  );
  return new CliError(message, { next });
}

/** A secret with a wrong name would be read from AWS after all. */
function checkNames({ secrets = {} }: SmokeConfig, { secret = {} }: SuiteFlags, name: string): void {
  const unknown = Object.keys(secret).find((each) => !Object.hasOwn(secrets, each));
  if (unknown === undefined) return;
  const known = Object.keys(secrets).join(', ');
  throw new CliError(
    `--secret ${unknown}: the suite ${name} has ${known ? `only the secrets ${known}` : 'no secrets'}`,
    {
      next: `add it to the suite: secrets: { ${unknown}: 'ssm:/smoke/${unknown}' }`,
    },
  );
}

/** With a wrong name, the suite would run with its own value, or without the comparison. */
function checkVariables(
  config: SmokeConfig,
  { var: given = {} }: SuiteFlags,
  { name, declared }: { name: string; declared: readonly string[] },
): void {
  const used = requestsOf(config).flatMap((request) => [...namesUsedBy(request)]);
  const known = new Set([...declared, ...used, ...deploymentValuesIn(config).map(({ text }) => text)]);
  for (const captured of requestsOf(config).flatMap(({ capture = [] }) => capture)) known.delete(captured.name);
  for (const secret of Object.keys(config.secrets ?? {})) known.delete(secret);
  const unknown = Object.keys(given).find((each) => !known.has(each));
  if (unknown === undefined) return;
  throw new CliError(`--var ${unknown}: the suite ${name} does not use it`, {
    next: known.size === 0 ? 'leave it out' : `leave it out, or name one of ${[...known].join(', ')}`,
  });
}

async function readDocument(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return readEdited(file);
  } catch (cause) {
    throw new CliError(`the suite ${file} cannot be read: ${formatFileError(cause)}`, {
      next: 'greenlight smoke --from openapi.yaml drafts one',
      cause,
    });
  }
}

/** What is called by the name of a key elsewhere has a flag here. */
function nameFlags(reason: string): string {
  return reason
    .replaceAll('hookDetails.baseUrl', '--url')
    .replace(/expected (productionUrl\S*) for compare/, 'expected $1 (--production-url) for compare');
}

function keysOfFlags({ url, productionUrl, host }: SuiteFlags): JsonObject {
  return {
    ...(url !== undefined && { baseUrl: url[''] ?? url }),
    ...(productionUrl !== undefined && { productionUrl: productionUrl[''] ?? productionUrl }),
    ...(host !== undefined && { host }),
  };
}

/**
 * What is only about a test listener has no meaning for a URL, and nothing moves a listener while a suite runs here, so that a wrong version is not
 * waited for. Variables of flags are added to those of the suite.
 */
function withoutListener(keys: JsonObject, { url, var: given = {} }: SuiteFlags): JsonObject {
  const { scheme, loadBalancer, variables, ...rest } = keys;
  const all = variables === undefined || isJsonObject(variables) ? withOwn(variables, given) : variables;
  return {
    settleSeconds: 0,
    ...rest,
    ...(all !== undefined && { variables: all }),
    ...(url === undefined && {
      ...(scheme !== undefined && { scheme }),
      ...(loadBalancer !== undefined && { loadBalancer }),
    }),
  };
}

function withOwn(variables: JsonObject | undefined, given: Named): JsonObject | undefined {
  const own = Object.entries(given).filter(([name]) => !name.startsWith('$'));
  if (own.length === 0) return variables;
  return { ...variables, ...Object.fromEntries(own.map(([name, text]) => [name, typed(text, variables?.[name])])) };
}

/** A flag is text. It takes the type of the suite's own value, because that type shows in a JSON body. */
function typed(text: string, before: JsonValue | undefined): JsonValue {
  if (typeof before !== 'number' && typeof before !== 'boolean') return text;
  const value = parseJson(text);
  return typeof value === typeof before ? (value as JsonValue) : text;
}
