import type { Screen } from './live-tree.ts';

/** Narrower than this, and a name, its time and its text are no longer told apart. */
const leastColumns = 60;

/** A stream as a place for a tree. `NO_COLOR`, `FORCE_COLOR` and `TERM=dumb` are heeded. */
export function screenOn(stream: NodeJS.WriteStream, write: (text: string) => void): Screen {
  const isTerminal = stream.isTTY === true && stream.columns >= leastColumns && process.env['TERM'] !== 'dumb';
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
