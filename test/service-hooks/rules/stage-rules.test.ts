import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/hook/json.ts';
import { judgeHookedService } from '../../../src/service-hooks/rules/service-rules.ts';
import { stageRules } from '../../../src/service-hooks/rules/stage-rules.ts';
import { readServiceHooks } from '../../../src/service-hooks/service-hook.ts';
import { directory, hookedService, smoke } from '../../cli/attach/hooks.ts';

const concurrent = { metrics: { compare: ['errorRate'], baseline: 'concurrent' } };
const before = { metrics: { compare: ['errorRate'], baseline: 'before' } };
const compared = { smoke: { requests: [{ path: '/' }, { path: '/prices', compare: true }] } };
const load = { load: { requestsPerSecond: 5, seconds: 60 } };
const production = { load: { requestsPerSecond: 5, seconds: 60, to: 'production' } };
const health = { 'target-health': {} };
const [preScale, postScale, postTest] = ['PRE_SCALE_UP', 'POST_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT'] as const;
const [pre, shift, post] = [
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
] as const;
const at = 'lifecycleHooks[0].hookDetails.checks[0]';
const stages = 'lifecycleHooks[0].lifecycleStages';

describe('a check that refuses its stage or strategy is found beforehand', () => {
  test.each<[[stage: string, strategy: string, check: JsonObject], found: string, change: string]>([
    [
      [shift, 'BLUE_GREEN', concurrent],
      `${at}.metrics.baseline is "concurrent" at ${shift}, and the strategy is BLUE_GREEN`,
      `set ${at}.metrics.baseline to "before" and ${stages} to ["${post}"]`,
    ],
    [
      [post, 'CANARY', concurrent],
      `${at}.metrics.baseline is "concurrent" at ${post}, and the strategy is CANARY`,
      `set ${stages} to ["${shift}"]`,
    ],
    [
      [pre, 'BLUE_GREEN', before],
      `${at}.metrics.baseline is "before" at ${pre}, and the strategy is BLUE_GREEN`,
      `set ${at}.metrics.baseline to "before" and ${stages} to ["${post}"]`,
    ],
    [
      [post, 'unknown', concurrent],
      `${at}.metrics.baseline is "concurrent" at ${post}`,
      `set ${at}.metrics.baseline to "before" and ${stages} to ["${post}"]`,
    ],
    [
      [shift, 'BLUE_GREEN', { sequence: [health, { any: [concurrent, load] }] }],
      `${at}.sequence[1].any[0].metrics.baseline is "concurrent" at ${shift}, and the strategy is BLUE_GREEN`,
      `set ${at}.sequence[1].any[0].metrics.baseline to "before" and ${stages} to ["${post}"]`,
    ],
    [[shift, 'CANARY', compared], `${at}.smoke.requests has "compare" at ${shift}`, `set ${stages} to ["${postTest}"]`],
    [[postScale, 'LINEAR', load], `${at}.load.to is "test" at ${postScale}`, `set ${stages} to ["${postTest}"]`],
    [[pre, 'LINEAR', production], `${at}.load.to is "production" at ${pre}`, `set ${stages} to ["${shift}"]`],
    [[preScale, 'ROLLING', health], `${at}.target-health is at ${preScale}`, `set ${stages} to ["${postScale}"]`],
  ])('%j: %s', async (place, found, change) => {
    const judged = await judge(...place);

    expect(judged).toHaveLength(3);
    for (const one of judged) expect(one).toMatchObject({ found, remedy: { change } });
  });

  test.each<[string, string, JsonObject]>([
    [shift, 'CANARY', concurrent],
    [shift, 'unknown', concurrent],
    [pre, 'unknown', before],
    [post, 'BLUE_GREEN', before],
    [post, 'BLUE_GREEN', { metrics: { ...concurrent.metrics, dryRun: true } }],
    [postTest, 'BLUE_GREEN', compared],
    [pre, 'BLUE_GREEN', compared],
    [post, 'ROLLING', concurrent],
    [postTest, 'BLUE_GREEN', load],
    [postScale, 'BLUE_GREEN', { load: { ...load.load, baseUrl: 'https://green.example.com' } }],
    [shift, 'CANARY', production],
    [postScale, 'BLUE_GREEN', health],
  ])('and nothing is said at %s with %s of %j', async (stage, strategy, check) => {
    expect(await judge(stage, strategy, check)).toEqual([]);
  });

  test('in a smoke hook as well', async () => {
    const hook = smoke({ lifecycleStages: [postTest, post], hookDetails: compared.smoke });
    const service = hookedService({ hooks: await readServiceHooks([hook], directory) });
    const found = stageRules['smoke-compares-too-late'].judge(service);

    expect(found).toMatchObject([{ found: `lifecycleHooks[0].hookDetails.requests has "compare" at ${post}` }]);
  });
});

/** What attach, plan and doctor show. */
async function judge(stage: string, strategy: string, check: JsonObject) {
  const hookDetails = { checks: [check] };
  const hook = smoke({ hookTargetArn: directory.arns.gate, lifecycleStages: [stage], hookDetails });
  const hooks = await readServiceHooks([hook], directory);
  expect(hooks[0]?.configuration).toMatchObject({ problem: undefined });
  return (['attach', 'plan', 'doctor'] as const)
    .flatMap((shower) => judgeHookedService(hookedService({ strategy, hooks }), shower))
    .filter(({ rule, kind }) => rule in stageRules && kind === 'found');
}
