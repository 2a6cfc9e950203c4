import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, onTestFinished, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = join(root, 'examples/own-check');

describe("the example of a team's own check", { timeout: 60_000 }, () => {
  test('type-checks', async () => {
    expect(await run('tsc', '-p', '.', '--singleThreaded')).toEqual({ code: 0, output: '' });
  });

  test('passes its own tests', async () => {
    const { code, output } = await run('vitest', 'run', '--root', '.');

    expect(output).toMatch(/Tests +6 passed \(6\)/);
    expect(code).toBe(0);
  });

  test('holds up a simulated deployment as a bundle, from midnight until its window opens', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'own-check-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const bundle = join(folder, 'release-window/index.mjs');
    // With the flags of the example's own build.
    await build({
      ...{ entryPoints: [join(example, 'src/release-window.ts')], outfile: bundle },
      ...{ bundle: true, platform: 'node', target: 'node24', format: 'esm', logLevel: 'silent' },
      alias: { 'ecs-greenlight': join(root, 'src/index.ts') },
    });

    const hook = ['--hook', `${bundle}@PRE_PRODUCTION_TRAFFIC_SHIFT`, '--hook-details', 'hook-details.json'];
    const { code, output } = await run('node', join(root, 'bin/greenlight.js'), 'simulate', ...hook);

    expect(output).toContain('release-window  SUCCEEDED · my-service may be released from 9:00 to 16:00 UTC');
    expect(code).toBe(0);
  });
});

/** Runs a tool of the repository in the example's folder. */
function run(tool: string, ...flags: readonly string[]): Promise<{ code: number; output: string }> {
  const PATH = [join(root, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
  return new Promise((resolve) => {
    execFile(tool, flags, { cwd: example, env: { PATH, NO_COLOR: '1' } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
    });
  });
}
