import { displayWidth } from './display-width.ts';

/**
 * Breaks a string into lines of at most `width` columns of a terminal, at spaces, and between Chinese or Japanese characters, which are written without them. A longer word, such as
 * an ARN, has a line of its own, and stays whole.
 */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  for (const part of partsOf(text)) {
    const partWidth = displayWidth(part);
    if (line === '' || taken + partWidth <= width) {
      line += part;
      taken += partWidth;
      continue;
    }
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = part.trimStart();
    taken = displayWidth(line);
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

/** The words, each with the spaces before it. */
function partsOf(text: string): readonly string[] {
  return text.match(/ *[^ ]+| +$/g)?.flatMap((word) => word.split(betweenCharacters)) ?? [];
}

/** A line may end here in Chinese and Japanese; it does not begin with punctuation. */
const betweenCharacters =
  /(?<=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー、。！？：；」』）】])(?=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}「『（【])/u;
