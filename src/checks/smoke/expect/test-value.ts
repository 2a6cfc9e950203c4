import { isJsonObject, type JsonValue } from '../../../hook/json.ts';
import { messageOf } from '../../../wording/values.ts';
import type { Expected } from './deployment-value.ts';
import type { JsonType, NumberKey, Pattern, PredicateTest, TextKey } from './predicate.ts';
import type { KnownValue } from './read-values.ts';

/** The result of one test. `clause` says what was found. `unclear`: the test does not apply to it, so that its opposite does not hold either. */
export type TestOutcome = { is: 'met' } | { is: 'unmet' | 'unclear'; clause: string };

export type TestContext = {
  known: ReadonlyMap<string, KnownValue>;
  /** Shows a value that should be another one. */
  show: (value: unknown) => string;
  /** Shows a value that is excluded. */
  showExcluded: (value: unknown) => string;
  /** A number may be written as text, as in a header. */
  isText?: boolean;
};

export function isUnclear({ is }: TestOutcome): boolean {
  return is === 'unclear';
}

/** Tests a single value. */
export function testValue(test: PredicateTest, value: unknown, context: TestContext): TestOutcome {
  switch (test.key) {
    case '==':
      return outcome(equalsAny([test.wanted], value, context), value, context);
    case 'oneOf':
      return outcome(equalsAny(test.wanted, value, context), value, context);
    case '!=':
      return exclude(equalsAny([test.wanted], value, context), value, context);
    case 'type':
      return outcome(isOfType(test.wanted, value), value, context);
    case 'matches':
      return testPattern(test.wanted, value, context);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return testNumber(test.key, test.wanted, value, context);
    case 'contains':
    case 'notContains':
    case 'startsWith':
    case 'endsWith':
    case 'prefixOf':
      return testText(test.key, test.wanted, value, context);
    default:
      throw new TypeError(`${test.key} is not a test of a single value`);
  }
}

/** Undefined if it is not known what to compare with. */
type Answer = boolean | undefined;

function outcome(isMet: Answer, value: unknown, { show }: TestContext): TestOutcome {
  if (isMet === true) return { is: 'met' };
  return { is: isMet === undefined ? 'unclear' : 'unmet', clause: `is ${show(value)}` };
}

function exclude(isThere: Answer, value: unknown, { show, showExcluded }: TestContext): TestOutcome {
  if (isThere === undefined) return { is: 'unclear', clause: `is ${show(value)}` };
  return isThere ? { is: 'unmet', clause: `is ${showExcluded(value)}` } : { is: 'met' };
}

/** A value of the deployment may have several forms. */
function formsOf(expected: Expected<JsonValue>, { known }: TestContext): readonly JsonValue[] | undefined {
  return expected.kind === 'literal' ? [expected.value] : known.get(expected.text)?.forms;
}

function equalsAny(wanted: readonly Expected<JsonValue>[], value: unknown, context: TestContext): Answer {
  const forms = wanted.map((expected) => formsOf(expected, context));
  if (forms.some((each) => each?.some((form) => isEqual(value, form)))) return true;
  return forms.includes(undefined) ? undefined : false;
}

/** The depth is that of `wanted`: if that is configured, it is not the response that decides how deep this goes. */
export function isEqual(value: unknown, wanted: JsonValue): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(value) && value.length === wanted.length && wanted.every((each, at) => isEqual(value[at], each))
    );
  }
  if (!isJsonObject(wanted)) return value === wanted;
  const names = Object.keys(wanted);
  return (
    isJsonObject(value) &&
    Object.keys(value).length === names.length &&
    names.every((name) => Object.hasOwn(value, name) && isEqual(value[name], wanted[name] ?? null))
  );
}

/** As in JSON Schema: 1.0 is an integer, and an integer is a number. */
function isOfType(type: JsonType, value: unknown): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function testPattern({ text, regex }: Pattern, value: unknown, context: TestContext): TestOutcome {
  if (regex === undefined) throw new TypeError(`the pattern ${text} has not been compiled`);
  if (typeof value !== 'string') return unlike(value, 'a string', context);
  try {
    return outcome(regex.test(value), value, context);
  } catch (error) {
    return { is: 'unclear', clause: `of ${value.length} characters cannot be matched: ${messageOf(error)}` };
  }
}

const compareNumbers: Record<NumberKey, (value: number, limit: number) => boolean> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

function testNumber(key: NumberKey, limit: number, value: unknown, context: TestContext): TestOutcome {
  const number = context.isText === true ? readNumber(String(value)) : value;
  if (typeof number !== 'number') return unlike(value, 'a number', context);
  return outcome(compareNumbers[key](number, limit), value, context);
}

/** As JSON writes it, so that neither an empty string nor `0x10` is a number. */
function readNumber(text: string): number | undefined {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

const compareTexts: Record<Exclude<TextKey, 'notContains'>, (value: string, wanted: string) => boolean> = {
  contains: (value, wanted) => value.includes(wanted),
  startsWith: (value, wanted) => value.startsWith(wanted),
  endsWith: (value, wanted) => value.endsWith(wanted),
  // An empty string is the beginning of everything.
  prefixOf: (value, wanted) => value !== '' && wanted.startsWith(value),
};

function testText(key: TextKey, wanted: Expected, value: unknown, context: TestContext): TestOutcome {
  const isNegative = key === 'notContains';
  const compare = compareTexts[isNegative ? 'contains' : key];
  const isMember = Array.isArray(value) && (isNegative || key === 'contains');
  if (typeof value !== 'string' && !isMember) return unlike(value, 'a string', context);
  const forms = formsOf(wanted, context);
  // Every text contains it, and begins and ends with it. As it is written it is refused; a variable may still be empty.
  if (forms?.includes('')) {
    return { is: 'unclear', clause: `is ${context.show(value)}, and what it is compared with is empty` };
  }
  const isMet = forms?.some((form) =>
    typeof value === 'string' ? compare(value, String(form)) : value.includes(form),
  );
  return isNegative ? exclude(isMet, value, context) : outcome(isMet, value, context);
}

function unlike(value: unknown, wanted: string, { show }: TestContext): TestOutcome {
  return { is: 'unclear', clause: `is ${show(value)}, not ${wanted}` };
}
