import { RE2JS } from 're2js';
import { messageOf } from './values.ts';
import { limitTime } from './within-time.ts';

/** A regular expression that takes time in proportion to the text, with any pattern. Both functions throw if that is too long. */
export type LinearRegex = {
  /** Whether it matches a part of the text. */
  test(text: string): boolean;
  /** The first match and its groups, as `RegExp.exec` returns them; undefined if there is none. A group that took no part is undefined. */
  exec(text: string): readonly (string | undefined)[] | undefined;
};

/**
 * Compiles a regular expression in the syntax of RE2: no lookahead, lookbehind and backreferences. Throws an error that says what is wrong with it.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 * @example compileLinearRegex('^v(\\d+)$').exec('v42') // ['v42', '42']
 */
export function compileLinearRegex(pattern: string): LinearRegex {
  const compiled = compile(pattern);
  return {
    test: limitTime((text: string) => compiled.test(text)),
    exec: limitTime((text: string) => exec(compiled, text)),
  };
}

function compile(pattern: string): RE2JS {
  try {
    return limitTime(() => RE2JS.compile(pattern))();
  } catch (error) {
    throw new Error(`expected a regular expression of RE2: ${whatIsWrong(pattern, messageOf(error))}`);
  }
}

function whatIsWrong(pattern: string, message: string): string {
  if (/\(\?<?[=!]/.test(pattern)) {
    return 'lookahead and lookbehind are not supported, because they cannot be matched in linear time';
  }
  if (/\\[1-9k]/.test(pattern)) {
    return 'backreferences are not supported, because they cannot be matched in linear time';
  }
  return message.replace('error parsing regexp: ', '');
}

function exec(compiled: RE2JS, text: string): readonly (string | undefined)[] | undefined {
  const matcher = compiled.matcher(text);
  if (!matcher.find()) return undefined;
  return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined);
}
