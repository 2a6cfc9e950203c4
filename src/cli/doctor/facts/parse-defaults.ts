import { isJsonObject, type JsonObject } from '../../../hook/json.ts';

/** The defaults in a parameter; undefined if it is not a JSON object. */
export function parseDefaults(value: string): JsonObject | undefined {
  const parsed: unknown = isJson(value) ? JSON.parse(value) : undefined;
  return isJsonObject(parsed) ? parsed : undefined;
}

export function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
