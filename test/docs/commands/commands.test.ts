import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createProgram } from '../../../src/cli/program.ts';
import { elsewhere } from './run-elsewhere.ts';
import { runnable, runShown, writeFiles } from './run-here.ts';
import {
  commandsOf,
  fillPlaceholders,
  greenlightWords,
  isShell,
  project,
  readBlocks,
  readInline,
} from './shell-blocks.ts';

const greenlight = createProgram();
const blocks = readBlocks();
const shown = blocks.filter(isShell);
const commands = shown.flatMap((block) =>
  commandsOf(block).map((words) => ({ file: block.file, needsAws: block.needsAws, words, line: words.join(' ') })),
);
const ofGreenlight = commands.flatMap(({ words, ...rest }) => {
  const own = greenlightWords(words);
  return own === undefined ? [] : [{ ...rest, words: own }];
});

const runHere = ofGreenlight.filter(({ needsAws, words }) => !needsAws && runnable(words));

describe('the code blocks of the docs', () => {
  test('each has a language, so that commands are recognized', () => {
    expect(blocks.length).toBeGreaterThan(200);
    expect(blocks.filter(({ language }) => language === '').map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
  });

  test('have shell scripts that a shell can read', () => {
    const faults = blocks.filter(isShell).map(({ file, text }) => {
      const { stderr, error } = spawnSync('bash', ['-n'], { input: fillPlaceholders(text), encoding: 'utf8' });
      return error ? '' : stderr && `${file}: ${stderr}`;
    });

    expect(faults.filter(Boolean)).toEqual([]);
  });
});

describe('each command in the docs', () => {
  test('is run by a test, or marked with "aws" because it needs an account', () => {
    const unknown = commands.filter(
      ({ words, line, needsAws }) => !needsAws && !runnable(greenlightWords(words)) && proofOf(line) === undefined,
    );

    expect(unknown.map(({ file, line }) => `${file}: ${line}`)).toEqual([]);
  });

  test('that another test runs is in that test', () => {
    const wrong = Object.entries(elsewhere).flatMap(([command, proof]) => {
      if ('notRun' in proof) return [];
      const [file, text] = proof.by;
      const path = join(project, file);
      return existsSync(path) && readFileSync(path, 'utf8').includes(text) ? [] : [`${command}: ${file}, ${text}`];
    });

    expect(wrong).toEqual([]);
  });

  test('that is said to be run elsewhere is still in the docs', () => {
    const used = new Set(commands.map(({ line }) => proofOf(line)));

    expect(Object.keys(elsewhere).filter((command) => !used.has(command))).toEqual([]);
  });

  test('names a script of a package', () => {
    const files = ['package.json', 'examples/own-check/package.json', 'examples/attach-cdk/package.json'];
    const scripts = new Set(
      files.flatMap((file) => Object.keys(JSON.parse(readFileSync(join(project, file), 'utf8')).scripts)),
    );
    const named = commands.flatMap(({ words: [first, second, name = ''] }) =>
      first === 'npm' && second === 'run' ? [name] : [],
    );

    expect(named.length).toBeGreaterThan(10);
    // `greenlight init check` writes a script for each check.
    expect(named.filter((name) => !scripts.has(name) && !name.startsWith('simulate:'))).toEqual([]);
  });

  test.each(runHere)('runs as it is shown: $line ($file)', async ({ words }) => {
    const folder = mkdtempSync(join(tmpdir(), 'greenlight-docs-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { code, stdout, stderr } = await runShown(words, folder);

    // 1 is an answer, such as a deployment that rolls back as it should.
    expect(code, `${stdout}${stderr}`).toBeLessThan(2);
  });

  describe('in a folder with the files that it names', () => {
    const before = process.cwd();
    const folder = mkdtempSync(join(tmpdir(), 'greenlight-docs-'));
    beforeAll(() => {
      writeFiles(folder, []);
      process.chdir(folder);
    });
    afterAll(() => {
      process.chdir(before);
      rmSync(folder, { recursive: true });
    });

    test.each(ofGreenlight)('is one that greenlight takes: $line ($file)', async ({ words }) => {
      const program = createProgram();
      withoutActions(program);

      // Nothing is done, so nothing is written.
      await program.parseAsync(words, { from: 'user' });
    });
  });
});

test('a command in a sentence exists, and has the flags that are named', () => {
  const named = readInline();

  expect(named.length).toBeGreaterThan(100);
  expect(named.flatMap(({ file, line }) => unknownIn(line).map((word) => `${file}: ${line}: ${word}`))).toEqual([]);
});

/** Words of a command line that the program does not have: a command, or flags. */
function unknownIn(line: string): string[] {
  const [, ...words] = line.split(' ');
  let command: Command = greenlight;
  while (words[0] !== undefined && !words[0].startsWith('-')) {
    const inner = command.commands.find((each) => each.name() === words[0]);
    if (!inner) break;
    command = inner;
    words.shift();
  }
  const isHelp = ['help', '--help', '--version', '…', 'placeholder'].includes(words[0] ?? '');
  if (command.parent === null && !isHelp) return [words[0] ?? 'no command'];
  const flags = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split('=')[0] ?? '');
  const known = command.options.flatMap(({ long, short }) => [long, short, long?.replace('--no-', '--')]);
  return flags.filter((flag) => flag !== '--help' && !known.includes(flag));
}

/** The entry of the table that a command falls under. */
function proofOf(line: string): string | undefined {
  const own = line.replace(/^npx greenlight /, 'greenlight ');
  const fits = Object.keys(elsewhere).filter((command) => own.startsWith(command));
  return fits.toSorted((one, other) => other.length - one.length)[0];
}

/** The command line is read as always, and nothing is done. */
function withoutActions(command: Command): void {
  command.exitOverride().action(() => {});
  for (const inner of command.commands) withoutActions(inner);
}
