import type { JsonValue } from '../../../hook/json.ts';
import { messageOf } from '../../../wording/values.ts';
import { parseJsonPath, valueAt } from '../expect/json-path.ts';
import type { Pattern } from '../expect/predicate.ts';
import { bodyText, jsonText } from '../probe/body-text.ts';
import type { ProbeAnswer } from '../probe/probe-answer.ts';
import { readCookies } from '../probe/read-cookies.ts';
import type { Capture } from './capture-config.ts';
import type { SuiteValues } from './suite-values.ts';

const maxLength = 4096;

type Found = { value: JsonValue } | { problem: string };

/** Takes the values of an answer that later requests use. Returns what is missing, as clauses for people, without any value. */
export function captureValues(
  captures: readonly Capture[],
  answer: ProbeAnswer,
  values: Pick<SuiteValues, 'set'>,
): readonly string[] {
  const faults: string[] = [];
  for (const { name, from, isSecret } of captures) {
    const found = checked(find(from, answer));
    if ('problem' in found) faults.push(`capture ${name}: ${found.problem}`);
    else values.set(name, found.value, isSecret);
  }
  return faults;
}

function find(from: Capture['from'], answer: ProbeAnswer): Found {
  if ('name' in from) return from.of === 'header' ? inHeader(from.name, answer) : inCookie(from.name, answer);
  if (answer.contentEncoding !== undefined) return { problem: 'the body is encoded' };
  if (answer.bodyEnd !== 'whole') return { problem: 'the body is not complete' };
  return from.of === 'json' ? inJson(from.path, answer) : inText(from.pattern, answer);
}

function inHeader(name: string, { headers }: ProbeAnswer): Found {
  const all = headers[name] ?? [];
  const [value] = all;
  if (value === undefined) return { problem: `there is no header ${name}` };
  return all.length === 1 ? { value } : { problem: `there are ${all.length} headers ${name}` };
}

function inCookie(name: string, { headers }: ProbeAnswer): Found {
  const cookie = readCookies(headers['set-cookie'] ?? []).findLast((each) => each.name === name);
  return cookie ?? { problem: `there is no cookie ${name}` };
}

function inJson(path: string, answer: ProbeAnswer): Found {
  try {
    const found = valueAt(JSON.parse(jsonText(answer)), parseJsonPath(path) ?? []);
    return found.found ? { value: found.value as JsonValue } : { problem: `${path} is missing` };
  } catch {
    return { problem: 'the body is not valid JSON' };
  }
}

/** The first group of the first match; the match itself if the pattern has no group. */
function inText({ text, regex }: Pattern, answer: ProbeAnswer): Found {
  if (regex === undefined) throw new TypeError(`the pattern ${text} has not been compiled`);
  try {
    const match = regex.exec(bodyText(answer));
    const value = match?.[match.length > 1 ? 1 : 0];
    return value === undefined ? { problem: `nothing in the body matches ${text}` } : { value };
  } catch (error) {
    return { problem: `the body cannot be matched with ${text}: ${messageOf(error)}` };
  }
}

/** What can be sent later: a number that JSON.parse has rounded would name something else. */
function checked(found: Found): Found {
  if ('problem' in found) return found;
  const { value } = found;
  if (value === '') return { problem: 'the value is empty' };
  if (lengthOf(value) > maxLength) return { problem: `the value has more than ${maxLength} characters` };
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return { problem: 'the value is a number too large to be read exactly: let the service send it as a string' };
  }
  return found;
}

function lengthOf(value: JsonValue): number {
  return (typeof value === 'string' ? value : JSON.stringify(value)).length;
}
