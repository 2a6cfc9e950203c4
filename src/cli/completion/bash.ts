import type { CompletedCommand, CompletedProgram, Values } from './read-program.ts';

/** For bash 3.2 and later, as macOS has it; needs no bash-completion. */
export function bashCompletion({ name, commands }: CompletedProgram): string {
  const names = commands.map((command) => command.name).join(' ');
  return `# bash completion for ${name}; source <(${name} completion bash)
_${name}() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="" command="" position i
  [[ $COMP_CWORD -gt 0 ]] && previous="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      -*) ;;
      *) command="\${COMP_WORDS[i]}"; break ;;
    esac
  done
  if [[ -z $command ]]; then
    COMPREPLY=($(compgen -W "${names} help --help" -- "$word"))
    return
  fi
  case "$command" in
${commands.map(commandCase).join('\n')}
    help) [[ $previous == help ]] && COMPREPLY=($(compgen -W "${names}" -- "$word")) ;;
  esac
}
# How many arguments of the command come before the word; $2 are the flags that take a value.
_${name}_position() {
  local i before=""
  position=0
  for ((i = $1 + 1; i < COMP_CWORD; i++)); do
    if [[ " $2 " != *" $before "* && \${COMP_WORDS[i]} != -* ]]; then position=$((position + 1)); fi
    before="\${COMP_WORDS[i]}"
  done
}
# What comes after the last comma is completed, and what comes before it stays.
_${name}_list() {
  local before="" last="$2"
  [[ $last == *,* ]] && before="\${last%,*}," && last="\${last##*,}"
  COMPREPLY=($(compgen -P "$before" -W "$1" -- "$last"))
  compopt -o nospace 2>/dev/null
}
_${name}_files() {
  local file
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$1")
  compopt -o filenames 2>/dev/null
}
complete -F _${name} ${name}
`;

  function commandCase(command: CompletedCommand): string {
    const withValue = command.options.flatMap(({ flags, value }) => (value ? [{ flags, value }] : []));
    const flags = command.options.flatMap((option) => option.flags.filter((flag) => flag.startsWith('--'))).join(' ');
    const values = withValue
      .map((option) => `        ${option.flags.join('|')}) ${reply(option.value)}; return ;;\n`)
      .join('');
    const valued = withValue.flatMap((option) => option.flags).join(' ');
    const places = command.arguments
      .map(({ value }, index) => (value.kind === 'any' ? '' : `        ${index}) ${reply(value)} ;;\n`))
      .join('');
    return `    ${command.name})
      case "$previous" in
${values}      esac
      [[ $word == -* ]] || _${name}_position $i "${valued}"
      case "$position" in
${places}        *) COMPREPLY=($(compgen -W "${flags}" -- "$word")) ;;
      esac ;;`;
  }

  function reply(value: Values): string {
    switch (value.kind) {
      case 'choices':
        return `COMPREPLY=($(compgen -W "${value.choices.join(' ')}" -- "$word"))`;
      case 'list':
        return `_${name}_list "${value.choices.join(' ')}" "$word"`;
      case 'file':
        return `_${name}_files "$word"`;
      case 'any':
        return ':';
    }
  }
}
