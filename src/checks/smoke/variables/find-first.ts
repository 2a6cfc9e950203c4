import { compileLinearRegex } from '../../../wording/linear-regex.ts';

/** The first group of the first match of a regular expression (RE2), or the match itself if it has no group; undefined if nothing matches. */
export function findFirst(pattern: string, text: string): string | undefined {
  const match = compileLinearRegex(pattern).exec(text);
  return match && (match.length > 1 ? match[1] : match[0]);
}
