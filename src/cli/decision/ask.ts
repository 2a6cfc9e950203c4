import { createInterface } from 'node:readline/promises';
import { CliError } from '../cli-error.ts';

/** Whether somebody can be asked. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Asks on stderr, so that stdout holds the result alone.
 *
 * @throws {CliError} where the question is left with Ctrl-C or Ctrl-D
 */
export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const left = new AbortController();
  terminal.on('SIGINT', () => left.abort()).on('close', () => left.abort());
  try {
    return await terminal.question(question, { signal: left.signal });
  } catch (cause) {
    process.stderr.write('\n');
    throw new CliError('it was not confirmed; nothing was sent', { cause });
  } finally {
    terminal.close();
  }
}
