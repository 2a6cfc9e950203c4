import type { Command, CommanderError } from 'commander';

/**
 * Makes wrong words one line that says what is wrong, and one that says what to do, as all other errors of the program have them. What commander
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

/** An object that was written as an argument may have the values of headers in it, and this goes into the logs of pipelines. */
function withoutJson(text: string): string {
  return text
    .replace(/ argument '\s*["']?[{[].*?' is invalid/s, " argument '{…}' is invalid")
    .replace(/^(error: too many arguments[^{]*)\{.*\}/s, '$1{…}');
}

/** 0 where help or the version was asked for, 2 where the words are wrong. */
export function exitCodeOfMisuse({ exitCode }: CommanderError): 0 | 2 {
  return exitCode === 0 ? 0 : 2;
}
