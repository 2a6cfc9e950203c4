import { regexMatcher } from '../listener/match-regex.ts';

/**
 * Strings that a regular expression of a listener rule certainly matches, in every way that ELB may read it: the shortest of the first
 * branches. None if it has anything unusual, or if what was made from its parts does not match it as a whole.
 *
 * @example
 * regexWitnesses('^/v[12]/(items|carts)/\\d+$') // ['/v1/items/1', '/v1/carts/1', …]
 */
export function regexWitnesses(pattern: string): readonly string[] {
  const match = regexMatcher(pattern);
  return alternatives({ pattern, at: 0 }).filter((text) => match(text) === true);
}

/** What has to match, and how far it was read. Anything that is read wrongly here fails the match in the end. */
type Reader = { readonly pattern: string; at: number };

const maxTexts = 32;
const maxCharacters = 128;

function alternatives(reader: Reader): readonly string[] {
  const texts = [...sequence(reader)];
  while (peek(reader) === '|') {
    reader.at += 1;
    texts.push(...sequence(reader));
  }
  return unique(texts);
}

function sequence(reader: Reader): readonly string[] {
  let texts: readonly string[] = [''];
  // At the end of the pattern, `peek` gives an empty string, which every string includes.
  while (!'|)'.includes(peek(reader))) {
    const next = quantified(reader, atom(reader));
    texts = texts
      .flatMap((text) => next.map((more) => text + more))
      .filter(({ length }) => length <= maxCharacters)
      .slice(0, maxTexts);
  }
  return texts;
}

function atom(reader: Reader): readonly string[] {
  const { pattern, at } = reader;
  const found = /^(?:\(\?:|\[(?:\\.|[^\]\\])*\]|\\.)/.exec(pattern.slice(at))?.[0] ?? pattern.charAt(at);
  reader.at += found.length;
  if (found === '^' || found === '$') return [''];
  if (!found.startsWith('(')) return /^[\w/-]/.test(found) ? [found] : charactersOf(found);
  const inner = alternatives(reader);
  reader.at += 1;
  return inner;
}

/** As few times as it may be, and once more, because an empty value matches no rule that wants a path or a header. */
function quantified(reader: Reader, texts: readonly string[]): readonly string[] {
  const found = /^(?:[*+?]|\{(?<min>\d{1,3})(?:,\d{0,3})?\})\??/.exec(reader.pattern.slice(reader.at));
  if (found === null) return texts;
  const [quantifier, min = quantifier.startsWith('+') ? 1 : 0] = found;
  reader.at += quantifier.length;
  const least = Number(min);
  return unique([least, least + 1].flatMap((count) => texts.map((text) => text.repeat(count))));
}

/** The first two characters that a class, an escape or a dot takes. */
function charactersOf(atom: string): readonly string[] {
  const match = regexMatcher(atom);
  const found: string[] = [];
  for (const character of preferred) {
    if (match(character) === true) found.push(character);
    if (found.length === 2) break;
  }
  return found;
}

/** Visible ASCII; last the space, which is cut off at the ends of a header's value. */
const preferred = ['1', 'a', ...Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index)), ' '];

function peek({ pattern, at }: Reader): string {
  return pattern.charAt(at);
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].slice(0, maxTexts);
}
