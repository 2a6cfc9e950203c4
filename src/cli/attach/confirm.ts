import { createInterface } from 'node:readline/promises';
import { CliError } from '../cli-error.ts';

/**
 * Asks on the terminal. The question goes to stderr, so that stdout has the result alone. An empty answer is no.
 *
 * @throws {CliError} where there is nobody to ask
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new CliError('there is no terminal to ask for your consent', {
      next: 'add --yes to make the change, or --dry-run to see it only',
    });
  const dialogue = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await Promise.race([
      dialogue.question(`${question} [y/N] `),
      // The end of the input (Ctrl-D) is no answer.
      new Promise<string>((resolve) => dialogue.once('close', () => resolve(''))),
    ]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    dialogue.close();
  }
}
