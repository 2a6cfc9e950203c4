import type { Command, CommanderError } from 'commander';

/**
 * Formats usage errors like all other errors of the program: one line says what is wrong, the next what to do. What commander
 * throws then ends with `exitCodeOfMisuse`.
 */
export function reportMisuse(command: Command, name: string, more = ''): void {
  command
    .configureOutput({
      outputError: (text, write) =>
        write(
          withoutJson(text)
            .replace(/^error: /, `${name}: `)
            .replace(/\n\(Did you mean (.*)\?\)/, '; did you mean $1?'),
        ),
    })
    .showHelpAfterError(`  next: ${name} --help${more}`)
    .exitOverride();
}

/** An object passed as an argument may contain header values, which must not end up in pipeline logs. */
function withoutJson(text: string): string {
  return text
    .replace(/ argument '\s*["']?[{[].*?' is invalid/s, " argument '{…}' is invalid")
    .replace(/^(error: too many arguments[^{]*)\{.*\}/s, '$1{…}');
}

/** 0 for help and the version, 2 for a usage error. */
export function exitCodeOfMisuse({ exitCode }: CommanderError): 0 | 2 {
  return exitCode === 0 ? 0 : 2;
}
