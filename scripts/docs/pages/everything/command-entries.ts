import type { Argument, Command, Option } from 'commander';
import { code } from '../../markdown.ts';
import { type Entry, type EntryGroup, literal } from './entry.ts';

/** Each command below the program, inner ones after their parents, with its arguments and flags as its own help has them. */
export function commandGroups(program: Command): EntryGroup[] {
  return program.commands.flatMap((command) => groupsOf(command, program.name()));
}

function groupsOf(command: Command, parents: string): EntryGroup[] {
  const name = `${parents} ${command.name()}`;
  const anchor = name.replaceAll(' ', '-');
  const entries = [
    ...command.registeredArguments.map((argument) => argumentEntry(argument, name)),
    ...command.options.filter(({ hidden }) => !hidden).map((option) => optionEntry(option, name)),
  ];
  const about = `${literal(command.description())}. [Its help, with exit codes and examples](./cli.md#${anchor}).`;
  return [{ heading: name, about, entries }, ...command.commands.flatMap((inner) => groupsOf(inner, name))];
}

function argumentEntry(argument: Argument, command: string): Entry {
  const { description, argChoices } = argument;
  const isOptional = !argument.required;
  return {
    heading: `${command}: ${argument.name()}`,
    written: `${isOptional ? '[' : '<'}${argument.name()}${argument.variadic ? '…' : ''}${isOptional ? ']' : '>'}`,
    takes: choices(argChoices),
    ...(argument.required && { defaultValue: 'required' }),
    meaning: literal(description),
  };
}

function optionEntry(option: Option, command: string): Entry {
  const { long, short, flags, description, mandatory, defaultValue, defaultValueDescription, argChoices } = option;
  return {
    heading: `${command} ${long ?? short ?? ''}`,
    written: flags,
    takes: choices(argChoices),
    defaultValue: mandatory ? 'required' : (defaultValueDescription ?? asText(defaultValue)),
    meaning: literal(description),
  };
}

function choices(names: readonly string[] | undefined): string | undefined {
  return names?.map(code).join(', ');
}

/** A default that says something: no flag has been set, and no list has entries yet. */
function asText(value: unknown): string | undefined {
  if (value === undefined || value === false) return undefined;
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
