import { CommanderError } from 'commander';
import { formatError } from '../wording/values.ts';
import { reportFailure } from './command/failure.ts';
import { exitCodeOfMisuse } from './command/report-misuse.ts';
import { createProgram } from './program.ts';

/**
 * Runs `greenlight` with these arguments and sets the exit code. Errors are printed to stderr, and never thrown.
 *
 * ```ts
 * await runProgram(['status', 'prod-cluster/retail-ui']);
 * ```
 */
export async function runProgram(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = exitCodeOfMisuse(error);
    } else {
      reportFailure('greenlight', { message: formatError(error) });
      process.exitCode = 2;
    }
  }
}
