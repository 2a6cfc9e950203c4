import { describe, expect, test } from 'vitest';
import { lastObject, playHere, runDemo } from './run-demo.ts';

type PlayedHook = { function: string; stage: string; status: string; reason: string };

// Each story mostly waits for its clock.
describe.concurrent('greenlight demo --play', { timeout: 150_000 }, () => {
  test('metrics-fail ends at the first step of a canary, with the response times of both versions', async () => {
    const run = await playHere('metrics-fail', '--speed', '60');
    const played = lastObject(run);

    expect(run.code, run.lines.join('\n')).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      problems: [],
      strategy: 'CANARY',
      deployment: { status: 'ROLLBACK_SUCCESSFUL', statusReason: expect.stringContaining('PRODUCTION_TRAFFIC_SHIFT') },
      production: { maxToGreen: 10 },
    });
    const failed = (played['hooks'] as PlayedHook[]).filter(({ status }) => status === 'FAILED');
    expect(failed).toMatchObject([
      {
        function: 'greenlight-gate-hook',
        stage: 'PRODUCTION_TRAFFIC_SHIFT',
        // How small it is depends on how busy the machine is: response times are real. Up to 0.01, the check fails.
        reason: expect.stringMatching(
          /p50 response time, green against blue: green \d+.* ms, blue \d+.* ms .* p (below|=) 0\.00/,
        ),
      },
    ]);
  });

  test('metrics-pass compares as many minutes, and moves on to all of production', async () => {
    const run = await playHere('metrics-pass', '--speed', '60');
    const played = lastObject(run);

    expect(run.code, run.lines.join('\n')).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      problems: [],
      deployment: { status: 'SUCCESSFUL' },
      production: { maxToGreen: 100 },
    });
    const compared = (played['hooks'] as PlayedHook[]).filter(({ function: name }) => name === 'greenlight-gate-hook');
    expect(compared.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(compared.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/error rate, green against blue: green 0 % of \d+ requests/),
      expect.stringMatching(/not compared at this step: after the last step/),
    ]);
  });

  test('refuses to compare where there are no steps', async () => {
    const run = await runDemo(['--play', 'metrics-pass', '--strategy', 'blue-green']);

    expect(run).toMatchObject({ code: 2, lines: [''] });
    expect(run.stderr).toBe(
      'greenlight demo: metrics-pass compares the two versions at the first step of a canary deployment\n  next: leave out --strategy\n',
    );
  });
});
