import type { Found } from './find-values.ts';
import type { Predicate, PredicateTest } from './predicate.ts';
import { isUnclear, type TestContext, type TestOutcome, testValue } from './test-value.ts';

type Values = Extract<Found, { values: unknown }>;

/** Whether what was found is as one test of its predicate wants it. */
export function judgeTest(test: PredicateTest, found: Values, context: TestContext): TestOutcome {
  if (test.key === 'exists') return judgePresence(test.wanted, found);
  if (test.key === 'count') return judgeCount(test.wanted, found, context);
  if (test.key === 'not' && test.wanted.some(isAboutAll)) {
    return negate(combine(test.wanted.map((inner) => judgeTest(inner, found, context))), 'matches, but must not');
  }
  return judgeValues(test, found, context);
}

/** Whether it is about all values together, and not about each. */
function isAboutAll(test: PredicateTest): boolean {
  return test.key === 'exists' || test.key === 'count' || (test.key === 'not' && test.wanted.some(isAboutAll));
}

function judgePresence(wanted: boolean, { values, isMissing }: Values): TestOutcome {
  if (wanted && values.length > 0 && isMissing !== undefined) return { is: 'unmet', clause: isMissing };
  if (values.length > 0 === wanted) return { is: 'met' };
  return { is: 'unmet', clause: wanted ? 'is missing' : 'is present' };
}

function judgeCount(wanted: Predicate, found: Values, context: TestContext): TestOutcome {
  const [value] = found.values;
  const isMissing = found.are === 'one' && found.values.length === 0;
  // Something that is missing counts as none only if none is expected: "at most 5" may be a misspelled path.
  if (isMissing && !wanted.some((test) => test.key === '==')) return missing;
  if (found.are === 'one' && !isMissing && !Array.isArray(value)) {
    return { is: 'unclear', clause: `is ${context.show(value)}, not a list` };
  }
  const count = found.are === 'one' ? (Array.isArray(value) ? value.length : 0) : found.values.length;
  const clause = found.are === 'one' ? `is a list of ${count}` : `has ${count} values`;
  const outcome = combine(wanted.map((test) => testValue(test, count, context)));
  return outcome.is === 'met' ? outcome : { ...outcome, clause: isMissing ? missing.clause : clause };
}

const missing = { is: 'unclear', clause: 'is missing' } as const;

function judgeValues(test: PredicateTest, found: Values, context: TestContext): TestOutcome {
  const { values, are, isPartial, isMissing } = found;
  if (values.length === 0) return missing;
  if (isMissing !== undefined) return { is: 'unclear', clause: isMissing };
  if (are !== 'each' && values.length > 1) {
    return { is: 'unclear', clause: `leads to ${values.length} values, not to one` };
  }
  const outcome = combine(
    values.map((value) => judgeValue(test, value, { ...context, isText: found.isText === true })),
  );
  const isKnown = outcome.is === 'met' && (test.key === 'contains' || test.key === 'startsWith');
  return isPartial === undefined || isKnown ? outcome : { is: 'unclear', clause: isPartial };
}

function judgeValue(test: PredicateTest, value: unknown, context: TestContext): TestOutcome {
  if (test.key !== 'not') return testValue(test, value, context);
  const inner = combine(test.wanted.map((each) => judgeValue(each, value, context)));
  return negate(inner, `is ${context.showExcluded(value)}`);
}

/** All of them: one that is certainly not met decides, and one that is unclear prevents the rest from being met. */
function combine(outcomes: readonly TestOutcome[]): TestOutcome {
  return outcomes.find(({ is }) => is === 'unmet') ?? outcomes.find(isUnclear) ?? { is: 'met' };
}

/** What is unclear stays so: a value that is missing is not "not 5". */
function negate(outcome: TestOutcome, clause: string): TestOutcome {
  if (outcome.is === 'unclear') return outcome;
  return outcome.is === 'met' ? { is: 'unmet', clause } : { is: 'met' };
}
