import { type Match, sameInAll } from './match.ts';

type PatternOptions = {
  ignoreCase: boolean;
  /** Whether ELB documents `\*` and `\?` for this field, as it does for the query string only. */
  escapes: boolean;
};

/**
 * Compares a string with a pattern of a listener rule: `*` matches any number of characters, `?` exactly one, `/` included.
 * A backslash is read in every way that the documentation leaves open, and control characters are never decided, because rules apply
 * to visible characters only. Takes time in proportion to both lengths.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export function matchPattern(pattern: string, value: string, { ignoreCase, escapes }: PatternOptions): Match {
  if (/[^\x20-\x7e]/.test(value)) return { because: 'a character outside visible ASCII is compared' };
  const [wanted, found] = ignoreCase ? [pattern.toLowerCase(), value.toLowerCase()] : [pattern, value];
  const readings = readingsOf(wanted, escapes);
  return sameInAll(
    readings.map((tokens) => tokensMatch(tokens, found)),
    'a pattern has a backslash, which can be read in several ways',
  );
}

const any = Symbol('any number of characters');
const one = Symbol('one character');

/** A character, or a wildcard. */
type Token = string | typeof any | typeof one;

function readingsOf(pattern: string, escapes: boolean): readonly (readonly Token[])[] {
  if (!pattern.includes('\\')) return [tokensOf(pattern, '')];
  const escaped = [tokensOf(pattern, '*?'), tokensOf(pattern, '*?\\')];
  return escapes ? escaped : [...escaped, tokensOf(pattern, '')];
}

/** @param escapable The characters that a backslash turns into themselves. */
function tokensOf(pattern: string, escapable: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const next = pattern.charAt(at + 1);
    if (character === '\\' && next !== '' && escapable.includes(next)) {
      tokens.push(next);
      at += 1;
    } else {
      tokens.push(character === '*' ? any : character === '?' ? one : character);
    }
  }
  return tokens;
}

/** Greedy with one way back, to the last `*`: nothing before it can profit from a second try. */
function tokensMatch(tokens: readonly Token[], value: string): boolean {
  let at = 0;
  let token = 0;
  let afterStar = -1;
  let retryFrom = 0;
  while (at < value.length) {
    const wanted = tokens[token];
    if (wanted === any) {
      token += 1;
      afterStar = token;
      retryFrom = at;
    } else if (wanted === one || wanted === value.charAt(at)) {
      token += 1;
      at += 1;
    } else if (afterStar === -1) {
      return false;
    } else {
      retryFrom += 1;
      at = retryFrom;
      token = afterStar;
    }
  }
  return tokens.slice(token).every((rest) => rest === any);
}
