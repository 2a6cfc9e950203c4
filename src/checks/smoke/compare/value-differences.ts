import { isSecretName } from '../../../wording/values.ts';
import type { JsonSubject } from '../expect/expectation.ts';
import { findJson } from '../expect/find-values.ts';
import { formatJson } from '../expect/format-json.ts';
import { isEqual } from '../expect/test-value.ts';
import type { Sides } from './sides.ts';

/**
 * Chosen values of green's JSON that blue never has, as clauses for people. Of several documents of blue, each may have another value: what
 * changes in production meanwhile is no difference.
 *
 * @example
 * valueDifferences([price], { blue: [{ price: 10 }, { price: 11 }], green: [{ price: 12 }] }); // ['$.price is the number 12 instead of the number 11']
 */
export function valueDifferences(subjects: readonly JsonSubject[], documents: Sides<unknown>): readonly string[] {
  return subjects.flatMap((subject) => differenceAt(subject, documents) ?? []);
}

function differenceAt(subject: JsonSubject, { blue, green }: Sides<unknown>): string | undefined {
  const { text } = subject;
  const ofBlue = blue.map((document) => valuesAt(subject, document));
  const ofGreen = green.map((document) => valuesAt(subject, document));
  const all = [...ofBlue, ...ofGreen];
  const problem = all.find((found) => typeof found === 'string');
  if (problem !== undefined) return `${text} ${problem}`;
  const isAbsent = (found: Found) => found.length === 0;
  // The path may be misspelled, and then it would never show a difference.
  if (all.every(isAbsent)) return `${text} is missing on both sides`;
  const other = ofGreen.find((found) => !ofBlue.some((each) => isSame(found, each)));
  if (other === undefined) return undefined;
  const [found, wanted] = [formatFound(other), formatFound(ofBlue.at(-1) ?? [])];
  return isSecretPath(text) || found === wanted
    ? `${text} has another value`
    : `${text} is ${found} instead of ${wanted}`;
}

/** The values at a path, or a clause that says why they cannot be found. */
type Found = readonly unknown[] | string;

function valuesAt(subject: JsonSubject, document: unknown): Found {
  const found = findJson(subject, document);
  return 'problem' in found ? found.problem : found.values;
}

function isSame(one: Found, other: Found): boolean {
  try {
    return isEqual(one, other as Parameters<typeof isEqual>[1]);
  } catch {
    // Nested too deeply to be compared, which is not known to be the same.
    return false;
  }
}

function formatFound(found: Found): string {
  if (found.length === 0) return 'missing';
  return found.length === 1 ? formatJson(found[0]) : `${found.length} values`;
}

/** Every name in it counts, because a filter may name several. */
function isSecretPath(text: string): boolean {
  return text.split(/[^\p{L}\p{N}_-]/u).some(isSecretName);
}
