import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readOutputs } from '../../../action/simulated-runner.ts';
import { runCli } from '../../run-cli.ts';

describe('greenlight watch -o github', () => {
  test('outside a runner names the variable that is missing, and asks nobody', async () => {
    const { code, stdout, stderr } = await runCli(['watch', 'prod/shop', '-o', 'github']);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('greenlight watch: GITHUB_STEP_SUMMARY is not set');
    expect(stderr).toContain('next: run it in a step of a GitHub Actions workflow');
  });

  test('reports a command that fails in its annotation, summary and outputs too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'greenlight-watch-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const env = { GITHUB_STEP_SUMMARY: join(folder, 'summary.md'), GITHUB_OUTPUT: join(folder, 'output') };
    const { code, stdout } = await runCli(['watch', 'prod/shop', '--wait-until', 'nev##[x]er', '-o', 'github'], {
      env,
    });

    expect(code).toBe(2);
    expect(stdout).toContain('greenlight watch: cannot wait for "nev## [x]er"\n');
    expect(stdout).toMatch(/^::error title=greenlight watch::cannot wait for "nev## \[x\]er"; write done, /m);
    expect(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8')).toContain('cannot wait for &#34;nev&#35;');
    expect(readOutputs(await readFile(env.GITHUB_OUTPUT, 'utf8'))).toEqual({
      end: 'failed',
      status: '',
      deployment: '',
      revision: '',
    });
  });
});
