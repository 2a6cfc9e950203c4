import { describe, expect, test } from 'vitest';
import { whetherComparable } from '../../../../src/checks/metrics/compare/whether-comparable.ts';
import type { Baseline } from '../../../../src/checks/metrics/config/metrics-config.ts';
import { hookableStages } from '../../../../src/hook/target.ts';

const [pre, shift, post] = [
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
] as const;

const yes = { is: 'yes' };
const noTraffic = (stage: string) => ({
  is: 'never',
  because: `the new version has no traffic at ${stage}: attach the gate at a later stage`,
});
const notYet = (strategy: string) => ({
  is: 'never',
  because: `at ${pre} of a deployment with the strategy ${strategy} the new version has no production traffic: attach the gate at POST_PRODUCTION_TRAFFIC_SHIFT with "baseline": "before"`,
});
const noLonger = (stage: string) => ({
  is: 'never',
  because: `the old version has no traffic any more at ${stage}: set "baseline": "before", or attach the gate to the steps of a linear or canary deployment`,
});
const first = { is: 'not-here', because: 'before the first step the new version has no production traffic' };
const last = { is: 'not-here', because: 'after the last step the old version has no production traffic' };

describe('both versions can be compared', () => {
  test.each<[string, number | undefined, string | undefined, Baseline, object]>([
    ['RECONCILE_SERVICE', undefined, 'CANARY', 'before', noTraffic('RECONCILE_SERVICE')],
    ['PRE_SCALE_UP', undefined, 'CANARY', 'concurrent', noTraffic('PRE_SCALE_UP')],
    ['POST_SCALE_UP', undefined, 'BLUE_GREEN', 'before', noTraffic('POST_SCALE_UP')],
    [pre, 0, 'BLUE_GREEN', 'before', notYet('BLUE_GREEN')],
    [pre, undefined, undefined, 'concurrent', notYet('unknown')],
    [pre, 0, 'LINEAR', 'concurrent', first],
    [pre, 0, 'CANARY', 'before', first],
    [pre, 10, 'CANARY', 'concurrent', yes],
    [pre, 100, 'LINEAR', 'concurrent', yes],
    [shift, 0, 'CANARY', 'concurrent', yes],
    [shift, 10, 'CANARY', 'concurrent', yes],
    [shift, 100, 'CANARY', 'concurrent', last],
    [shift, 100, 'CANARY', 'before', yes],
    [shift, 100, 'BLUE_GREEN', 'concurrent', noLonger(shift)],
    [shift, 100, 'BLUE_GREEN', 'before', yes],
    [post, undefined, 'LINEAR', 'concurrent', noLonger(post)],
    [post, undefined, 'LINEAR', 'before', yes],
  ])('at %s with a weight of %s, %s and the baseline %s: %j', (stage, productionWeight, strategy, baseline, is) => {
    expect(whetherComparable({ stage, productionWeight }, strategy, baseline)).toEqual(is);
  });

  test('at the stages of test traffic, with any strategy', () => {
    for (const stage of hookableStages.filter((one) => one.includes('TEST_TRAFFIC'))) {
      for (const strategy of ['BLUE_GREEN', 'LINEAR', 'CANARY', undefined]) {
        expect(whetherComparable({ stage, productionWeight: 0 }, strategy, 'concurrent')).toEqual(yes);
      }
    }
  });
});
