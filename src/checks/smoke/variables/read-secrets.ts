import { isJsonObject } from '../../../hook/json.ts';
import { parseJson } from '../../../hook/parse-json.ts';
import { formatError } from '../../../wording/values.ts';
import { parseSecretReference, permissionFor, type SecretReference } from './secret-reference.ts';

/** Reads secrets where they are stored. Both reject as the SDK does, and return undefined if there is no string. */
export interface SecretReader {
  readSecret(id: string, signal: AbortSignal): Promise<string | undefined>;
  readParameter(name: string, signal: AbortSignal): Promise<string | undefined>;
}

/** By the names that the suite gives them; or why there is none, without any value. */
type ReadSecrets = { ok: true; values: ReadonlyMap<string, string> } | { ok: false; reason: string };

/** Reads every secret of a suite, each place once. Never rejects. */
export async function readSecrets(
  secrets: Readonly<Record<string, string>>,
  load: (() => Promise<SecretReader>) | undefined,
  signal: AbortSignal,
): Promise<ReadSecrets> {
  if (Object.keys(secrets).length === 0) return { ok: true, values: new Map() };
  if (load === undefined) return { ok: false, reason: 'secrets cannot be read here' };
  try {
    const reader = await load();
    const stored = new Map<string, Promise<string | undefined>>();
    const values = await Promise.all(
      Object.entries(secrets).map(async ([name, written]): Promise<[string, string]> => {
        const reference = parseSecretReference(written);
        if (reference === undefined) throw new SecretError(name, 'it does not name a secret');
        const place = `${reference.service}:${reference.id}`;
        const reading = stored.get(place) ?? read(reference, reader, signal);
        stored.set(place, reading);
        const text = await reading.catch((error) => refuse(name, reference, error));
        if (isSigningKey(text)) throw new SecretError(name, `${place} ${signingKeyRefused}`);
        return [name, select(name, reference, text)];
      }),
    );
    return { ok: true, values: new Map(values) };
  } catch (error) {
    return {
      ok: false,
      reason: error instanceof SecretError ? error.message : `secrets could not be read: ${formatError(error)}`,
    };
  }
}

class SecretError extends Error {
  constructor(name: string, problem: string) {
    super(`secret ${name}: ${problem}`);
  }
}

const signingKeyRefused = "has the form of the key that signs Greenlight's links, which no request may contain";

/**
 * The gate hook's role may read that key, because it mails links. Anybody who configures a service could have it sent to a host of their own,
 * and decide as everybody. It is recognized by its form, which no spelling of its name and no older version of it gets around.
 */
function isSigningKey(stored: string | undefined): boolean {
  const json = parseJson(stored);
  if (!isJsonObject(json)) return false;
  const { current } = json;
  return typeof current === 'string' && current !== 'current' && Object.hasOwn(json, current);
}

function read({ service, id }: SecretReference, reader: SecretReader, signal: AbortSignal) {
  return service === 'ssm' ? reader.readParameter(id, signal) : reader.readSecret(id, signal);
}

function select(name: string, { service, id, field }: SecretReference, stored: string | undefined): string {
  const what = field === undefined ? `${service}:${id}` : `the field ${field} of ${id}`;
  const value = field === undefined ? stored : fieldOf(name, id, field, stored);
  if (value === undefined) throw new SecretError(name, `${what} has no value that is a string`);
  const fault = whyUnfit(value);
  if (fault !== undefined) throw new SecretError(name, `${what} ${fault}`);
  return value;
}

/** Why a value cannot be a secret, to follow the name of what has it; undefined if it can. */
export function whyUnfit(value: string): string | undefined {
  if (value.trim() === '') return 'is empty';
  if (value.length >= minLength) return undefined;
  return `has fewer than ${minLength} characters, too few to be hidden in what is shown`;
}

/** Shorter ones cannot be searched for without hiding ordinary words. */
const minLength = 4;

function fieldOf(name: string, id: string, field: string, stored: string | undefined): string | undefined {
  const json = parseJson(stored);
  if (!isJsonObject(json)) throw new SecretError(name, `${id} is not a JSON object, so that it has no field ${field}`);
  if (!Object.hasOwn(json, field)) throw new SecretError(name, `${id} has no field ${field}`);
  const value = json[field];
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined;
}

function refuse(name: string, reference: SecretReference, error: unknown): never {
  const code = error instanceof Error ? error.name : 'unknown problem';
  const place = `${reference.service}:${reference.id}`;
  if (/NotFound/.test(code)) throw new SecretError(name, `there is no ${place} in this account and Region`);
  if (/AccessDenied/i.test(code)) {
    const isKey = /kms/i.test(formatError(error));
    const permission = isKey ? `kms:Decrypt for the key of ${reference.id}` : permissionFor(reference);
    throw new SecretError(
      name,
      `access is denied: reading it needs ${permission} (the hook's are in the template's SmokeSecrets)`,
    );
  }
  throw new SecretError(name, `${place} could not be read: ${code}`);
}
