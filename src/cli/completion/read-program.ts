import type { Argument, Command, Option } from 'commander';

/** What a shell has to know to complete a command line. */
export type CompletedProgram = { name: string; commands: readonly CompletedCommand[] };

export type CompletedCommand = {
  name: string;
  description: string;
  options: readonly CompletedOption[];
  arguments: readonly CompletedArgument[];
};

export type CompletedOption = {
  /** `-o` and `--output`. */
  flags: readonly string[];
  description: string;
  /** Undefined if the flag takes no value. */
  value?: Values;
};

type CompletedArgument = { name: string; value: Values };

export type Values =
  | { kind: 'choices'; choices: readonly string[] }
  /** Several of them, with commas between. */
  | { kind: 'list'; choices: readonly string[] }
  | { kind: 'file' }
  /** Nothing that a shell could know. */
  | { kind: 'any' };

/** Reads the commands, flags and choices of the program itself, so that a new one is completed without a word here. */
export function readProgram(program: Command, stages: readonly string[]): CompletedProgram {
  return {
    name: program.name(),
    commands: program.commands
      .map((command) => ({
        name: command.name(),
        description: firstLine(command.description()),
        options: [
          ...[command, ...command.commands]
            .flatMap(({ options }) => options)
            .filter((option) => !option.hidden)
            .map((option) => readOption(option, stages)),
          help,
        ],
        arguments: command.registeredArguments.map((argument, index) => ({
          name: argument.name(),
          value: valuesOf(index === 0 ? withCommands(argument, command) : argument, argument.name(), stages),
        })),
      }))
      .toSorted((a, b) => a.name.localeCompare(b.name)),
  };
}

const help: CompletedOption = { flags: ['-h', '--help'], description: 'display help for command' };

function readOption(option: Option, stages: readonly string[]): CompletedOption {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined);
  const described = { flags, description: firstLine(option.description) };
  return option.required || option.optional
    ? { ...described, value: valuesOf(option, option.flags, stages) }
    : described;
}

/** The first word may also be the name of a command within the command. */
function withCommands(argument: Argument, { commands }: Command): Pick<Argument, 'argChoices'> {
  if (commands.length === 0) return argument;
  return { argChoices: [...(argument.argChoices ?? []), ...commands.map((inner) => inner.name())] };
}

/** The kind of a value follows from its choices or from its placeholder in the help. */
function valuesOf(
  { argChoices }: Pick<Option & Argument, 'argChoices'>,
  placeholder: string,
  stages: readonly string[],
): Values {
  if (argChoices !== undefined) return { kind: 'choices', choices: argChoices };
  const [, word = placeholder] = /[<[](.*)[>\]]/.exec(placeholder) ?? [];
  if (word.startsWith('STAGE')) return { kind: 'list', choices: stages };
  return /^(file|folder|json|suite)/.test(word) ? { kind: 'file' } : { kind: 'any' };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
