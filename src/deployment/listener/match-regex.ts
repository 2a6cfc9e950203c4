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
  return regexMatcher(pattern)(value);
}

/** The same for many values. */
export function regexMatcher(pattern: string): (value: string) => Match {
  const matchers = [compileRegex(pattern, false), compileRegex(pattern, true)];
  return (value) => {
    if (/[^\x20-\x7e]/.test(value)) return { because: 'a character outside visible ASCII is compared' };
    const readings = matchers.flatMap((matcher) => bothWays(matcher, value));
    return sameInAll(readings, 'a regular expression can be read in several ways (whole value or part of it, case)');
  };
}

const unclear: Match = { because: 'a regular expression cannot be evaluated here' };

/** As a match of any part of the value, which takes longer, and of the whole value. */
function bothWays(matcher: Matcher | undefined, value: string): readonly Match[] {
  const everywhere = Array.from({ length: value.length + 1 }, (_, at) => at);
  const [part, whole] = [matcher?.(value, everywhere), matcher?.(value, [0])];
  return [part === undefined ? unclear : part.size > 0, whole?.has(value.length) ?? unclear];
}
