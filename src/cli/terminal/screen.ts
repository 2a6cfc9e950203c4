import type { Screen } from './live-tree.ts';

/** In a narrower terminal, a name, its time and its text can no longer be distinguished. */
const minColumns = 60;

/** A stream as a screen for a tree. Respects `NO_COLOR`, `FORCE_COLOR` and `TERM=dumb`. */
export function screenOn(stream: NodeJS.WriteStream, write: (text: string) => void): Screen {
  const isTerminal = stream.isTTY === true && stream.columns >= minColumns && process.env['TERM'] !== 'dumb';
  return {
    write,
    isTerminal,
    colour: stream.isTTY === true && stream.hasColors(),
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
  };
}
