import { Token } from 'aws-cdk-lib';
import type { JsonValue } from '../hook/json.ts';

/**
 * Whether a problem of `hookDetails` is only about values that nobody knows before the deployment, such as the name of a resource of the stack.
 *
 * @param problem - `hookDetails.secrets.token: expected …, hookDetails.alarms[0]: …`
 */
export function isOnlyUnknown(problem: string, details: JsonValue): boolean {
  const unknown = unknownIn(details, 'hookDetails');
  const wrong = [...problem.matchAll(/hookDetails[^\s:]*(?=:)/g)].map(([path]) => path);
  return wrong.length > 0 && wrong.every((path) => unknown.includes(path));
}

function unknownIn(value: JsonValue, path: string): readonly string[] {
  if (Token.isUnresolved(value)) return [path];
  if (Array.isArray(value)) return value.flatMap((each, index) => unknownIn(each, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => unknownIn(inner, `${path}.${key}`));
}
