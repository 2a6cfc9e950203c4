import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { compileCache } from '../helpers/cache-folder.ts';

/** The start-up time depends on the number of modules: with 448 of our own it was half a second. Each command has one. */
const mostOwnModules = 77;

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('starting greenlight', () => {
  test.each(['--version', '--help', 'attach --help', 'completion bash', 'status --no-such-flag'])(
    'with %s loads no command that is not called',
    async (words) => {
      const modules = await loadedBy(words.split(' '));
      const own = modules.filter((path) => !path.startsWith('node_modules/'));

      expect(own).toContain('src/cli/program.ts');
      expect(own.length).toBeLessThanOrEqual(mostOwnModules);
      // Two of them are 5 kB together, and measure how wide a line is.
      expect(packagesOf(modules).toSorted()).toEqual(['commander', 'fast-string-truncated-width', 'fast-string-width']);
      expect(own.filter((path) => /^src\/(checks|functions|approval|simulate|watcher|storage)\//.test(path))).toEqual(
        [],
      );
    },
  );

  test.each([
    ['plan', ['plan', 'a/b', '--file', 'no-such-file.json']],
    ['simulate', ['simulate', '--hook', './no-such-hook.mjs@PRE_SCALE_UP']],
    ['iam', ['iam', 'cli']],
  ])('with %s loads that command', async (name, args) => {
    const own = (await loadedBy(args)).filter((path) => path.startsWith(`src/cli/${name}/`));

    expect(own.length).toBeGreaterThan(2);
  });
});

function packagesOf(modules: readonly string[]): readonly string[] {
  const names = modules.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(names)];
}

/** Every file that Node loads to run `greenlight` with these arguments, from the root of the repository, with any exit code. */
async function loadedBy(args: readonly string[]): Promise<readonly string[]> {
  const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const command = ['--import', new URL('./print-modules.mjs', import.meta.url).href, program, ...args];
  const env = { ...process.env, NODE_COMPILE_CACHE: compileCache };
  const stderr = await promisify(execFile)(process.execPath, command, { cwd: root, env }).then(
    (run) => run.stderr,
    (failed: { stderr: string }) => failed.stderr,
  );
  const [, list = '[]'] = /^loaded (\[.*\])$/m.exec(stderr) ?? [];
  const urls: string[] = JSON.parse(list);
  return urls.map((url) => fileURLToPath(url).slice(root.length));
}
