import { messageOf } from '../../../wording/values.ts';
import type {
  Expectation,
  ExpectationRule,
  JsonSubject,
  PredicateRule,
  RuleSubject,
  SchemaRule,
} from './expectation.ts';
import type { Pattern, Predicate, PredicateTest } from './predicate.ts';

/** Requests that are ready to be judged, or what is wrong with the expectation or a capture of one, with the place of it. */
type Compiled<Request> = { ok: true; requests: readonly Request[] } | { ok: false; reason: string };

/** Values that are compared with those of another answer. */
type Chosen = { values: readonly JsonSubject[] };

/** A value that later requests use. */
type Captured = { name: string; from: { of: 'json' | 'header' | 'cookie' } | { of: 'matches'; pattern: Pattern } };

/**
 * Compiles what the schema of `hookDetails` cannot check: paths of RFC 9535 that lead to several values, regular expressions and JSON Schemas. The
 * library for each is loaded only if a request needs it. Nothing may be sent before this has succeeded. Never rejects because of what is configured.
 *
 * @param key - of the list that the requests are in, below `hookDetails`
 * @example
 * const compiled = await compileExpectations(config.requests, 'requests');
 * if (!compiled.ok) return { kind: 'fail', reason: compiled.reason }; // hookDetails.requests[2].json["$..x"]: …
 */
export async function compileExpectations<
  Request extends {
    expect: Expectation | undefined;
    compare?: Chosen | undefined;
    capture?: readonly Captured[] | undefined;
  },
>(requests: readonly Request[], key: string): Promise<Compiled<Request>> {
  const faults = new Set<string>();
  const attempt = async <Part>(place: string, part: Part, compile: (part: Part) => Promise<Part>) => {
    try {
      return await compile(part);
    } catch (error) {
      faults.add(`hookDetails.${place}: ${messageOf(error)}`);
      return part;
    }
  };
  const compiled = await Promise.all(
    requests.map(async (request, index) => {
      const { expect, compare, capture } = request;
      const below = `${key}[${index}]`;
      const rules = (expect?.rules ?? []).map((rule) =>
        attempt(rule.at.startsWith('/') ? rule.at.slice(1) : `${below}.${rule.at}`, rule, compileRule),
      );
      const values = (compare?.values ?? []).map((subject, at) =>
        attempt(`${below}.compare.values[${at}]`, subject, compileJsonSubject),
      );
      const captures = (capture ?? []).map((each) =>
        attempt(`${below}.capture.${each.name}.matches`, each, compileCapture),
      );
      return {
        ...request,
        ...(expect !== undefined && { expect: { rules: await Promise.all(rules) } }),
        ...(compare !== undefined && { compare: { ...compare, values: await Promise.all(values) } }),
        ...(capture !== undefined && { capture: await Promise.all(captures) }),
      };
    }),
  );
  return faults.size === 0 ? { ok: true, requests: compiled } : { ok: false, reason: formatFaults([...faults]) };
}

type Lists<Request> = Partial<Record<(typeof listKeys)[number], readonly Request[] | undefined>>;

const listKeys = ['setup', 'requests', 'teardown'] as const;

/** The same for every list of requests of a suite. */
export async function compileSuite<Suite extends Lists<{ expect: Expectation | undefined }>>(
  suite: Suite,
): Promise<{ ok: true; suite: Suite } | { ok: false; reason: string }> {
  let compiled = suite;
  for (const key of listKeys) {
    const requests = suite[key];
    if (requests === undefined) continue;
    const list = await compileExpectations(requests, key);
    if (!list.ok) return list;
    compiled = { ...compiled, [key]: list.requests };
  }
  return { ok: true, suite: compiled };
}

const maxFaults = 3;

function formatFaults(faults: readonly string[]): string {
  const hidden = faults.length - maxFaults;
  return `${faults.slice(0, maxFaults).join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`;
}

function compileRule(rule: ExpectationRule): Promise<ExpectationRule> {
  return 'schema' in rule ? compileSchemaRule(rule) : compilePredicateRule(rule);
}

async function compileSchemaRule(rule: SchemaRule): Promise<ExpectationRule> {
  const { compileJsonSchema } = await import('./engines/json-schema.ts');
  return { ...rule, validate: compileJsonSchema(rule.schema) };
}

async function compilePredicateRule(rule: PredicateRule): Promise<ExpectationRule> {
  return { ...rule, subject: await compileSubject(rule.subject), predicate: await compilePredicate(rule.predicate) };
}

async function compileSubject(subject: RuleSubject): Promise<RuleSubject> {
  return subject.of === 'json' ? compileJsonSubject(subject) : subject;
}

async function compileJsonSubject(subject: JsonSubject): Promise<JsonSubject> {
  if (subject.path !== undefined) return subject;
  const { compileJsonQuery } = await import('./engines/json-query.ts');
  return { ...subject, query: compileJsonQuery(subject.text) };
}

function compilePredicate(predicate: Predicate): Promise<Predicate> {
  return Promise.all(predicate.map(compileTest));
}

async function compileTest(test: PredicateTest): Promise<PredicateTest> {
  if (test.key === 'not') return { ...test, wanted: await compilePredicate(test.wanted) };
  return test.key === 'matches' ? { ...test, wanted: await compilePattern(test.wanted) } : test;
}

async function compileCapture(capture: Captured): Promise<Captured> {
  const { from } = capture;
  return from.of === 'matches'
    ? { ...capture, from: { ...from, pattern: await compilePattern(from.pattern) } }
    : capture;
}

async function compilePattern(pattern: Pattern): Promise<Pattern> {
  const { compileLinearRegex } = await import('../../../wording/linear-regex.ts');
  return { ...pattern, regex: compileLinearRegex(pattern.text) };
}
