import * as v from 'valibot';

const placeholder = /\{\{\s*\$?[A-Za-z_][\w.:-]*\s*\}\}/;

/**
 * Refuses `{{name}}` in a string that is not filled in: it would be compared as it is written, so that the request always fails, or never.
 *
 * @param what - `a regular expression, which is not filled in; use contains`: what it is, and what to write instead
 */
export function noPlaceholder(what: string) {
  return v.check<string, string>((text) => !hasPlaceholder(text), `expected no "{{…}}" in ${what}`);
}

export function hasPlaceholder(text: string): boolean {
  return placeholder.test(text);
}
