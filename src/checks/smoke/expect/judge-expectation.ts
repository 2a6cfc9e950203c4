import { isSecretName, shorten } from '../../../wording/values.ts';
import type { ProbeAnswer } from '../probe/probe-answer.ts';
import type { Expected } from './deployment-value.ts';
import type { Expectation, JsonScalar } from './expect-config.ts';
import { valueAt } from './json-path.ts';
import type { KnownValue, Proof } from './read-values.ts';

/** The result of comparing a response with what is expected. */
export type Comparison = {
  /** The mismatches, as clauses for people; empty if there are none. */
  faults: readonly string[];
  /** A value of the deployment did not match, so something else may have responded. */
  isOther: boolean;
  /** A matching value of the deployment that identifies green; undefined if none is expected. */
  proof: Proof | undefined;
};

/** Compares a response with an expectation, exactly: a string equals a string, a number a number. */
export function compareAnswer(
  { header, json, body }: Expectation,
  answer: ProbeAnswer,
  values: ReadonlyMap<string, KnownValue>,
): Comparison {
  const root = parseBody(answer);
  const compared = [
    ...header.map(({ name, expected }) =>
      compare(`header ${name}`, headerOf(answer, name), expected, values, isSecretName(name)),
    ),
    ...json.map(({ text, path, expected }) =>
      'problem' in root
        ? { expected, fault: root.problem }
        : compare(text, found(valueAt(root.value, path)), expected, values, isSecretName(text)),
    ),
    ...(body === undefined ? [] : [compare('body', textOf(answer), body, values, false)]),
  ];
  const faults = compared.flatMap(({ expected, fault }) => (fault === undefined ? [] : [{ expected, fault }]));
  return {
    faults: [...new Set(faults.map(({ fault }) => fault))],
    isOther: faults.some(({ expected }) => expected.kind === 'deployment'),
    proof: strongest(
      compared.flatMap(({ expected }) =>
        expected.kind === 'deployment' ? (values.get(expected.text)?.provesGreen ?? []) : [],
      ),
    ),
  };
}

/** What is expected, for the report: names of values of the deployment, and their values if they are not secret. */
export function formatExpectation(
  { header, json, body }: Expectation,
  values: ReadonlyMap<string, KnownValue>,
): string {
  return [
    ...header.map(({ name, expected }) => `header ${name} ${formatExpected(expected, values, isSecretName(name))}`),
    ...json.map(({ text, expected }) => `${text} ${formatExpected(expected, values, isSecretName(text))}`),
    ...(body === undefined ? [] : [`body ${formatExpected(body, values, false)}`]),
  ].join(', ');
}

type Found = { values: readonly unknown[] } | { problem: string };
type Compared = { expected: Expected<JsonScalar>; fault: string | undefined };

function compare(
  what: string,
  seen: Found,
  expected: Expected<JsonScalar>,
  known: ReadonlyMap<string, KnownValue>,
  isSecret: boolean,
): Compared {
  if ('problem' in seen) return { expected, fault: `${what} ${seen.problem}` };
  const value = expected.kind === 'deployment' ? known.get(expected.text) : undefined;
  const allowed: readonly unknown[] = expected.kind === 'literal' ? [expected.value] : (value?.forms ?? []);
  const wrong = seen.values.filter((each) => !allowed.includes(each));
  if (wrong.length === 0) return { expected, fault: undefined };
  const shown = isSecret || value?.isSecret ? 'another value' : formatFound(wrong[0]);
  return { expected, fault: `${what} is ${shown}` };
}

function headerOf({ headers }: ProbeAnswer, name: string): Found {
  const values = headers[name];
  return values === undefined || values.length === 0 ? { problem: 'is missing' } : { values };
}

function found(at: ReturnType<typeof valueAt>): Found {
  return at.found ? { values: [at.value] } : { problem: 'is missing' };
}

function textOf(answer: ProbeAnswer): Found {
  const problem = bodyProblem(answer);
  return problem === undefined ? { values: [answer.body.toString('utf8').trim()] } : { problem };
}

function parseBody(answer: ProbeAnswer): { value: unknown } | { problem: string } {
  const problem = bodyProblem(answer);
  if (problem !== undefined) return { problem: `body ${problem}` };
  try {
    return { value: JSON.parse(answer.body.toString('utf8').replace(/^\uFEFF/, '')) };
  } catch {
    return { problem: 'body is not valid JSON' };
  }
}

function bodyProblem({ bodyEnd, contentEncoding }: ProbeAnswer): string | undefined {
  if (contentEncoding !== undefined) return `is encoded with ${shorten(contentEncoding, 40)}`;
  if (bodyEnd === 'cut') return 'is longer than a MiB';
  return bodyEnd === 'late' ? 'is not complete' : undefined;
}

/** Shows the type, because "42" and 42 differ but look alike. */
function formatFound(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'an empty string' : `"${shorten(value)}"`;
  if (typeof value === 'number') return `the number ${value}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return value === null || typeof value !== 'object' ? String(value) : 'an object';
}

function formatExpected(
  expected: Expected<JsonScalar>,
  known: ReadonlyMap<string, KnownValue>,
  isSecret: boolean,
): string {
  if (expected.kind === 'literal') return isSecret ? 'as configured' : formatFound(expected.value);
  const value = known.get(expected.text);
  return value === undefined || value.isSecret || isSecret
    ? expected.text
    : `${expected.text} (${shorten(value.forms.at(-1) ?? '')})`;
}

function strongest(proofs: readonly Proof[]): Proof | undefined {
  return proofs.toSorted((one, other) => strengthOf(other) - strengthOf(one))[0];
}

/** A proof that could not be read may still turn out to be one. */
function strengthOf(proof: Proof): number {
  return proof === true ? 2 : Number(proof.isUnread);
}
