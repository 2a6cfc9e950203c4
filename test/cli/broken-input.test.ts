import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { runCli } from './run-cli.ts';

/** No matter what a command is given, it says what is wrong and what to do, and shows nothing of its insides. */
const folder = mkdtempSync(join(tmpdir(), 'greenlight-broken-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return name;
};
const noJson = write('broken.json', '{"lifecycleHooks": [');
const noYaml = write('broken.yaml', 'hooks: [}');
const list = write('list.json', '[1, 2]');
const program = write('broken.mjs', 'export const handler = async ( =>');
const thrower = write('throws.mjs', "throw new TypeError('at load')");

/** Commands whose only argument is a service or a deployment, or nothing. */
const ofAws = createProgram()
  .commands.map((command) => command.name())
  .filter(
    (name) =>
      ![
        'demo',
        'dev',
        'simulate',
        'smoke',
        'lint',
        'completion',
        'help',
        'iam',
        'init',
        'audit',
        'reviewers',
        'plan',
        'open',
      ].includes(name),
  );
const required: Readonly<Record<string, string[]>> = {
  extend: ['--minutes', '60', '--reason', 'no'],
  detach: ['--smoke'],
  attach: ['--smoke'],
  backtest: ['--file', noJson],
  reject: ['--reason', 'no'],
  'break-glass': ['--reason', 'no'],
  rollback: ['--reason', 'no'],
  close: ['--reason', 'no'],
};
const decides = new Set(['approve', 'reject', 'withdraw', 'break-glass', 'extend', 'close', 'rollback']);
const complete = (name: string) => [...(required[name] ?? []), ...(decides.has(name) ? ['--yes'] : [])];
/** They are about the app, and not about one service. */
const serviceOf = (name: string) => (['observe', 'verify'].includes(name) ? [] : ['prod/shop']);

const files = [noJson, noYaml, list, program, 'missing.json', '.', '/dev/null'];

describe('broken input', () => {
  test.each(ofAws)('an invalid name, of %s', async (name) => {
    await expectOneForm([name, 'not a name', ...complete(name)]);
  });

  test.each(ofAws)('a profile that does not exist, of %s', async (name) => {
    const said = await expectOneForm([name, ...serviceOf(name), '--profile', 'nope', ...complete(name)]);

    if (name !== 'backtest') expect(said).toContain('there is no profile nope in');
  });

  test.each(ofAws)('an AWS that cannot be reached, of %s', async (name) => {
    await expectOneForm([name, ...serviceOf(name), ...complete(name)], {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_MAX_ATTEMPTS: '1',
    });
  });

  test.each(files)('the file %s', async (file) => {
    await expectOneForm(['attach', 'prod/shop', '--file', file]);
    await expectOneForm(['plan', '--file', file]);
    await expectOneForm(['lint', file === '.' ? './x.json' : file, '--as', 'hooks'], {}, { mayAnswer: true });
    await expectOneForm(['smoke', file]);
    await expectOneForm(['smoke', '--from', file]);
    await expectOneForm(['attach', 'prod/shop', '--smoke', '--details', file]);
    await expectOneForm(['audit', 'verify', file], {}, { mayAnswer: true });
    await expectOneForm(['simulate', '--hook', `./${file}@PRE_SCALE_UP`]);
    await expectOneForm(['simulate', '--hook', './x.mjs@PRE_SCALE_UP', '--replay', file]);
    await expectOneForm(['simulate', '--hook', `./${program}@PRE_SCALE_UP`, '--event', file]);
    await expectOneForm(['dev', '--hook', file === '.' || file.startsWith('missing') ? file : 'missing.mjs']);
  });

  test.each([
    ['simulate', '--hook', `./${thrower}@PRE_SCALE_UP`],
    ['simulate', '--hook', `./${thrower}@PRE_SCALE_UP`, '--own-process'],
    ['simulate', '--hook', 'http://[@PRE_SCALE_UP'],
    ['simulate', '--record', '/no/such/folder/x', '--hook', './x.mjs@PRE_SCALE_UP'],
    ['open', '--profile', 'nope'],
    ['init', 'prod/shop', '--yes', '--reviewer', 'notamail'],
    ['init', 'prod/shop', '--yes'],
    ['init', 'check'],
    ['init', 'check', 'Shop_Health'],
    ['init', 'check', '../shop'],
    ['init', 'check', 'shop', '--template', 'nope'],
    ['init', 'check', 'shop', '--folder', '/proc/x'],
    ['init', 'check', 'shop', '--folder', noJson],
    ['init', 'check', 'shop', '--stack', 'x'],
    ['demo', '--no-open', '--folder', '/proc/x'],
    ['audit', 'export', '--since', '2026-99-99'],
    ['audit', 'verify'],
    ['reviewers', 'check', '--profile', 'nope'],
    ['iam', 'hook'],
    ['demo', '--strategy', 'linear'],
    ['plan', '--profile', 'nope', 'prod/shop'],
    ['completion', 'tcsh'],
  ])('%s %s %s', async (...args) => {
    await expectOneForm(args);
  });
});

async function expectOneForm(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { mayAnswer = false } = {},
): Promise<string> {
  const { code, stdout, stderr } = await runCli(args, { env, cwd: folder });

  expect(`${stdout}${stderr}`).not.toMatch(/^ +at .*[:(]\d+|node:internal|\bE[A-Z]{4,}: /m);
  if (mayAnswer && code !== 2) return stderr;
  expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
  expect(stderr).toMatch(/^greenlight(?: [a-z-]+){0,2}: \S.*\n(?: {2}next: \S.*\n(?: {4}.*\n)*)$/);
  return stderr;
}
