import { parseExpected } from '../expect/deployment-value.ts';

/** A string with placeholders: literal text and the names between it. */
export type Template = readonly ({ text: string } | { name: string })[];

/** How a placeholder is written, for messages. */
const placeholderWanted =
  'expected a placeholder such as "{{name}}" or "{{$revisionId}}", or "{{{{" for a literal "{{"';

/**
 * Reads the placeholders of a string. `{{name}}` is a variable, a secret or a captured value, `{{$revisionId}}` a value of the deployment, and
 * `{{{{` a literal `{{`. A `}}` alone is literal. A problem quotes nothing, because the string may be the value of a header.
 *
 * @example
 * parseTemplate('/orders/{{id}}'); // { ok: true, template: [{ text: '/orders/' }, { name: 'id' }] }
 * parseTemplate('/orders/{{id'); // { ok: false, problem: 'expected a placeholder such as …' }
 */
export function parseTemplate(text: string): { ok: true; template: Template } | { ok: false; problem: string } {
  const parts: Template[number][] = [];
  let at = 0;
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', at)) {
    parts.push({ text: text.slice(at, open) });
    if (text.startsWith('{{{{', open)) {
      parts.push({ text: '{{' });
      at = open + 4;
    } else {
      const end = text.indexOf('}}', open);
      const name = text.slice(open + 2, end).trim();
      if (end === -1 || !isName(name)) {
        return { ok: false, problem: `${placeholderWanted}, at character ${open + 1}` };
      }
      parts.push({ name });
      at = end + 2;
    }
  }
  return {
    ok: true,
    template: [...parts, { text: text.slice(at) }].filter((part) => !('text' in part && part.text === '')),
  };
}

/** A variable's name: a letter, then letters, digits, `_` and `-`. */
export const variableName = /^[A-Za-z_][\w-]{0,63}$/;

function isName(name: string): boolean {
  return variableName.test(name) || deploymentValueIn(name) !== undefined;
}

/** The value of the deployment that a placeholder names; undefined if it names something else. */
export function deploymentValueIn(name: string) {
  const expected = parseExpected(name);
  return expected?.kind === 'deployment' ? expected : undefined;
}

/** The names of a string's placeholders; none if it cannot be read. */
export function namesIn(text: string): readonly string[] {
  const parsed = parseTemplate(text);
  return parsed.ok ? parsed.template.flatMap((part) => ('name' in part ? [part.name] : [])) : [];
}

/** Percent-encodes everything except for the placeholders, whose values are encoded when they are known. */
export function encodeLiterals(text: string): string {
  return text
    .split(/(\{\{(?:\{\{|(?:(?!\}\})[\s\S])*\}\}))/)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part.toWellFormed())))
    .join('');
}
