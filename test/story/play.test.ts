import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Plays a story as `npm run demo -- --play …` does, and reads its last line. */
function play(story: string): Promise<{ code: number; lines: string[]; played: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [main, 'demo', '--play', story], { encoding: 'utf8' }, (error, stdout, stderr) => {
      const lines = stdout.trimEnd().split('\n');
      try {
        resolve({ code: error ? Number(error.code ?? 1) : 0, lines, played: JSON.parse(lines.at(-1) ?? '') });
      } catch {
        reject(new Error(`the last line is no JSON:\n${stdout}\n${stderr}`));
      }
    });
  });
}

describe('greenlight demo --play', { timeout: 90_000 }, () => {
  it('ends SUCCESSFUL once the release is approved, and production moved to green', async () => {
    const { code, lines, played } = await play('approve');

    expect(code).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      problems: [],
      deployment: { status: 'SUCCESSFUL', statusReason: null },
      decision: { status: 'APPROVED', by: 'ana@shop.example', via: 'desk', reason: 'looks good on my phone' },
      production: { green: expect.toSatisfy((count: number) => count > 0) },
    });
    expect((played['stages'] as { stage: string }[]).map(({ stage }) => stage)).toEqual([
      'PRE_SCALE_UP',
      'SCALE_UP',
      'POST_SCALE_UP',
      'TEST_TRAFFIC_SHIFT',
      'POST_TEST_TRAFFIC_SHIFT',
      'PRE_PRODUCTION_TRAFFIC_SHIFT',
      'PRODUCTION_TRAFFIC_SHIFT',
      'POST_PRODUCTION_TRAFFIC_SHIFT',
      'BAKE_TIME',
      'CLEAN_UP',
    ]);
    expect(lines.some((line) => line.includes('the reviewer is told: Your approval is recorded'))).toBe(true);
  });

  it('ends ROLLBACK_SUCCESSFUL once the release is rejected, and production never served green', async () => {
    const { code, played } = await play('reject');

    expect(code).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      deployment: { status: 'ROLLBACK_SUCCESSFUL' },
      decision: { status: 'REJECTED', reason: 'the new colour hides the price' },
      production: { green: 0 },
    });
  });

  it('ends ROLLBACK_SUCCESSFUL when the smoke test finds the new version broken, and nobody is asked', async () => {
    const { code, played } = await play('smoke-fails');

    expect(code).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      deployment: { status: 'ROLLBACK_SUCCESSFUL' },
      decision: null,
      production: { green: 0 },
    });
    expect(played['hooks']).toContainEqual(
      expect.objectContaining({ function: 'greenlight-smoke-hook', status: 'FAILED' }),
    );
  });

  it('ends ROLLBACK_SUCCESSFUL when an alarm fires, and nobody is asked', async () => {
    const { code, played } = await play('alarm-fires');

    expect(code).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      deployment: { status: 'ROLLBACK_SUCCESSFUL' },
      decision: null,
      production: { green: 0 },
    });
    expect(played['hooks']).toContainEqual(
      expect.objectContaining({ function: 'greenlight-alarm-hook', status: 'FAILED' }),
    );
  });
});
