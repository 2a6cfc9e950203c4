import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCliProcess, startCli } from './run-cli.ts';

/** Other tests run the commands in their own process; these hold for the program that a shell starts. */
describe('greenlight as a program of its own', () => {
  test('ends with 0, and prints only the result to stdout', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

    expect(await runCliProcess(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('ends with 1 if the answer is no', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'greenlight-main-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const hooks = join(folder, 'hooks.yaml');
    await writeFile(hooks, '- hook: approval\n  hookDetails: { deadlineMinutes: 1380 }\n');
    const flags = ['--owner', 'cloudformation', '--bake-minutes', '1440'];

    const { code, stdout } = await runCliProcess(['plan', '--file', hooks, ...flags]);

    expect([code, stdout]).toEqual([1, expect.stringContaining('exceed what CloudFormation accepts')]);
  });

  test.each([
    ['a usage error', ['status'], "greenlight status: missing required argument 'deployment'\n"],
    ['a command that failed', ['status', 'shop'], 'greenlight status: "shop" is neither a service nor'],
    ['no arguments', [], 'Usage: greenlight'],
  ])('ends with 2 and prints to stderr for %s', async (_what, args, said) => {
    const { code, stdout, stderr } = await runCliProcess(args);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
  });

  test.each([[['--help']], [['attach', '--help']]])(
    'ends silently, and without an error, if nothing reads its output any more: %j',
    async (args) => {
      const child = startCli(args);
      child.stdout.destroy();
      const [[code], errors] = await Promise.all([once(child, 'close'), text(child.stderr)]);

      expect(errors).toBe('');
      expect(code).toBe(0);
    },
  );
});
