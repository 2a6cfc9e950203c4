import { isJsonObject } from '../../../hook/json.ts';
import { parseJson } from '../../../hook/parse-json.ts';
import { showJson } from '../../../wording/values.ts';
import { breakLine, changeMarks, paint, type RenderStyle } from '../render-changes.ts';
import type { ParameterChange } from './parameter-change.ts';

/**
 * ```
 * + added    parameter /greenlight/pauses/prod/shop/POST_TEST_TRAFFIC_SHIFT
 *              reviewers: ["ana@example.com"]
 * ```
 */
export function renderParameters(changes: readonly ParameterChange[], style: RenderStyle): readonly string[] {
  return changes.flatMap((each) => {
    const { mark, colour } = changeMarks[each.change];
    const head = `${mark} ${each.change.padEnd(7)}  parameter ${each.name}`;
    return [...breakLine(head, 11, style), ...keyLines(each).flatMap((line) => breakLine(line, 13, style))].map(
      (line) => paint(colour, line, style),
    );
  });
}

function keyLines({ change, before, after }: ParameterChange): readonly string[] {
  if (change === 'kept' || change === 'removed') return [];
  const [old, now] = [entriesOf(before), entriesOf(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key));
  return keys.map((key) => {
    const shown = now.get(key) ?? 'not set';
    return `${' '.repeat(13)}${key}: ${change === 'added' ? shown : `${old.get(key) ?? 'not set'} → ${shown}`}`;
  });
}

function entriesOf(value: string | undefined): ReadonlyMap<string, string> {
  const parsed = value === undefined ? {} : parseJson(value);
  return isJsonObject(parsed)
    ? new Map(Object.entries(parsed).map(([key, each]) => [key, showJson(each)]))
    : new Map([['its value', 'not a JSON object']]);
}
