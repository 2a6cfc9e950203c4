import { code } from '../../markdown.ts';

/** One thing that can be looked up by its name, with a heading of its own: what the site's search finds, and links lead to. */
export type Entry = {
  /** Unique on the page, and without special characters but `-`, `:` and `.`; its anchor is made from it. */
  heading: string;
  /** How it is written, if that says more than the heading. */
  written?: string;
  /** What it takes: `whole number, 1 to 1430`. */
  takes?: string | undefined;
  /** As in the code: `240`. `required` and `none` are words. */
  defaultValue?: string | undefined;
  /** Markdown. */
  meaning: string;
};

/** A group of entries below a heading. `about` is Markdown. */
export type EntryGroup = { heading: string; about: string; entries: readonly Entry[] };

/** The group as Markdown, with headings of this level and the next. */
export function renderGroup({ heading, about, entries }: EntryGroup, level: number): string {
  const marks = '#'.repeat(level);
  return [`${marks} ${heading}`, about, ...entries.map((entry) => renderEntry(entry, `${marks}#`))]
    .filter(Boolean)
    .join('\n\n');
}

function renderEntry({ heading, written, takes, defaultValue, meaning }: Entry, marks: string): string {
  const isWord = defaultValue === 'required' || defaultValue === 'none';
  const facts = [
    written === undefined ? '' : code(written),
    takes ?? '',
    defaultValue === undefined ? '' : isWord ? defaultValue : `default ${code(defaultValue)}`,
  ].filter(Boolean);
  // A flag's description begins in lower case; a name such as hookDetails stays as it is.
  const text = meaning.replace(/^[a-z]+(?=[ ,:])/, (word) => word.replace(/^./, (letter) => letter.toUpperCase()));
  const sentence = text === '' || /[.!?)]$/.test(text) ? text : `${text}.`;
  return [`${marks} ${heading}`, facts.join(' · '), sentence].filter(Boolean).join('\n\n');
}

/** Plain words as Markdown that shows them as they are. */
export function literal(text: string): string {
  return text.replaceAll(/[\\*_<>[\]`|~#]/g, (character) => `\\${character}`);
}
