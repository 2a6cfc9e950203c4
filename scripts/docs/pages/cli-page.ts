import type { Command } from 'commander';
import { createProgram } from '../../../src/cli/program.ts';
import { fence } from '../markdown.ts';

/** Every command of `greenlight` with its own help, in the order of the program. A new command appears by itself. */
export function cliPage(): string {
  const program = createProgram();
  return `# The command line

\`greenlight\` is the command of the package \`ecs-greenlight\`. In a clone of the repository, write \`npx greenlight\`. This page is the program's own
help: \`greenlight <command> --help\` shows the same.

${section(program, '')}`;
}

function section(command: Command, parents: string): string {
  const name = `${parents}${command.name()}`;
  command
    .configureHelp({ helpWidth: 80 })
    .configureOutput({ getOutHasColors: () => false, getErrHasColors: () => false });
  const level = parents === '' ? '##' : '#'.repeat(Math.min(4, name.split(' ').length + 1));
  const own = [`${level} ${name}`, command.description(), fence('', helpOf(command))].filter(Boolean).join('\n\n');
  return [own, ...command.commands.map((inner) => section(inner, `${name} `))].join('\n\n');
}

/** With what was added before and after it, such as examples. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (words) => {
      text += words;
    },
  });
  command.outputHelp();
  return text;
}
