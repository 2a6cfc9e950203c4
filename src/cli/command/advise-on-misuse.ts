import type { EventEmitter } from 'node:events';
import type { Command } from 'commander';
import { type Failure, failureOf } from './failure.ts';

type Advice = (command: Command, ...found: string[]) => Failure | undefined;

/**
 * What is wrong with the arguments, and what to write instead, from commander's message.
 *
 * @example "option '--signed <result>' argument 'maybe' is invalid. Allowed choices are accepted, refused." // next: write accepted or refused
 */
export function adviseOnMisuse(command: Command, text: string): Failure {
  for (const [pattern, advise] of advices) {
    const found = pattern.exec(text);
    const advice = found && advise(command, ...found.slice(1).map((each = '') => each));
    if (advice) return advice;
  }
  return failureOf(text.replace(/ is invalid( for argument '[^']*')?\. (?=write )/, ' is invalid$1; '));
}

const advices: readonly (readonly [RegExp, Advice])[] = [
  [
    /^(.*) is invalid(.*)\. Allowed choices are (.*)\.$/s,
    (_, what = '', where = '', choices = '') => ({ message: `${what} is invalid${where}`, next: oneOf(choices) }),
  ],
  [
    /^(option .* is invalid\. .* is not )(a number from .*|a whole number)$/s,
    (_, start = '', number = '') => ({ message: `${start}${number}`, next: `write ${number}` }),
  ],
  [
    /^(unknown option '.*')\n\(Did you mean (?:one of )?(.*)\?\)$/s,
    (_, message = '', meant = '') => ({ message, next: oneOf(meant) }),
  ],
  [
    /^(unknown command '.*')\n\(Did you mean (?:one of )?(.*)\?\)$/s,
    (_, message = '', meant = '') => ({ message, next: oneOf(meant.replace(/(^|, )/g, '$1greenlight ')) }),
  ],
  [
    /^(too many arguments.* Expected (\d+) arguments? but got (\d+): (.*)\.)$/s,
    (_, message = '', expected = '', got = '', given = '') => ({
      message,
      next: `leave out ${given
        .split(', ')
        .slice(Number(expected) - Number(got))
        .join(' and ')}`,
    }),
  ],
  [
    /^(option '(.*)' argument missing)$/s,
    (command, message = '', flags = '') => ({ message, next: withValue(command, flags) }),
  ],
  [
    /^(required option '(.*)' not specified)$/s,
    (command, message = '', flags = '') => ({ message, next: withValue(command, flags) }),
  ],
  [/^(missing required argument .*)$/s, (command, message = '') => withExample(command, message)],
];

function oneOf(choices: string): string {
  const each = choices.split(', ');
  return each.length > 2 ? `write one of ${choices}` : `write ${each.join(' or ')}`;
}

/** A flag with one of its choices, with the value that the examples have, or as the help has it. */
function withValue(command: Command, flags: string): string {
  const { argChoices } = command.options.find((option) => option.flags === flags) ?? {};
  // Of `-o, --output <format>`.
  const long = /--.*$/.exec(flags)?.[0] ?? flags;
  const [name = long] = long.split(' ');
  if (argChoices) return oneOf(argChoices.map((choice) => `${name} ${choice}`).join(', '));
  const example = new RegExp(` (${name} (?:'[^']*'|"[^"]*"|[^\\s\\\\]+))`).exec(examplesOf(command))?.[1];
  return example === undefined ? `write ${long}` : `write for example ${example}`;
}

/** The first example that fits into a line. */
function withExample(command: Command, message: string): Failure | undefined {
  const lines = examplesOf(command).split('\n');
  const example = lines.find((line) => /^ +greenlight /.test(line) && !line.endsWith('\\'));
  if (example === undefined) return undefined;
  return { message, next: `write for example ${example.trim().replace(/ +# .*$/, '')}` };
}

/** The end of the command's help. */
function examplesOf(command: Command): string {
  let help = '';
  const write = (text: string) => {
    help += text;
  };
  // commander's types leave out that a command emits events; this is how it asks for what `addHelpText` has added.
  (command as unknown as EventEmitter).emit('afterHelp', { error: true, command, write });
  return help.slice(help.indexOf('\nExamples:'));
}
