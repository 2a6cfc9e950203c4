import { styleText } from 'node:util';
import { safeText } from '../terminal/safe-text.ts';
import { wrap } from '../terminal/wrap.ts';

/** Asks on stderr, so that stdout has only the result. Every question rejects with {@link CancelledError} on Ctrl-C. */
export interface Prompts {
  choose(question: string, options: readonly string[]): Promise<string>;
  /** @param wrong what is wrong with an answer; undefined if nothing is */
  write(question: string, initial: string, wrong: (answer: string) => string | undefined): Promise<string>;
  confirm(question: string): Promise<boolean>;
  /** A remark between two questions. */
  remark(text: string): void;
}

/** Somebody has left a dialogue. Nothing was written or changed. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/** The library is loaded here, so that commands that ask nothing do not pay for it. */
export async function openPrompts(): Promise<Prompts> {
  const { autocomplete, confirm, isCancel, text } = await import('@clack/prompts');
  const streams = { input: process.stdin, output: process.stderr };
  const unlessCancelled = <Answer>(answer: Answer): Exclude<Answer, symbol> => {
    if (isCancel(answer)) throw new CancelledError('cancelled');
    return answer as Exclude<Answer, symbol>;
  };
  return {
    async choose(message, options) {
      const listed = options.map((value) => ({ value, label: safeText(value) }));
      return unlessCancelled(await autocomplete({ message, options: listed, maxItems: 10, ...streams }));
    },
    async write(message, initialValue, wrong) {
      const validate = (answer = '') => wrong(answer.trim());
      return unlessCancelled(await text({ message, initialValue, validate, ...streams })).trim();
    },
    async confirm(message) {
      return unlessCancelled(await confirm({ message, initialValue: false, ...streams }));
    },
    remark(text) {
      const lines = wrap(safeText(text), (process.stderr.columns ?? 80) - 3);
      const bar = styleText('dim', '│', { stream: process.stderr });
      process.stderr.write(lines.map((line) => `${bar}  ${line}\n`).join(''));
    },
  };
}
