/** Parses a string as JSON. Returns undefined if it is not valid JSON; no valid JSON has that value. */
export function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
