import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bashCompletion } from '../../../src/cli/completion/bash.ts';
import { fishCompletion } from '../../../src/cli/completion/fish.ts';
import { readProgram } from '../../../src/cli/completion/read-program.ts';
import { zshCompletion } from '../../../src/cli/completion/zsh.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { runCli } from '../run-cli.ts';

const program = readProgram(createProgram(), ['PRE_SCALE_UP', 'POST_SCALE_UP']);
const commands = program.commands.map(({ name }) => name);

/** A shell's completion of a line, done by the shell itself. */
type Complete = (line: string) => readonly string[];

const shells: readonly [string, string, (script: string) => Complete][] = [
  [
    'bash',
    bashCompletion(program),
    (script) => (line) => {
      const words = line.split(' ');
      const probe = `source ${script}; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _greenlight; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return lines(execFileSync('bash', ['--norc', '-c', probe], { encoding: 'utf8' }));
    },
  ],
  [
    'fish',
    fishCompletion(program),
    (script) => (line) =>
      lines(
        execFileSync('fish', ['--no-config', '-c', `source ${script}; complete -C '${line}'`], { encoding: 'utf8' }),
      ).map((each) => each.split('\t')[0] ?? ''),
  ],
];

const folder = mkdtempSync(join(tmpdir(), 'greenlight-completion-'));

describe.each(shells)('completion in %s', (shell, text, make) => {
  const has = spawnSync(shell, ['--version']).status === 0;
  if (!has) process.stderr.write(`skipping the completion of ${shell}: it is not installed here\n`);
  const script = join(folder, `greenlight.${shell}`);
  writeFileSync(script, text);
  const complete = make(script);

  test.skipIf(!has)('knows every command', () => {
    expect(complete('greenlight ')).toEqual(expect.arrayContaining(commands));
    expect(complete('greenlight det')).toEqual(['detach']);
  });

  test.skipIf(!has)('knows the flags of a command, and no others', () => {
    expect(complete('greenlight attach --allow')).toEqual(['--allow-fail-open']);
    expect(complete('greenlight detach --allow')).toEqual([]);
  });

  test.skipIf(!has)('knows the values of a flag and of an argument', () => {
    expect(complete('greenlight attach --print c').toSorted()).toEqual(['cdk', 'cli', 'cloudformation']);
    expect(complete('greenlight completion ').toSorted()).toEqual(['bash', 'fish', 'zsh']);
    expect(complete('greenlight iam invoke')).toEqual(['invoke-role']);
  });

  test.skipIf(!has)('knows a command within a command, with its flags', () => {
    expect(complete('greenlight init ch')).toEqual(['check']);
    expect(complete('greenlight init check shop --templ')).toEqual(['--template']);
    expect(complete('greenlight init check shop --template ht')).toEqual(['http']);
  });

  test.skipIf(!has)('knows the second argument of a command', () => {
    expect(complete('greenlight iam hook ')).toContain('smoke');
    expect(complete(`greenlight audit verify ${folder}/greenlight.${shell.slice(0, 2)}`)).toContain(
      `${folder}/greenlight.${shell}`,
    );
  });

  test.skipIf(!has)('knows the argument after a flag and its value', () => {
    expect(complete('greenlight iam --region eu-west-1 invoke')).toEqual(['invoke-role']);
    expect(complete('greenlight iam -o json --account 111122223333 hook alar')).toContain('alarms');
    expect(complete('greenlight iam --explain appro')).toContain('approver');
  });

  test.skipIf(!has)('knows stages, even after a comma', () => {
    expect(complete('greenlight attach --at PRE')).toEqual(['PRE_SCALE_UP']);
    expect(complete('greenlight attach --at PRE_SCALE_UP,POST')).toEqual(['PRE_SCALE_UP,POST_SCALE_UP']);
  });

  test.skipIf(!has)('offers files if one is expected', () => {
    for (const command of ['attach --file', 'lint', 'smoke', 'smoke --url http://localhost:80'])
      expect(complete(`greenlight ${command} ${folder}/greenlight.${shell.slice(0, 2)}`)).toContain(
        `${folder}/greenlight.${shell}`,
      );
  });
});

describe('completion in zsh', () => {
  const has = spawnSync('zsh', ['--version']).status === 0;
  if (!has) process.stderr.write('skipping the completion of zsh: it is not installed here\n');

  test.skipIf(!has)('is accepted, and registers itself', () => {
    const script = join(folder, 'greenlight.zsh');
    writeFileSync(script, zshCompletion(program));

    execFileSync('zsh', ['-n', script]);
    const registered = execFileSync(
      'zsh',
      ['-f', '-c', `autoload -Uz compinit; compinit -u -D; source ${script}; echo $_comps[greenlight]`],
      { encoding: 'utf8' },
    );

    expect(registered.trim()).toBe('_greenlight');
  });
});

test.each(['bash', 'zsh', 'fish'])('greenlight completion %s prints only the script', async (shell) => {
  const { code, stdout, stderr } = await runCli(['completion', shell]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`${shell} completion for greenlight`);
  for (const name of commands) expect(stdout).toContain(name);
});

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
