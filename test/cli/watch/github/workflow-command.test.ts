import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText } from '../../../../src/cli/watch/github/escape-markdown.ts';
import { renderAnnotations, withoutCommands } from '../../../../src/cli/watch/github/workflow-command.ts';
import { readCommand } from '../../../action/simulated-runner.ts';
import { anyCharacter } from '../../../helpers/random-cases.ts';

const pieces = [
  '::',
  '::add-mask::',
  '##[',
  '##[add-mask]x',
  '::set-output name=a::b',
  ' ',
  '%',
  '%0A',
  ',',
  '=',
  '\n',
  '\r',
  '\u0085',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: anyCharacter })))
  .map((parts) => parts.join(''));

/** Without what separates the marker of a command. */
const withoutSpace = (text = '') => text.replaceAll('## [', '##[');

const commandsIn = (log: string) => log.split(/\r\n|\r|\n/).flatMap((line) => readCommand(line) ?? []);

describe('an annotation', () => {
  test('is one command with the text of others as its title and message, and nothing more', () => {
    fc.assert(
      fc.property(hostile, hostile, (title, message) => {
        const [command, ...more] = commandsIn(renderAnnotations([{ level: 'warning', title, message }]));

        expect(more).toEqual([]);
        expect(command?.name).toBe('warning');
        expect(withoutSpace(command?.message)).toBe(withoutSpace(plainText(message, 2000)));
        // The runner's own reader leaves out an empty property.
        expect(withoutSpace(command?.properties['title'])).toBe(withoutSpace(plainText(title, 200)));
      }),
    );
  });

  test('is one of the first ten of its level', () => {
    const many = Array.from({ length: 12 }, (_, at) => ({ level: 'error', title: 'a', message: `${at}` }) as const);
    const said = commandsIn(renderAnnotations([...many, { level: 'notice', title: 'b', message: 'last' }]));

    expect(said).toHaveLength(11);
    expect(said.at(-1)?.message).toBe('last');
  });
});

describe('a line of the log', () => {
  test('is never a command', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(commandsIn(withoutCommands(text))).toEqual([]);
      }),
    );
  });

  test('is otherwise as it was', () => {
    const line = '   12m  ✔ smoke  passed: GET ::1 answers 200, #[1] ## x\n';

    expect(withoutCommands(line)).toBe(line);
  });
});
