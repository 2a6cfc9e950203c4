import { isJsonObject } from '../../hook/json.ts';
import { parseJson } from '../../hook/parse-json.ts';
import { formatFileError } from '../../wording/file-error.ts';
import { formatValue } from '../../wording/values.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { readEdited } from '../command/read-edited.ts';

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
    text = readEdited(file);
  } catch {
    return []; // The command reports it when it reads the calls.
  }
  return argumentsInHead(text) ?? [];
}

/**
 * The flags of a configuration in a file: a recording, or text with one flag and its value in each line. Empty lines and those that begin with `#` are
 * left out.
 *
 * @throws {MisuseError}
 * @example
 * // # canary.flags
 * // --strategy canary
 * // --hook ./my-hook.mjs@POST_TEST_TRAFFIC_SHIFT
 * readConfigurationFile('canary.flags') // ['--strategy', 'canary', '--hook', './my-hook.mjs@POST_TEST_TRAFFIC_SHIFT']
 */
export function readConfigurationFile(file: string): readonly string[] {
  let text: string;
  try {
    text = readEdited(file);
  } catch (cause) {
    const why = formatFileError(cause);
    throw new MisuseError(
      `${file} cannot be read: ${why}; write the path of a recording, or of a file with one flag a line`,
      { cause },
    );
  }
  const recorded = argumentsInHead(text);
  if (recorded) return recorded;
  const flags = text.split('\n').flatMap((line, at) => readFlagLine(line.trim(), `${file} line ${at + 1}`));
  if (flags.length > 0) return flags;
  throw new MisuseError(`--against ${file}: it has no flag; write one flag a line: --strategy canary`);
}

function readFlagLine(line: string, place: string): readonly string[] {
  if (line === '' || line.startsWith('#')) return [];
  const [, flag, value] = /^(-\S+)(?:\s+(.*))?$/.exec(line) ?? [];
  if (flag === undefined) {
    throw new MisuseError(
      `${place} is ${formatValue(line)}, which is not a flag; write one flag a line: --strategy canary`,
    );
  }
  // As somebody pastes it from a shell.
  return value === undefined ? [flag] : [flag, value.replace(/^'(.*)'$/, '$1')];
}

/** Undefined if it is not the file of a recording. */
function argumentsInHead(text: string): readonly string[] | undefined {
  const head = parseJson(text.split('\n', 1)[0]);
  const list = isJsonObject(head) ? head['arguments'] : undefined;
  return Array.isArray(list) && list.every((each) => typeof each === 'string') ? withoutFlags(list) : undefined;
}

const left = /^(?:--(?:record|replay|report|output|env|event|against)|-o)(?:=|$)/;

function withoutFlags(args: readonly string[]): string[] {
  return args.filter((arg, at) => {
    const before = args[at - 1] ?? '';
    return !left.test(arg) && !(left.test(before) && !before.includes('='));
  });
}
