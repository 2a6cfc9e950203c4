import { type Match, sameInAll } from './match.ts';
import { compileRegex, type Matcher } from './regex.ts';

/**
 * Compares a string with a regular expression of a listener rule. ELB documents which features it has not (look-around, back
 * references, possessive quantifiers, Unicode classes), but not whether the whole string has to match, or case: what depends on
 * that is in doubt, and so is a pattern with anything unusual. Never takes more than a bounded number of steps.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
 */
export function matchRegex(pattern: string, value: string): Match {
  if (/[^\x20-\x7e]/.test(value)) return { because: 'a character outside visible ASCII is compared' };
  const matchers = [compileRegex(pattern, false), compileRegex(pattern, true)];
  const readings = matchers.flatMap((matcher) => (matcher === undefined ? [undefined] : bothWays(matcher, value)));
  if (readings.includes(undefined)) return { because: 'a regular expression cannot be evaluated here' };
  return sameInAll(
    readings.filter((reading) => reading !== undefined),
    'a regular expression can be read in several ways (whole value or part of it, case)',
  );
}

/** As a match of the whole value, and of any part of it; undefined if it takes too long. */
function bothWays(matcher: Matcher, value: string): readonly (boolean | undefined)[] {
  const whole = matcher(value, [0]);
  const part = matcher(
    value,
    Array.from({ length: value.length + 1 }, (_, at) => at),
  );
  return [whole?.has(value.length), part && part.size > 0];
}
