import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { exitCodeOfMisuse } from '../../src/cli/command/report-misuse.ts';
import { createProgram } from '../../src/cli/program.ts';
import { type Run, runCli } from './run-cli.ts';
import { tooWide } from './too-wide.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const commands = createProgram().commands.map((command) => command.name());
const innerCommands = createProgram().commands.flatMap((command) =>
  command.commands.map((inner) => `${command.name()} ${inner.name()}`),
);

describe('the help', () => {
  test.each(commands)('of %s explains its exit codes, and has runnable examples', async (name) => {
    const [own, asked] = await Promise.all([parse([name, '--help']), parse(['help', name])]);

    const [, codes = '', examples = ''] = /\nExit codes:\n(.*)\n\nExamples:\n(.*)$/s.exec(own.stdout) ?? [];
    expect({ code: own.code, stderr: own.stderr }).toEqual({ code: 0, stderr: '' });
    expect(asked).toEqual(own);
    expect(codes).toMatch(/^ {2}0 {2}\S.*^ {2}2 {2}\S[^\n]*$/ms);
    expect(examples).toContain(`greenlight ${name}`);
  });

  test.each(innerCommands)('of %s explains its exit codes, has examples and fits 80 columns', async (name) => {
    const { code, stdout } = await parse([...name.split(' '), '--help']);
    const asked = await parse(['help', ...name.split(' ')]);

    expect(asked.stdout).toBe(stdout);

    expect(code).toBe(0);
    expect(stdout).toMatch(/\nExit codes:\n {2}0 {2}.*\nExamples:\n/s);
    expect(stdout).toContain(`greenlight ${name} `);
    expect(tooWide(stdout)).toEqual([]);
  });

  test('of the program names every command', async () => {
    const { code, stdout } = await parse(['--help']);

    expect(code).toBe(0);
    for (const name of commands) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  });

  test.each(['', ...commands])('%s fits 80 columns, with examples that can be pasted', async (name) => {
    const { stdout } = await parse([...(name === '' ? [] : [name]), '--help']);

    expect(tooWide(stdout)).toEqual([]);
  });
});

/** The flags that a command cannot do without. */
const required: Readonly<Record<string, string[]>> = { extend: ['--minutes', '60'] };

describe('invalid arguments', () => {
  test.each(commands)('end %s with 2, with one line for the error and one for the remedy', async (name) => {
    const { code, stdout, stderr } = await parse([name, ...(required[name] ?? []), '--no-such-flag']);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`greenlight ${name}: unknown option '--no-such-flag'\n  next: greenlight ${name} --help\n`);
  });

  test.each(innerCommands)('end %s with 2, and advise its own help', async (name) => {
    const { code, stderr } = await parse([...name.split(' '), '--no-such-flag']);

    expect(code).toBe(2);
    expect(stderr).toBe(`greenlight ${name}: unknown option '--no-such-flag'\n  next: greenlight ${name} --help\n`);
  });

  test.each([
    [['atach'], "greenlight: unknown command 'atach'\n  next: write greenlight attach\n"],
    [['help', 'atach'], `greenlight help: argument 'command' cannot be "atach"\n  next: write one of demo, dev, `],
    [['help', 'init', 'chek'], 'greenlight help: init has no command "chek"\n  next: leave it out\n'],
    [
      ['status'],
      "greenlight status: missing required argument 'deployment'\n  next: write for example greenlight status prod-cluster/retail-ui\n",
    ],
    [['status', '--statck', 'x'], "greenlight status: unknown option '--statck'\n  next: write --stack\n"],
    [
      ['approve', '--revision'],
      "greenlight approve: unknown option '--revision'\n  next: write --reason or --region\n",
    ],
    [
      ['verify', '--signed', 'maybe'],
      'greenlight verify: --signed cannot be "maybe"\n  next: write accepted or refused\n',
    ],
    [
      ['verify', '--signed'],
      "greenlight verify: option '--signed <result>' argument missing\n  next: write --signed accepted or --signed refused\n",
    ],
    [
      ['verify', '--mail'],
      "greenlight verify: option '--mail <address>' argument missing\n  next: write for example --mail ana@example.com\n",
    ],
    [
      ['simulate', '--seed', ''],
      'greenlight simulate: --seed cannot be an empty string\n  next: write a number or a word, such as --seed 7\n',
    ],
    [
      ['simulate', '--seed', ' '],
      'greenlight simulate: --seed cannot be " "\n  next: write a number or a word, such as --seed 7\n',
    ],
    [
      ['reviewers', 'foo'],
      `greenlight reviewers: argument 'what' cannot be "foo"\n  next: write one of add, list, remove, check, confirm\n`,
    ],
    [
      ['status', 'prod/shop', 'b', 'c'],
      "greenlight status: too many arguments for 'status'. Expected 1 argument but got 3: prod/shop, b, c.\n  next: leave out b and c\n",
    ],
    [
      ['simulate', '--services', '99'],
      `greenlight simulate: --services: "99" is not a number from 1 to 20\n  next: write for example --services 3\n`,
    ],
    [
      ['simulate', '--strategy', 'purple'],
      'greenlight simulate: --strategy cannot be "purple"\n  next: write one of rolling, blue-green, linear, canary\n',
    ],
    [
      ['extend', 'prod/shop'],
      "greenlight extend: required option '--minutes <n>' not specified\n  next: write for example --minutes 60\n",
    ],
    [
      ['extend', 'prod/shop', '--minutes', 'soon'],
      'greenlight extend: --minutes: "soon" is not a whole number of minutes from 1 to 99999\n  next: write for example --minutes 60\n',
    ],
    [['simulate', '--switch', 'nope'], 'is not a switch\n  next: write one of '],
    [['-o', 'json'], "greenlight: unknown option '-o'\n"],
    [['demo', '--strategy', 'linear'], 'greenlight demo: --strategy needs --play\n  next: without it'],
  ])('%j end the program with 2', async (args, said) => {
    const { code, stdout, stderr } = await runCli(args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(said);
  });

  test.each([...commands, ...innerCommands])('with an empty value for any flag end %s with 2', async (name) => {
    const words = name.split(' ');
    const command = words.reduce(
      (outer, word) => outer.commands.find((each) => each.name() === word) ?? outer,
      createProgram(),
    );
    for (const { long } of command.options.filter((option) => option.required)) {
      const { code, stdout, stderr } = await parse([...words, long ?? '', '']);

      expect({ long, code, stdout }).toEqual({ long, code: 2, stdout: '' });
      expect(stderr.split('\n')[0]).toContain(`greenlight ${name}: ${long}`);
    }
  });

  test.each([
    [['--smoke', '--details', '{"headers":{"x":"s3cr3t" oops}}'], '--details: it is not valid JSON: '],
    [['--smoke', '--details', '[{"headers":{"x":"s3cr3t"}}]'], '--details: it is not an object'],
    [['--smoke', '--details', '"{"headers":{"x":"s3cr3t"}}'], 'a string of 27 characters that looks like JSON'],
    [
      ['--smoke', '{"headers":{"x":"s3cr3t"}}'],
      "too many arguments for 'attach'. Expected 1 argument but got 2: a/b, {…}.",
    ],
  ])('L10 of %j show no header value', async (words, said) => {
    const { code, stderr } = await parse(['attach', 'a/b', ...words]);

    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain('s3cr3t');
  });

  test('without any, the program prints the help to stderr', async () => {
    const { code, stdout, stderr } = await runCli([]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: greenlight');
  });
});

test('greenlight --version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

  expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('every command that the program and its pages advise exists', () => {
  const files = ['src', 'docs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|md)$/.test(file))
      .map((file) => join(root, folder, file)),
  );
  const advised = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:[`'"]|next: |; |: |\$ |^ *)greenlight ([a-z]+)(?![a-z:-])/gm)].map(
      ([, name = '']) => ({ file, name }),
    ),
  );

  expect(advised.length).toBeGreaterThan(50);
  expect(advised.filter(({ name }) => !commands.includes(name))).toEqual([]);
});

/** What a separate program would print and exit with, for arguments that run no command. */
async function parse(args: readonly string[]): Promise<Run> {
  const program = createProgram();
  const output = { stdout: '', stderr: '' };
  for (const command of [program, ...program.commands.flatMap((each) => [each, ...each.commands])]) {
    command.configureOutput({
      writeOut: (text) => {
        output.stdout += text;
      },
      writeErr: (text) => {
        output.stderr += text;
      },
      getOutHelpWidth: () => 80,
    });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { code: exitCodeOfMisuse(error), ...output };
  }
  return { code: 0, ...output };
}
