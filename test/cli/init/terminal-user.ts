import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** Somebody at a terminal: types each answer once its question is shown, with Enter, or as it is if it is a key. */
export function terminalUser(answers: readonly (readonly [question: string, typed: string])[]) {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {} });
  const left = [...answers];
  let seen = '';
  return {
    stdin: keyboard,
    /** Questions that were never asked. */
    left,
    see(text: string): void {
      seen += stripVTControlCharacters(text);
      const [next] = left;
      if (next === undefined || !seen.replace(/\s+/g, ' ').includes(next[0])) return;
      left.shift();
      seen = '';
      // The question is drawn before it listens.
      setImmediate(() => keyboard.write(next[1]));
    },
  };
}

export const enter = '\r';
export const ctrlC = '\u0003';
/** Deletes what is suggested. */
export const erase = '\u0015';
