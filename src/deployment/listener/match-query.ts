import type { RuleCondition } from '../load-balancer.ts';
import { allOf, anyOf, type Match, sameInAll } from './match.ts';
import { matchPattern } from './match-pattern.ts';

type Pair = { key: string; value: string };
type Wanted = { Key?: string | undefined; Value?: string | undefined };

/**
 * Whether a raw query string has one of the wanted pairs. Without a key the value may belong to any key. ELB does not say whether it
 * decodes percent signs and plus signs before it compares, nor whether `?beta` is a key or a value: what depends on that is in doubt.
 */
export function matchQuery({ QueryStringConfig }: RuleCondition, query: string): Match {
  const values = QueryStringConfig?.Values ?? [];
  if (values.length === 0) return { because: 'a query-string condition has no values' };
  const readings = readingsOf(query).map((pairs) =>
    anyOf(pairs.flatMap((pair) => values.map((wanted) => matchPair(wanted, pair)))),
  );
  return sameInAll(readings, 'the query string can be read in several ways (encoding, a key without a value)');
}

function matchPair({ Key: key, Value: value }: Wanted, pair: Pair): Match {
  if (value === undefined) return { because: 'a query-string condition has no value' };
  const options = { ignoreCase: true, escapes: true };
  const matchesValue = matchPattern(value, pair.value, options);
  return key ? allOf([matchPattern(key, pair.key, options), matchesValue]) : matchesValue;
}

function readingsOf(query: string): readonly (readonly Pair[])[] {
  const parts = query === '' ? [] : query.split('&');
  const raw = parts.map(pairOf);
  // What does not look like `key=value`: a key without a value, a value without a key, or nothing at all.
  const bare = parts.map((part) => (part.includes('=') ? pairOf(part) : { key: '', value: part }));
  const whole = parts.filter((part) => part.includes('=')).map(pairOf);
  return [raw, bare, whole].flatMap((pairs) => [
    pairs,
    pairs.map((pair) => decodePair(pair, false)),
    pairs.map((pair) => decodePair(pair, true)),
  ]);
}

function pairOf(part: string): Pair {
  const equals = part.indexOf('=');
  return equals === -1 ? { key: part, value: '' } : { key: part.slice(0, equals), value: part.slice(equals + 1) };
}

function decodePair({ key, value }: Pair, plusIsSpace: boolean): Pair {
  return { key: decode(key, plusIsSpace), value: decode(value, plusIsSpace) };
}

function decode(part: string, plusIsSpace: boolean): string {
  const spaced = plusIsSpace ? part.replaceAll('+', ' ') : part;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
