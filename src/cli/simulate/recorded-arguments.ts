import { readFileSync } from 'node:fs';
import { isJsonObject } from '../../hook/json.ts';
import { parseJson } from '../../hook/parse-json.ts';

/**
 * The first line of a recording: the arguments that made it, without those that name its own files, and without `--env`, whose values may be
 * secrets and which a replay does not need.
 *
 * @param args everything after `simulate`
 */
export function writeArguments(args: readonly string[]): string {
  return `${JSON.stringify({ schemaVersion: 1, arguments: withoutFlags(args) })}\n`;
}

/** The arguments that a recording was made with; none if it does not say so, or cannot be read. */
export function readArguments(file: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return []; // The command reports it when it reads the calls.
  }
  const head = parseJson(text.split('\n', 1)[0]);
  const list = isJsonObject(head) ? head['arguments'] : undefined;
  return Array.isArray(list) && list.every((each) => typeof each === 'string') ? withoutFlags(list) : [];
}

const left = /^(?:--(?:record|replay|report|output|env|event)|-o)(?:=|$)/;

function withoutFlags(args: readonly string[]): string[] {
  return args.filter((arg, at) => {
    const before = args[at - 1] ?? '';
    return !left.test(arg) && !(left.test(before) && !before.includes('='));
  });
}
