import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, runCliProcess } from '../run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'observe-profile-'));
afterAll(() => rmSync(folder, { recursive: true }));
const profile = join(folder, 'profile.json');

/** A rollback that begins before production has moved then leaves PRODUCTION_TRAFFIC_SHIFT out, which by default it calls again. */
const switches = ['--switch', 'rollbackProductionHooks=if-shifted', '--switch', 'rollbackTestHooks=if-shifted'];

describe('the profile that observe has written', () => {
  beforeAll(async () => {
    await runCli(['observe', '--local', '--folder', folder, '--only', 'early-rollbacks', ...switches]);
  }, 60_000);

  test('is what the controller of the sandbox does in greenlight demo', async () => {
    const play = (...words: string[]) =>
      runCliProcess(['demo', '--play', 'smoke-fails', '--speed', '60', ...words], { cwd: folder });

    const { code, stdout } = await play('--profile', profile);

    expect(code).toBe(0);
    expect(stagesOfRollback(stdout)).toEqual(['TEST_TRAFFIC_SHIFT']);
  });

  test('is what greenlight simulate plays', async () => {
    const hook = join(folder, 'hook.mjs');
    writeFileSync(
      hook,
      `export const handler = async ({ lifecycleStage }) => ({ hookStatus: lifecycleStage === 'POST_SCALE_UP' ? 'FAILED' : 'SUCCEEDED' });\n`,
    );
    const at = ['--hook', `${hook}@POST_SCALE_UP,PRODUCTION_TRAFFIC_SHIFT`];

    const byDefault = await runCli(['simulate', ...at]);
    const observed = await runCli(['simulate', ...at, '--profile', profile]);

    expect(byDefault.stdout).toMatch(/PRODUCTION_TRAFFIC_SHIFT/);
    expect(observed.code).toBe(byDefault.code);
    expect(observed.stdout).toMatch(/POST_SCALE_UP/);
    expect(observed.stdout).not.toMatch(/PRODUCTION_TRAFFIC_SHIFT/);
  });
});

describe.each(['simulate', 'demo', 'dev'])('greenlight %s --profile', (command) => {
  test.each([
    ['{"schemaVersion": 1, "switches": {"weather": "fine"}}', 'switches.weather is not a switch'],
    ['{"schemaVersion": 1, "switches": {"rollingHooks": "never"}}', 'switches.rollingHooks cannot be "never"'],
    ['{"schemaVersion": 0, "switches": {}}', 'it has schemaVersion 0'],
    ['{"schemaVersion": 1, "experiments": []}', 'it has schemaVersion 1 and no switches'],
    ['{"schemaVersion": 1', 'it is not valid JSON'],
  ])('refuses %s', async (text, said) => {
    const wrong = join(folder, 'wrong.json');
    writeFileSync(wrong, text);

    const { code, stdout, stderr } = await runCli([command, '--profile', wrong]);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
    expect(stderr).toMatch(/\n {2}next: write /);
  });
});

/** From the last line of `demo --play`, which is JSON. */
function stagesOfRollback(stdout: string): readonly string[] {
  const { stages } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    stages: { stage: string; rollback: boolean }[];
  };
  return stages.filter(({ rollback }) => rollback).map(({ stage }) => stage);
}
