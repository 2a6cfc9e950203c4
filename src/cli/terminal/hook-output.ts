import { isJsonObject } from '../../hook/json.ts';
import { parseJson } from '../../hook/parse-json.ts';

/**
 * A line that a hook has written, with its name, as {@link readableLine} has it.
 *
 * @param call which call of the hook is running: `smoke, call 2`; undefined if none is
 * @example formatHookLine('smoke, call 2', '{"level":"INFO","message":"hook invocation","reason":"14 of 14"}')
 * // '  smoke, call 2 │ INFO hook invocation: 14 of 14'
 */
export function formatHookLine(call: string | undefined, line: string): string {
  return `  ${call === undefined ? '' : `${call} │ `}${readableLine(line)}`;
}

/** A line of Greenlight's or Powertools' JSON log becomes what a person wants to know of it; every other line stays as it is. */
export function readableLine(line: string): string {
  return readLog(line) ?? line;
}

function readLog(line: string): string | undefined {
  const entry = line.startsWith('{') ? parseJson(line) : undefined;
  if (!isJsonObject(entry)) return undefined;
  const { level, message, reason, error } = entry;
  if (typeof level !== 'string' || typeof message !== 'string') return undefined;
  const why = reason ?? (isJsonObject(error) ? error['message'] : undefined);
  return `${level} ${message}${typeof why === 'string' ? `: ${why}` : ''}`;
}
