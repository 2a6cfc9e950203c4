import type { EventEmitter } from 'node:events';
import type { Command } from 'commander';
import { formatValue } from '../../wording/values.ts';
import { type Failure, failureOf } from './failure.ts';

type Advice = (command: Command, ...found: string[]) => Failure | undefined;

/**
 * What is wrong with the arguments, and what to write instead, from commander's message.
 *
 * @example "option '--signed <result>' argument 'maybe' is invalid. Allowed choices are accepted, refused."
 * // --signed cannot be "maybe", next: write accepted or refused
 */
export function adviseOnMisuse(command: Command, text: string): Failure {
  for (const [pattern, advise] of advices) {
    const found = pattern.exec(text);
    const advice = found && advise(command, ...found.slice(1).map((each = '') => each));
    if (advice) return advice;
  }
  return failureOf(text);
}

const advices: readonly (readonly [RegExp, Advice])[] = [
  [
    /^(?:option '(.*)' argument|command-argument value) '(.*)' is invalid(?: for argument '(.*?)')?\. (.*)$/s,
    (command, flags = '', value = '', argument = '', reason = '') =>
      adviseOnValue(command, { flags, value, argument, reason }),
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

type WrongValue = {
  /** `-s, --strategy <name>`; empty if it is an argument. */
  flags: string;
  value: string;
  /** Its name, without brackets; empty if it is a flag. */
  argument: string;
  /** What is wrong, what to write, or both; `Allowed choices are …` by commander. */
  reason: string;
};

function adviseOnValue(command: Command, { flags, value, argument, reason }: WrongValue): Failure {
  const name = nameOf(flags);
  const refused = `${name === '' ? `argument '${argument}'` : name} cannot be ${formatValue(value)}`;
  const [, choices] = /^Allowed choices are (.*)\.$/s.exec(reason) ?? [];
  if (choices !== undefined) return { message: refused, next: oneOf(choices) };
  if (reason.startsWith('write ')) return { message: refused, next: reason };
  const isShown = value === '' || value.includes('…') || reason.includes(value);
  const start = [name, ...(isShown ? [] : [value])].filter(Boolean).join(' ');
  const { message, next } = failureOf(reason);
  return { message: start === '' ? message : `${start}: ${message}`, next: next ?? withNumber(command, flags, reason) };
}

/** Any number that is allowed, because the message says which are: the one of the examples, the default, or the least. */
function withNumber(command: Command, flags: string, reason: string): string | undefined {
  const found = /is not a (?:whole )?number(?: of minutes)?(?: from ([\d.]+))?/.exec(reason);
  if (found === null) return undefined;
  const example = exampleOf(command, nameOf(flags));
  if (example !== undefined) return `write for example ${example}`;
  const { description = '' } = command.options.find((option) => option.flags === flags) ?? {};
  const [, byDefault] = /default: ([\d.]+)/.exec(description) ?? [];
  const takesOnlyANumber = /<[a-z]+>$/.test(flags);
  if (!takesOnlyANumber) return `write ${longOf(flags)}`;
  return `write for example ${nameOf(flags)} ${byDefault ?? found[1] ?? 1}`;
}

/** `--output <format>` of `-o, --output <format>`. */
function longOf(flags: string): string {
  return /--.*$/.exec(flags)?.[0] ?? flags;
}

function nameOf(flags: string): string {
  return longOf(flags).split(' ', 1)[0] ?? flags;
}

function oneOf(choices: string): string {
  const each = choices.split(', ');
  return each.length > 2 ? `write one of ${choices}` : `write ${each.join(' or ')}`;
}

/** A flag with one of its choices, with the value that the examples have, or as the help has it. */
function withValue(command: Command, flags: string): string {
  const { argChoices } = command.options.find((option) => option.flags === flags) ?? {};
  const name = nameOf(flags);
  if (argChoices) return oneOf(argChoices.map((choice) => `${name} ${choice}`).join(', '));
  const example = exampleOf(command, name);
  return example === undefined ? `write ${longOf(flags)}` : `write for example ${example}`;
}

/** A flag with its value, of the command's examples. */
function exampleOf(command: Command, name: string): string | undefined {
  return new RegExp(` (${name} (?:'[^']*'|"[^"]*"|[^\\s\\\\]+))`).exec(examplesOf(command))?.[1];
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
