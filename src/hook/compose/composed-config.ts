import type { StandardSchemaV1 } from '@standard-schema/spec';
import { formatValue } from '../../wording/values.ts';
import type { Check } from '../check.ts';
import { stateKey } from '../event/gate-state.ts';
import { isJsonObject } from '../json.ts';

/** The output of each part's schema for `hookDetails[<part name>]`. */
export type ComposedConfig = Readonly<Record<string, unknown>>;

/** Reads each part's configuration from the key with its name. Other keys are refused: a misspelled name would run a part without its settings. */
export function composedSchema(parts: readonly Check<unknown>[]): StandardSchemaV1<unknown, ComposedConfig> {
  const names = parts.map(({ name }) => name);

  async function validate(input: unknown): Promise<StandardSchemaV1.Result<ComposedConfig>> {
    const given = isJsonObject(input) ? input : {};
    const unknown = Object.keys(given).filter((key) => !names.includes(key));
    const message = `unknown key, remove it or write ${names.join(', ')}`;
    const read = await Promise.all(
      parts.map((part) => readPart(part, Object.hasOwn(given, part.name) ? given[part.name] : {})),
    );
    const issues = [...unknown.map((key) => ({ message, path: [key] })), ...read.flatMap((part) => part.issues)];
    return issues.length > 0 ? { issues } : { value: Object.fromEntries(read.map((part) => [part.name, part.value])) };
  }

  return { '~standard': { version: 1, vendor: 'greenlight', validate } };
}

async function readPart({ name, configSchema }: Check<unknown>, given: unknown) {
  if (!isJsonObject(given)) {
    const message = `expected an object, not ${formatValue(given)}`;
    return { name, value: undefined, issues: [{ message, path: [name] }] };
  }
  if (!configSchema) return { name, value: given, issues: [] };

  const result = await configSchema['~standard'].validate(given);
  // Keep the library's other fields of an issue: with valibot's, the message can say what was found.
  const issues = (result.issues ?? []).map(({ path = [], ...issue }) => ({ ...issue, path: [name, ...path] }));
  return { name, value: result.issues ? undefined : result.value, issues };
}

/** A part's name is a key in `hookDetails` and in the state, and part of a gate's name: it must be short, plain and unique. */
export function refuseNames(name: string, parts: readonly Check<unknown>[]): void {
  if (parts.length === 0) throw new TypeError(`${formatValue(name)} has no checks; name at least one`);

  const seen = new Set<string>();
  for (const part of [name, ...parts.map((part) => part.name)]) {
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(part)) {
      throw new TypeError(
        `${formatValue(part)} is not a valid name for a check; write a letter and up to 39 letters, digits, - and _`,
      );
    }
  }
  for (const part of parts) {
    if (reservedNames.has(part.name))
      throw new TypeError(`a part cannot be named "${part.name}": the kit uses that key itself`);
    if (seen.has(part.name))
      throw new TypeError(`two parts of "${name}" are named "${part.name}"; give each its own name`);
    seen.add(part.name);
  }
}

/** The keys of `hookDetails` that the kit itself reads. */
const reservedNames: ReadonlySet<string> = new Set(['gate', 'errorBudget', stateKey]);
