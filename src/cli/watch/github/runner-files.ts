import { randomUUID } from 'node:crypto';
import { appendFile, stat } from 'node:fs/promises';
import { messageOf } from '../../../wording/values.ts';
import { CliError } from '../../command/cli-error.ts';

/** The files of a step that a runner reads after it. */
export type RunnerFiles = { summary: string; output: string };

const variables = { summary: 'GITHUB_STEP_SUMMARY', output: 'GITHUB_OUTPUT' } as const;

/** GitHub shows no summary of a step that is larger. */
const maxSummaryBytes = 1024 * 1024;

/**
 * Finds the files before anything else is done, so that nobody waits an hour for a summary that cannot be written.
 *
 * @throws {CliError} if a variable is not set, or its file cannot be written
 */
export async function findRunnerFiles(env: Readonly<Record<string, string | undefined>>): Promise<RunnerFiles> {
  return { summary: await find(variables.summary, env), output: await find(variables.output, env) };
}

async function find(variable: string, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const path = env[variable];
  if (!path) {
    throw new CliError(`${variable} is not set, and -o github writes to the file that it names`, {
      next: `run it in a step of a GitHub Actions workflow, or set ${variables.summary} and ${variables.output} to files, or use -o text`,
    });
  }
  try {
    await appendFile(path, '');
  } catch (error) {
    throw new CliError(`the file that ${variable} names cannot be written: ${messageOf(error)}`, {
      next: `set ${variable} to a file that can be written`,
    });
  }
  return path;
}

/** Appends to the summary of the step. What would make it too large is cut off at the end of a line. */
export async function appendSummary(path: string, lines: readonly string[]): Promise<void> {
  const { size } = await stat(path);
  await appendFile(path, linesWithin(maxSummaryBytes - size, lines));
}

const cutOff = '\n*The summary is cut off here: GitHub takes 1 MiB.*\n';

function linesWithin(maxBytes: number, lines: readonly string[]): string {
  const whole = lines.map((line) => `${line}\n`);
  if (Buffer.byteLength(whole.join('')) <= maxBytes) return whole.join('');
  let bytes = Buffer.byteLength(cutOff);
  const end = whole.findIndex((line) => {
    bytes += Buffer.byteLength(line);
    return bytes > maxBytes;
  });
  return end < 1 ? '' : `${whole.slice(0, end).join('')}${cutOff}`;
}

/** Sets outputs of the step. No value can set another: each is between two lines that nobody can guess. */
export async function writeOutputs(path: string, outputs: Readonly<Record<string, string>>): Promise<void> {
  const delimiter = `greenlight_${randomUUID()}`;
  const blocks = Object.entries(outputs).map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
  await appendFile(path, blocks.join(''));
}
