import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { splitCommands } from '../../../src/cli/smoke/draft/shell-words.ts';

export const project = fileURLToPath(new URL('../../..', import.meta.url));

export type Block = {
  file: string;
  /** The first word after the fence: `sh`, `text`; empty if there is none. */
  language: string;
  /** Whether the second word is `aws`: the commands need an account. */
  needsAws: boolean;
  text: string;
};

/** Every code block of README, CONTRIBUTING, SECURITY, the pages and the examples. */
export function readBlocks(): Block[] {
  return readPages().flatMap(({ file, text }) => blocksOf(file, text));
}

/** What sentences say to type: code of one line that begins with `greenlight`, without the blocks. */
export function readInline(): { file: string; line: string }[] {
  return readPages().flatMap(({ file, text }) => {
    const prose = text.replaceAll(/^( *)```.*?^\1```$/gms, '');
    return [...prose.matchAll(/`(?:npx )?(greenlight [^`]+)`/g)].map(([, line = '']) => ({
      file,
      line: fillPlaceholders(line.replaceAll(/\s+/g, ' ')),
    }));
  });
}

/** Decision records also show what was rejected, so they are left out. */
function readPages(): { file: string; text: string }[] {
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/**/*.md', 'examples/*/README.md'];
  const files = pages.flatMap((pattern) => globSync(pattern, { cwd: project }));
  return files
    .map((path) => path.replaceAll('\\', '/'))
    .filter((file) => !file.includes('decisions/'))
    .map((file) => ({ file, text: readFileSync(join(project, file), 'utf8') }));
}

function blocksOf(file: string, text: string): Block[] {
  return [...text.matchAll(/^( *)```([^\n`]*)\n(.*?)^\1```$/gms)].map(([, , info = '', body = '']) => {
    const [language = '', mark] = info.trim().split(/\s+/);
    return { file, language, needsAws: mark === 'aws', text: body };
  });
}

/** What somebody pastes into a shell, or sees typed into one. */
export function isShell({ language, text }: Block): boolean {
  return ['sh', 'bash', 'shell', 'zsh', 'console'].includes(language) || (language === 'text' && text.startsWith('$ '));
}

/** Whether lines depend on each other, so that the block is one program: a script, or one that stores what a command prints. */
function isScript(text: string): boolean {
  return /^(?:#!|\w+=\$\()/.test(text);
}

/** The commands of a block as their words, without redirections and without variables for one command. Of a script, its first line and what it runs of ours. */
export function commandsOf({ language, text }: Block): string[][] {
  const filled = fillPlaceholders(text);
  // What a terminal shows has the commands after a prompt, among their output.
  if (language === 'text') return split([...filled.matchAll(/^\$ (.*)$/gm)].map(([, line]) => line).join('\n'));
  if (!isScript(filled)) return split(filled);
  const ours = filled.replaceAll(/\\\n\s*/g, ' ').match(/^(?:npx )?greenlight .*$/gm) ?? [];
  return [[filled.split('\n', 1)[0] ?? ''], ...split(ours.join('\n'))];
}

function split(text: string): string[][] {
  return splitCommands(text)
    .map((words) => {
      const end = words.findIndex((word) => /^\d?>/.test(word));
      const start = words.findIndex((word) => !/^\w+=/.test(word));
      return words.slice(start === -1 ? 0 : start, end === -1 ? undefined : end);
    })
    .filter(([first = '']) => !['', 'tail', 'jq'].includes(first));
}

/** The words after `greenlight`, even after `npx greenlight`; undefined for another command. */
export function greenlightWords(words: readonly string[]): string[] | undefined {
  const [first, second] = words;
  if (first === 'greenlight') return words.slice(1);
  return first === 'npx' && second === 'greenlight' ? words.slice(2) : undefined;
}

/** `<role>` stands for a name, and `<hookArn>` for an ARN. */
export function fillPlaceholders(text: string): string {
  return text
    .replaceAll('<hookArn>', 'arn:aws:lambda:eu-central-1:111122223333:function:smoke')
    .replaceAll('<service>', 'prod-cluster/retail-ui')
    .replaceAll(/<[^<>\n=(]+>/g, 'placeholder');
}
