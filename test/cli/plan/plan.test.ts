import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorsIn, runCli } from '../run-cli.ts';

const file = (text: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'greenlight-plan-')), 'hooks.yaml');
  writeFileSync(path, text);
  return path;
};

const usual = file('- hook: smoke\n- hook: approval\n  hookDetails: { gate: release, reviewers: [a@b.de, c@d.de] }\n');

describe('greenlight plan', () => {
  test('makes no AWS call for a file, and shows the duration and the cost', async () => {
    const { code, stdout, stderr } = await runCli([
      'plan',
      '--file',
      usual,
      '--strategy',
      'linear',
      '--step-percent',
      '50',
      '--bake-minutes',
      '10',
      '-o',
      'json',
    ]);

    expect([code, errorsIn({ stderr })]).toEqual([0, '']);
    // Scale-up 5, smoke 1, two approvals of 30, 6 between the steps, 10 at the end; at worst 30, twice 300, 6, 10.
    expect(JSON.parse(stdout)).toMatchObject({
      strategy: 'LINEAR',
      minutes: { typical: 82, worst: 646 },
      isWithinLimits: true,
    });
  });

  test('exits with 1 if CloudFormation would refuse', async () => {
    const long = file(
      '- hook: approval\n  hookDetails: { deadlineMinutes: 1380 }\n- targetType: PAUSE\n  lifecycleStages: [POST_SCALE_UP]\n  timeoutConfiguration: { timeoutInMinutes: 600 }\n',
    );

    const outside = await runCli(['plan', '--file', long]);
    const inside = await runCli(['plan', '--file', long, '--owner', 'cloudformation']);

    expect(outside.code).toBe(0);
    expect(inside.code).toBe(1);
    expect(inside.stdout).toContain(
      'bake time and timeouts exceed what CloudFormation accepts: 2040 min, allowed are 1980',
    );
  });

  test('says what to write if nothing is named, and if a strategy is misspelled', async () => {
    const nothing = await runCli(['plan']);
    const strategy = await runCli(['plan', '--file', usual, '--strategy', 'blue']);

    expect(nothing).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('neither a service nor a file is named\n  next: write greenlight plan'),
    });
    expect(strategy).toMatchObject({ code: 2, stderr: expect.stringContaining('rolling, blue-green, linear, canary') });
  });

  test.each([
    ['blue-green', '--step-bake-minutes', 'linear'],
    ['linear', '--canary-bake-minutes', 'canary'],
    ['canary', '--step-percent', 'linear'],
    ['rolling', '--canary-percent', 'canary'],
  ])('refuses for %s what applies to another strategy: %s', async (strategy, flag, only) => {
    const { code, stdout, stderr } = await runCli(['plan', '--file', usual, '--strategy', strategy, flag, '12']);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `greenlight plan: ${flag} applies to ${only}, but the strategy is ${strategy}\n  next: write --strategy ${only}\n`,
    );
  });
});
