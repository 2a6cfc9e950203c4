import { wrap } from '../terminal/wrap.ts';
import { wrapCommand } from '../terminal/wrap-command.ts';

/** The end of every command's help. `exitCodes` lists what each code means: `0 printed, 2 the command failed`. */
export function helpText({
  notes = '',
  exitCodes,
  examples,
}: {
  notes?: string;
  exitCodes: string;
  examples: readonly string[];
}): string {
  const codes = exitCodes
    .split(/, (?=\d )/)
    .toSorted()
    .map((code) => `  ${wrap(code.replace(' ', '  '), 75).join('\n     ')}\n`);
  const lines = examples.flatMap((line) => wrapCommand(line, 78)).map((line) => `  ${line}\n`);
  const paragraphs = notes.split('\n\n').map((text) => wrap(text.replaceAll('\n', ' '), 80).join('\n'));
  return `${notes === '' ? '' : `\n${paragraphs.join('\n\n')}\n`}\nExit codes:\n${codes.join('')}\nExamples:\n${lines.join('')}`.trimEnd();
}
