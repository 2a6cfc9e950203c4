import { messageOf, shorten } from '../../../wording/values.ts';
import { bodyText, jsonText } from '../probe/body-text.ts';
import type { ProbeAnswer } from '../probe/probe-answer.ts';
import { isRemoval, readCookies } from '../probe/read-cookies.ts';
import type { RuleSubject } from './expectation.ts';
import { valueAt } from './json-path.ts';

/** What a subject is in a response: values, or why there are none to compare. */
export type Found =
  | {
      values: readonly unknown[];
      /** `one`: it is one value or missing. `each`: all values must be as expected, such as those of a header. `several`: a list that a path leads to. */
      are: 'one' | 'each' | 'several';
      /** A number is compared with what the text says. */
      isText?: boolean;
      /** Only a beginning is known; a clause that says why. */
      isPartial?: string;
      /** Some of those that should have a value have none; a clause that says so. */
      isMissing?: string | undefined;
    }
  | { problem: string };

/** The body as JSON, or a clause that says why it is not. */
export type JsonBody = { value: unknown } | { problem: string };

/** Looks up a subject in a response. Paths must have been compiled. */
export function findValues(subject: Exclude<RuleSubject, { of: 'json' }>, answer: ProbeAnswer): Found {
  const { headers, redirects = [], certificate, firstByteMs } = answer;
  switch (subject.of) {
    case 'header':
      return { values: headers[subject.name] ?? [], are: 'each', isText: true };
    case 'cookie':
      return { ...cookieValues(subject, headers), are: 'each', isText: true };
    case 'body':
      return textOf(answer);
    case 'redirects':
      return one([redirects.length]);
    case 'location':
      return one(
        redirects
          .slice(subject.position)
          .slice(0, 1)
          .map(({ location }) => location),
      );
    case 'daysToExpiry':
      return certificate === undefined
        ? { problem: 'is not known: the connection has no certificate' }
        : one([certificate.daysToExpiry]);
    case 'firstByte':
      return firstByteMs === undefined ? { problem: 'was not measured' } : one([firstByteMs]);
  }
}

function one(values: readonly unknown[]) {
  return { values, are: 'one' } as const;
}

/** The values at a path. */
export function findJson({ text, path, query }: Extract<RuleSubject, { of: 'json' }>, root: unknown): Found {
  if (path !== undefined) {
    const at = valueAt(root, path);
    return one(at.found ? [at.value] : []);
  }
  if (query === undefined) throw new TypeError(`${text} has not been compiled`);
  try {
    return { values: query.find(root), are: query.isSingular ? 'one' : 'several' };
  } catch (error) {
    return { problem: shorten(messageOf(error), 200) };
  }
}

type AnswerBody = Pick<ProbeAnswer, 'body' | 'bodyEnd' | 'contentEncoding' | 'headers'>;

/** A byte order mark before it is skipped. Of several members of the same name the last one counts. */
export function parseBody(answer: AnswerBody): JsonBody {
  const problem = bodyProblem(answer);
  if (problem !== undefined) return { problem: `body ${problem}` };
  try {
    return { value: JSON.parse(jsonText(answer)) };
  } catch {
    return { problem: 'body is not valid JSON' };
  }
}

function cookieValues(
  { name, attribute }: Extract<RuleSubject, { of: 'cookie' }>,
  { 'set-cookie': written = [], date = [] }: ProbeAnswer['headers'],
) {
  const cookies = readCookies(written).filter((cookie) => cookie.name === name);
  if (attribute === undefined) return { values: cookies.map(({ value }) => value) };
  const values = cookies.flatMap(({ attributes }) => attributes.get(attribute) ?? []);
  const at = Date.parse(date.at(-1) ?? '');
  const missing = cookies.filter((cookie) => !cookie.attributes.has(attribute) && !isRemoval(cookie, at)).length;
  return { values, isMissing: missing > 0 ? `is missing in ${missing} of ${cookies.length} cookies` : undefined };
}

function textOf(answer: AnswerBody): Found {
  const problem = bodyProblem(answer);
  const found = { ...one([bodyText(answer).trim()]), isText: true };
  if (problem === undefined) return found;
  const isPartial = answer.contentEncoding === undefined && answer.bodyEnd === 'cut';
  return isPartial ? { ...found, isPartial: problem } : { problem };
}

/** Why not all of a body can be read, as a clause behind `body`; undefined if it can. */
export function bodyProblem({
  bodyEnd,
  contentEncoding,
}: Pick<ProbeAnswer, 'bodyEnd' | 'contentEncoding'>): string | undefined {
  if (contentEncoding !== undefined) return `is encoded with ${shorten(contentEncoding, 40)}`;
  if (bodyEnd === 'cut') return 'is longer than a MiB';
  return bodyEnd === 'late' ? 'is not complete' : undefined;
}
