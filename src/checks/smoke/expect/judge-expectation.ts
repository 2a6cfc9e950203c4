import { isSecretName } from '../../../wording/values.ts';
import type { ProbeAnswer } from '../probe/probe-answer.ts';
import type {
  Expectation,
  ExpectationRule,
  JsonSubject,
  PredicateRule,
  RuleSubject,
  SchemaRule,
} from './expectation.ts';
import { type Found, findJson, findValues, type JsonBody, parseBody } from './find-values.ts';
import { formatJson } from './format-json.ts';
import { formatPredicate } from './format-predicate.ts';
import { judgeTest } from './judge-predicate.ts';
import { expectedOf, type PredicateTest, testsOf } from './predicate.ts';
import { proofByTest } from './prefix-proof.ts';
import type { KnownValue, Proof } from './read-values.ts';
import type { TestContext } from './test-value.ts';

/** The result of comparing a response with what is expected. */
export type Comparison = {
  /** The mismatches, as clauses for people; empty if there are none. */
  faults: readonly string[];
  /** A value of the deployment did not match, so something else may have responded. */
  isOther: boolean;
  /** A matching value of the deployment that identifies green; undefined if none is expected. */
  proof: Proof | undefined;
};

type Known = ReadonlyMap<string, KnownValue>;

/** Compares a response with a compiled expectation. A string equals only a string, and what is missing is not null. */
export function compareAnswer({ rules }: Expectation, answer: ProbeAnswer, values: Known): Comparison {
  // It takes a while for a large one, so only if a rule reads it.
  let parsed: JsonBody | undefined;
  const body = () => (parsed ??= parseBody(answer));
  const compared = rules.map((rule) => compareRule(rule, answer, body, values));
  return {
    faults: [...new Set(compared.flatMap(({ faults }) => faults))],
    isOther: compared.some(({ isOther }) => isOther),
    proof: strongest(compared.flatMap(({ proofs }) => proofs)),
  };
}

/** What is expected, for the report: names of values of the deployment, and their values if they are not secret. */
export function formatExpectation({ rules }: Expectation, values: Known): string {
  return rules.map((rule) => formatRule(rule, values)).join(', ');
}

function formatRule(rule: ExpectationRule, known: Known): string {
  if ('schema' in rule) return 'JSON that matches the schema';
  const { name, unit } = wordsFor(rule.subject);
  return `${name} ${formatPredicate(rule.predicate, { known, unit, isSecret: isSecretSubject(rule.subject) })}`;
}

type Compared = { faults: readonly string[]; isOther: boolean; proofs: readonly Proof[] };

function compareRule(rule: ExpectationRule, answer: ProbeAnswer, body: () => JsonBody, known: Known): Compared {
  if ('schema' in rule) return { faults: compareSchema(rule, body()), isOther: false, proofs: [] };
  const { subject } = rule;
  if (subject.of === 'json') return compareJson(rule, subject, body(), known);
  return compareFound(rule, findValues(subject, answer), known);
}

function compareSchema(rule: SchemaRule, body: JsonBody): readonly string[] {
  return 'problem' in body ? [body.problem] : violationsOf(rule, body.value);
}

function compareJson(rule: PredicateRule, subject: JsonSubject, body: JsonBody, known: Known): Compared {
  // The body is named only once, for all paths.
  if ('problem' in body) return compareWith(rule, { fault: body.problem }, known);
  return compareFound(rule, findJson(subject, body.value), known);
}

function compareFound(rule: PredicateRule, found: Found, known: Known): Compared {
  if (!('problem' in found)) return compareWith(rule, { found }, known);
  return compareWith(rule, { fault: `${wordsFor(rule.subject).name} ${found.problem}` }, known);
}

type Seen = { fault: string } | { found: Exclude<Found, { problem: string }> };

function compareWith({ subject, predicate }: PredicateRule, seen: Seen, known: Known) {
  const context = contextFor(subject, predicate, known);
  const results = predicate.map((test) => {
    if ('fault' in seen) return { test, fault: seen.fault };
    const outcome = judgeTest(test, seen.found, context);
    return { test, fault: outcome.is === 'met' ? undefined : `${wordsFor(subject).name} ${outcome.clause}` };
  });
  const failed = results.filter(({ fault }) => fault !== undefined);
  return {
    faults: failed.flatMap(({ fault }) => fault ?? []),
    isOther: failed.some(({ test }) => isAboutDeployment(test)),
    proofs: predicate.flatMap((test) => proofByTest(test, 'found' in seen ? seen.found.values : [], known) ?? []),
  };
}

/** Whether only another version can be the reason that it is not met. */
function isAboutDeployment(test: PredicateTest): boolean {
  const isNegative = test.key === '!=' || test.key === 'notContains';
  return !isNegative && expectedOf(test).some(({ kind }) => kind === 'deployment');
}

function violationsOf({ validate }: SchemaRule, root: unknown): readonly string[] {
  if (validate === undefined) throw new TypeError('the schema has not been compiled');
  try {
    return validate(root);
  } catch {
    return ['the JSON cannot be checked with the schema: it is nested too deeply, or that takes too long'];
  }
}

/** Nothing of a secret is shown, neither of the response nor of what is expected. */
function contextFor(subject: RuleSubject, predicate: PredicateRule['predicate'], known: Known): TestContext {
  const names = testsOf(predicate).flatMap(expectedOf);
  const isHidden =
    isSecretSubject(subject) || names.some((expected) => 'text' in expected && known.get(expected.text)?.isSecret);
  const { unit } = wordsFor(subject);
  const show = (value: unknown) => formatJson(subject.of === 'location' ? withoutQuery(String(value)) : value, unit);
  return {
    known,
    show: (value) => (isHidden ? 'another value' : show(value)),
    showExcluded: (value) => (isHidden ? 'a value that is excluded' : show(value)),
  };
}

/** The query of a redirect may contain a token. */
function withoutQuery(location: string): string {
  return location.replace(/[?#].*/s, '?…');
}

function isSecretSubject(subject: RuleSubject): boolean {
  switch (subject.of) {
    case 'cookie':
      return subject.attribute === undefined;
    case 'header':
      return isSecretName(subject.name);
    case 'json':
      return isSecretName(subject.text);
    default:
      return false;
  }
}

/** Its name in sentences such as `time to the first byte is 812 ms`, and the unit of its number. */
function wordsFor(subject: RuleSubject): { name: string; unit: string | undefined } {
  switch (subject.of) {
    case 'header':
      return { name: `header ${subject.name}`, unit: undefined };
    case 'cookie':
      return { name: `cookie ${subject.name}${subject.attribute ? `[${subject.attribute}]` : ''}`, unit: undefined };
    case 'json':
      return { name: subject.text, unit: undefined };
    case 'body':
      return { name: 'body', unit: undefined };
    case 'redirects':
      return { name: 'number of redirects', unit: '' };
    case 'location':
      return { name: subject.position < 0 ? 'last redirect' : `redirect ${subject.position + 1}`, unit: undefined };
    case 'daysToExpiry':
      return { name: "rest of the certificate's validity", unit: ' days' };
    case 'firstByte':
      return { name: 'time to the first byte', unit: ' ms' };
  }
}

function strongest(proofs: readonly Proof[]): Proof | undefined {
  return proofs.toSorted((one, other) => strengthOf(other) - strengthOf(one))[0];
}

/** A proof that could not be read may still turn out to be one. */
function strengthOf(proof: Proof): number {
  return proof === true ? 2 : Number(proof.isUnread);
}
