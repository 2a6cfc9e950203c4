import type { CompletedCommand, CompletedOption, CompletedProgram, Values } from './read-program.ts';

/** For fish 3 and later. */
export function fishCompletion({ name, commands }: CompletedProgram): string {
  const lines = commands.flatMap((command) => [
    `complete -c ${name} -n __fish_use_subcommand -a ${command.name} -d ${quote(command.description)}`,
    ...command.options.map((option) => `complete -c ${name} -n ${within(command)} ${optionOf(option)}`),
    ...command.arguments.flatMap(({ value }, index) => {
      const place = index === 0 ? within(command) : after(command, index);
      return value.kind === 'any' || place === undefined ? [] : [`complete -c ${name} -n ${place} ${wordsFor(value)}`];
    }),
  ]);
  return `# fish completion for ${name}; ${name} completion fish | source
complete -c ${name} -f
# What comes after the last comma is completed, and what comes before it stays.
function __${name}_list
  set -l before (string match -r '^.*,' -- (commandline -ct))
  for each in $argv
    echo "$before$each"
  end
end
${lines.join('\n')}
`;

  function optionOf({ flags, description, value }: CompletedOption): string {
    const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
    return [...names, ...(value ? ['-x', wordsFor(value)] : []), `-d ${quote(description)}`].filter(Boolean).join(' ');
  }

  function wordsFor(value: Values): string {
    switch (value.kind) {
      case 'choices':
        return `-a ${quote(value.choices.join(' '))}`;
      case 'list':
        return `-a ${quote(`(__${name}_list ${value.choices.join(' ')})`)}`;
      case 'file':
        return `-a ${quote('(__fish_complete_path (commandline -ct))')}`;
      case 'any':
        return '';
    }
  }
}

/** Where the argument before is one that a shell can know. */
function after({ name, arguments: operands }: CompletedCommand, index: number): string | undefined {
  const before = operands[index - 1]?.value;
  if (before?.kind !== 'choices') return undefined;
  return quote(`__fish_seen_subcommand_from ${name}; and __fish_seen_subcommand_from ${before.choices.join(' ')}`);
}

function within({ name }: CompletedCommand): string {
  return quote(`__fish_seen_subcommand_from ${name}`);
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
