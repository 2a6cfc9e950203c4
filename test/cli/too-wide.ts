import { stripVTControlCharacters } from 'node:util';

/** The lines that do not fit into 80 columns, except for those of one word, such as an ARN, with its flag: a word stays whole. */
export function tooWide(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => stripVTControlCharacters(line).trimEnd())
    .filter((line) => line.length > 80 && !/^[ │]*(?:--?[\w-]+ )?\S+(?: \\)?$/.test(line));
}
