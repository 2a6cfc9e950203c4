import { stripVTControlCharacters } from 'node:util';

/** Splits a function's output, which arrives in pieces, into lines. */
export function lineSplitter(onLine: (line: string) => void): { write(text: string): void; end(): void } {
  let rest = '';
  const say = (line: string) => {
    // Lambda's runtime client writes the line ends inside one message as \r.
    for (const part of line.split('\r')) {
      if (part !== '') onLine(safeLine(part));
    }
  };
  return {
    write(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) say(line);
    },
    end() {
      if (rest !== '') say(rest);
      rest = '';
    },
  };
}

/** A function may write anything; control characters must not reach the terminal. */
export function safeLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\t-\r]+/g, '  ')
    .replace(/\p{Cc}/gu, '�');
}
