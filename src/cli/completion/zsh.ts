import type { CompletedCommand, CompletedOption, CompletedProgram, Values } from './read-program.ts';

/** For zsh's own completion system. */
export function zshCompletion({ name, commands }: CompletedProgram): string {
  return `#compdef ${name}
# zsh completion for ${name}; source <(${name} completion zsh) after compinit
_${name}() {
  local curcontext="$curcontext" state line
  local -a commands
  _arguments -C '1: :->command' '*:: :->rest' && return
  case $state in
    command)
      commands=(
${commands.map((command) => `        ${quote(`${command.name}:${command.description}`)}`).join('\n')}
      )
      _describe -t commands command commands ;;
    rest)
      case $words[1] in
${commands.map(commandCase).join('\n')}
      esac ;;
  esac
}
compdef _${name} ${name}
`;
}

function commandCase({ name, options, arguments: operands }: CompletedCommand): string {
  const specs = [
    ...options.map(optionSpec),
    ...operands.map((operand, index) => quote(`${index + 1}:${escapeText(operand.name)}:${action(operand.value)}`)),
  ];
  return `        ${name})
          _arguments \\
            ${specs.join(' \\\n            ')} ;;`;
}

/** Marks every flag as repeatable for zsh, because the program does not say which flags are. */
function optionSpec({ flags, description, value }: CompletedOption): string {
  const names = flags.length > 1 ? `{${flags.map((flag) => `\\*${flag}`).join(',')}}` : `\\*${flags[0]}`;
  const rest = `[${escapeText(description)}]${value ? `:value:${action(value)}` : ''}`;
  return `${names}${quote(rest)}`;
}

function action(value: Values): string {
  switch (value.kind) {
    case 'choices':
      return `(${value.choices.join(' ')})`;
    case 'list':
      return `_sequence compadd - ${value.choices.join(' ')}`;
    case 'file':
      return '_files';
    case 'any':
      return ' ';
  }
}

function escapeText(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
