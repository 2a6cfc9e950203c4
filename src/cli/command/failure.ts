import { styleText } from 'node:util';
import { wrap } from '../terminal/wrap.ts';
import { wrapAdvice } from '../terminal/wrap-command.ts';
import { CliError } from './cli-error.ts';

/** What failed and why, and what to do. */
export type Failure = { message: string; next?: string | undefined };

/**
 * Every error of the program in one form, on stderr: a line says what is wrong, the next what to do. A terminal gets lines that fit into it and
 * commands that can be pasted; a pipe or a log gets one line for each.
 *
 * @param command `greenlight status`
 */
export function reportFailure(command: string, failure: Failure): void {
  process.stderr.write(renderFailure(command, failure));
}

/** The same as text. */
export function renderFailure(command: string, { message, next }: Failure): string {
  const { isTTY, columns } = process.stderr;
  const width = isTTY ? columns : Number.POSITIVE_INFINITY;
  const [first = '', ...more] = wrap(`${command}: ${message}`, width - 2);
  const advice = next === undefined ? [] : wrapAdvice(next, width - 8);
  const lines = [
    first.replace(command, (name) => styleText(['red', 'bold'], name, { stream: process.stderr })),
    ...more.map((line) => `  ${line}`),
    ...advice.map((line, at) =>
      at === 0 ? `  ${styleText('bold', 'next:', { stream: process.stderr })} ${line}` : `    ${line}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * The failure in an error. If its message ends with what to do, as those of the sandbox and the simulation do, that is taken apart.
 *
 * @example failureOf(new Error('port 80 is in use; pass --test-port <n>')) // { message: 'port 80 is in use', next: 'pass --test-port <n>' }
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof CliError || hasAdvice(error)) return error;
  const text = error instanceof Error ? error.message : String(error);
  const [, message, next] = remedyAtTheEnd.exec(text) ?? [];
  return message === undefined ? { message: text } : { message, next };
}

/** Such as a MisuseError that keeps its advice apart. */
function hasAdvice(error: unknown): error is Error & { next: string } {
  return error instanceof Error && 'next' in error && typeof error.next === 'string';
}

const remedyAtTheEnd =
  /^(.*?)[;:] ((?:write|without|pass|make|build|name|add|use|play|try|await|stop|leave|raise|fix|run|choose|start|remove|set)\b.*)$/s;
