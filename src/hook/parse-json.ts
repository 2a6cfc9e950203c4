/** Parses a string as JSON; undefined if it is not JSON, which no valid JSON is. */
export function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
