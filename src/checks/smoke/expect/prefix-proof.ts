import type { PredicateTest } from './predicate.ts';
import type { KnownValue, Proof } from './read-values.ts';

/** Fewer characters may be the same by chance; git shows a commit with this many. */
const minPrefix = 7;

/**
 * Whether a value that met a test identifies green. Equality does if the version before has another value. A beginning does only if it is long
 * enough, and if the version before could not have answered with it. Undefined if the test proves nothing at all.
 *
 * @param values - what was found in the response
 */
export function proofByTest(
  test: PredicateTest,
  values: readonly unknown[],
  known: ReadonlyMap<string, KnownValue>,
): Proof | undefined {
  if (test.key !== '==' && test.key !== 'startsWith' && test.key !== 'prefixOf') return undefined;
  if (test.wanted.kind !== 'deployment') return undefined;
  const value = known.get(test.wanted.text);
  if (value === undefined) return undefined;
  if (test.key === '==' || value.provesGreen !== true) return value.provesGreen;
  const beginnings = (test.key === 'prefixOf' ? values : value.forms).filter((each) => typeof each === 'string');
  return proofByBeginnings(beginnings, value, test.wanted.text);
}

function proofByBeginnings(beginnings: readonly string[], { formsBefore }: KnownValue, text: string): Proof {
  if (formsBefore === undefined) return no(`the beginning of ${text} is not compared with the version before`);
  if (beginnings.length === 0 || beginnings.some((each) => lengthOf(each) < minPrefix)) {
    return no(`fewer than ${minPrefix} characters of ${text} prove nothing`);
  }
  const isShared = beginnings.some((each) =>
    formsBefore.some((before) => before.startsWith(each) || each.startsWith(before)),
  );
  return isShared ? no(`${text} begins in the same way in the revision that ran before`) : true;
}

function no(because: string): Proof {
  return { because, isUnread: false };
}

/** Every digest begins with the name of its algorithm. */
function lengthOf(text: string): number {
  return text.replace(/^sha\d+:/, '').length;
}
