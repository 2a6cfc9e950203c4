import { isJsonObject, type JsonObject } from '../../../hook/json.ts';
import { CliError } from '../../command/cli-error.ts';

/** A hook whose members are in the API's spelling, and how the file spells a member, for messages. */
type SpelledHook = { hook: unknown; spell: (key: string) => string };

/**
 * Turns CloudFormation's `HookTargetArn` into `hookTargetArn`, and a `hookDetails` that is text, as CloudFormation wants it, into its object.
 *
 * @param where names the hook in messages
 * @throws {CliError} at a function such as `Fn::GetAtt`, which only CloudFormation can evaluate
 */
export function readSpelling(value: unknown, where: string): SpelledHook {
  if (!isJsonObject(value)) return { hook: value, spell: (key) => key };
  refuseFunctions(value, where);
  const isCloudFormation = Object.keys(value).some((key) => /^[A-Z]/.test(key));
  const hook = isCloudFormation ? lowerFirst(value) : value;
  const timeout = hook['timeoutConfiguration'];
  return {
    hook: {
      ...hook,
      ...(typeof hook['hookDetails'] === 'string' && { hookDetails: parseDetails(hook['hookDetails']) }),
      ...(isCloudFormation && isJsonObject(timeout) && { timeoutConfiguration: lowerFirst(timeout) }),
    },
    spell: isCloudFormation ? upperFirst : (key) => key,
  };
}

/** Text that is not an object of JSON stays what it is, for the schema to refuse. */
function parseDetails(text: string): JsonObject | string {
  try {
    const parsed: unknown = JSON.parse(text);
    return isJsonObject(parsed) ? parsed : text;
  } catch {
    return text;
  }
}

/** CloudFormation's `LifecycleStages` is the API's `lifecycleStages`. */
export function apiSpelling(key: string): string {
  return `${key.charAt(0).toLowerCase()}${key.slice(1)}`;
}

function lowerFirst(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [apiSpelling(key), each]));
}

function upperFirst(key: string): string {
  return `${key[0]?.toUpperCase()}${key.slice(1)}`;
}

function refuseFunctions(value: JsonObject, where: string): void {
  for (const [key, member] of Object.entries(value)) {
    const name = functionIn(member);
    if (name === undefined) continue;
    const isTarget = /^hookTargetArn$/i.test(key);
    throw new CliError(`${where}.${key} is the function ${name}, which only CloudFormation evaluates`, {
      next: isTarget
        ? `write the ARN, or name one of Greenlight's hooks instead: "hook": "approval"`
        : `write the value, or leave ${key} out`,
    });
  }
}

/** `{"Ref": …}` and `{"Fn::Sub": …}`, at any depth. */
export function functionIn(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(functionIn).find((name) => name !== undefined);
  if (!isJsonObject(value)) return undefined;
  const [key, ...others] = Object.keys(value);
  if (key !== undefined && others.length === 0 && /^(Ref|Condition|Fn::\w+)$/.test(key)) return key;
  return Object.values(value)
    .map(functionIn)
    .find((name) => name !== undefined);
}
