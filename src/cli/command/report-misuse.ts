import type { Command, CommanderError } from 'commander';
import { adviseOnMisuse } from './advise-on-misuse.ts';
import { renderFailure } from './failure.ts';

/**
 * Formats usage errors like all other errors of the program: one line says what is wrong, the next what to do. What commander
 * throws then ends with `exitCodeOfMisuse`.
 */
export function reportMisuse(command: Command, name: string, more = ''): void {
  command
    .configureOutput({
      outputError: (text, write) => {
        const said = withoutValues(text.trimEnd()).replace(/^error: /, '');
        const { message, next = `${name.split(' --', 1)[0]} --help` } = adviseOnMisuse(command, said);
        write(renderFailure(name, { message, next: `${next}${more}` }));
      },
    })
    .exitOverride();
}

/** An object passed as an argument may contain header values, and a variable's value may be one; neither must end up in pipeline logs. */
function withoutValues(text: string): string {
  return text
    .replace(/(option '--(?:env|secret|var) [^']*' argument )'.*' is invalid/s, "$1'…' is invalid")
    .replace(/ argument '\s*["']?[{[].*?' is invalid/s, " argument '{…}' is invalid")
    .replace(/^(error: too many arguments[^{]*)\{.*\}/s, '$1{…}');
}

/** 0 for help and the version, 2 for a usage error. */
export function exitCodeOfMisuse({ exitCode }: CommanderError): 0 | 2 {
  return exitCode === 0 ? 0 : 2;
}
