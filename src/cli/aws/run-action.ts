import { reportFailure } from '../command/failure.ts';
import type { OutputFormat } from './aws-command.ts';

/** 0 success, 1 the answer is no, 2 the command failed, 3 there is no such deployment. */
export type ExitCode = 0 | 1 | 2 | 3;

/**
 * Runs a command's action and sets the exit code. An error becomes two lines on stderr, what is wrong and what to do next, and
 * with `-o json` also an object on stdout.
 */
export async function runAction(command: string, output: OutputFormat, action: () => Promise<ExitCode>): Promise<void> {
  try {
    process.exitCode = await action();
  } catch (thrown) {
    const { explainAwsError } = await import('./explain-aws-error.ts');
    const { message, next, exitCode } = explainAwsError(thrown);
    reportFailure(`greenlight ${command}`, { message, next });
    if (output === 'json') printJson({ error: { message, ...(next !== undefined && { next }) } });
    process.exitCode = exitCode;
  }
}

/** The result of a command, for programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
