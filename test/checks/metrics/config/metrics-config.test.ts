import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithin, type Range } from '../../../../src/checks/metrics/config/condition-config.ts';
import { metricsCheck } from '../../../../src/checks/metrics/metrics-check.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { FakeEcs } from '../../../deployment/fake-readers.ts';
import { contextFor, whatIsWrongWith } from '../../check-context.ts';

const never = () => {
  throw new Error('a configuration is read without metrics');
};
const check = metricsCheck({
  cloudwatch: never,
  prometheus: never,
  tasks: { runningTasks: never },
  ecs: new FakeEcs(),
});

const metric = { namespace: 'Shop', name: 'Errors', statistic: 'Sum' };
const condition = { name: 'errors', metric, success: { max: 5 } };

describe('the configuration of the metrics check', () => {
  test('is completed', async () => {
    const { config } = await contextFor(check, { compare: ['errorRate', 'p95'], baseline: 'concurrent' });

    expect(config).toEqual({
      conditions: [],
      compare: [
        { preset: 'errorRate', method: 'statistics', maxRatio: 1.5, floor: 0.5, minRequests: 100, maxP: 0.01 },
        { preset: 'p95', method: 'statistics', maxRatio: 1.3, floor: 50, minRequests: 200, maxP: 0.01 },
      ],
      ...{ baseline: 'concurrent', initialDelayMinutes: 1, watchMinutes: 10, waitMinutes: 10, failureLimit: 0 },
      ...{ consecutive: undefined, inconclusiveLimit: undefined, prometheus: undefined, firstDeployment: 'check' },
      source: { region: undefined, roleArn: undefined, accountId: undefined },
    });
  });

  test.each([
    [{ conditions: [condition] }],
    [{ conditions: [{ ...condition, success: { min: 1, max: 1 }, failure: { above: 1 } }] }],
    [{ conditions: [{ name: 'a', promql: 'up', failure: { below: 1 } }], prometheus: 'cloudwatch' }],
    [{ compare: [{ preset: 'p99', floorMillis: 20 }, 'requestCount'], baseline: 'before', watchMinutes: 10 }],
    [{ compare: [{ preset: 'p95', method: 'ratio' }, 'errorRate'], baseline: 'concurrent', watchMinutes: 3 }],
    [
      {
        conditions: [condition],
        source: { region: 'eu-west-1', roleArn: 'arn:aws:iam::111122223333:role/m', accountId: '111122223333' },
      },
    ],
  ])('%j is valid', async (hookDetails) => {
    expect(await whatIsWrongWith(check, hookDetails)).toBeUndefined();
  });

  const wrong = (change: object) => ({ conditions: [{ ...condition, ...change }] });
  const compared = (entry: unknown, more: object = {}) => ({ compare: [entry], baseline: 'concurrent', ...more });

  test.each<[object, RegExp]>([
    [{}, /^hookDetails: expected "conditions" or "compare" or both: otherwise nothing is judged/],
    [{ conditions: [] }, /^hookDetails.conditions: expected 1 to 20 conditions/],
    [{ conditions: [condition, condition] }, /expected every name once, but "errors" is used twice/],
    [{ ...wrong({}), watchMinute: 5 }, /^hookDetails.watchMinute: unknown key/],
    [wrong({ success: undefined }), /conditions\[0\]: expected "success" or "failure" or both/],
    [wrong({ success: {} }), /conditions\[0\]\.success: expected at least one of min, max, above and below/],
    [wrong({ success: { min: 2, max: 1 } }), /success: expected the upper bound to be at least the lower one/],
    [wrong({ success: { min: 2, above: 1 } }), /success: expected either min or above/],
    [wrong({ success: { max: '5' } }), /success\.max: expected a number, not "5"/],
    [wrong({ success: { max: 5 }, failure: { min: 5 } }), /that do not overlap/],
    [wrong({ promql: 'up' }), /conditions\[0\]: expected exactly one of "metric", "math" and "promql"/],
    [wrong({ metric: undefined, math: 'a/b' }), /expected "math" and "metrics" together/],
    [wrong({ metric: undefined, math: 'a', metrics: { A: metric } }), /expected a name for metric math/],
    [wrong({ samples: { min: 5 } }), /samples: expected exactly one of "of", "metric" and "promql"/],
    [
      wrong({ samples: { of: 'requests', min: 5 } }),
      /expected samples\.of to be an id of "metrics"; "requests" is not one/,
    ],
    [wrong({ missing: 'zero' }), /expected "samples" with "missing": "zero"/],
    [wrong({ metric: { ...metric, statistic: 'p9x' } }), /statistic: expected "Sum".*, not "p9x"/],
    [
      wrong({ metric: { namespace: 'AWS/ApplicationELB', name: 'HTTPCode_Target_5XX_Count', statistic: 'Average' } }),
      /statistic: expected "Sum" for HTTPCode_Target_5XX_Count: any other statistic says nothing about it/,
    ],
    [wrong({ metric: undefined, promql: 'up' }), /^hookDetails\.prometheus: expected the id of a workspace/],
    [{ compare: ['p95'] }, /^hookDetails\.baseline: expected "concurrent" \(linear, canary/],
    [compared('errorrate'), /compare\[0\]: expected "errorRate", "p50", .*, not "errorrate"/],
    [compared({ preset: 'p90' }), /compare\[0\]\.preset: expected "errorRate"/],
    [
      compared({ preset: 'p95', floorPoints: 1 }),
      /compare\[0\]: expected floorPoints for "errorRate", "cpu" and "memory" only/,
    ],
    [compared({ preset: 'errorRate', floorMillis: 1 }), /compare\[0\]: expected floorMillis for response times only/],
    [compared({ preset: 'requestCount', method: 'statistics' }), /expected no "statistics" for "requestCount"/],
    [compared({ preset: 'p95', method: 'ratio', maxP: 0.05 }), /expected no maxP without "statistics"/],
    [
      compared({ preset: 'memory', minRequests: 50 }),
      /expected no minRequests for "memory", which is measured on tasks/,
    ],
    [compared({ preset: 'restarts', maxRatio: 2 }), /expected no maxRatio for "restarts": none are allowed/],
    [compared({ preset: 'p95', maxRatio: 0.5 }), /maxRatio: expected a number from 1 to 100, not 0\.5/],
    [compared({ preset: 'p95', minRequests: 3 }), /minRequests: expected a whole number from 20/],
    [compared('p95', { watchMinutes: 5 }), /watchMinutes: expected at least 10.* or set "method": "ratio"/],
    [{ compare: ['p95', 'p95'], baseline: 'before' }, /expected every preset once, but "p95" is used twice/],
    [{ conditions: [condition], source: { accountId: 111122223333 } }, /source\.accountId: /],
    [{ conditions: [condition], source: { roleArn: 'metrics' } }, /source\.roleArn: expected the ARN of a role/],
  ])('%j is refused with what to write instead', async (hookDetails, reason) => {
    expect(await whatIsWrongWith(check, JSON.parse(JSON.stringify(hookDetails)))).toMatch(reason);
  });
});

describe('a key of the metrics check', () => {
  const one = { conditions: [condition] };
  const promql = { name: 'down', promql: 'up == 0', failure: { above: 0 } };
  const workspace = 'expected the id of a workspace, such as "ws-0a1b2c3d", or "cloudwatch"';
  const account = 'source.accountId: expected an account of 12 digits in quotes';
  const tooShort =
    'watchMinutes: expected at least 10, not 9: response times are compared minute by minute; or set "method": "ratio"';

  test.each<[JsonObject, string]>([
    [{ conditions: 'errors' }, 'conditions: expected a list of conditions, not "errors"'],
    [{ conditions: [] }, 'conditions: expected 1 to 20 conditions, not a list of 0'],
    [{ conditions: Array.from({ length: 21 }, () => condition) }, 'conditions: expected 1 to 20 conditions, not 21'],
    [{ compare: 'p95', baseline: 'before' }, 'compare: expected a list of presets, not "p95"'],
    [
      { compare: [], baseline: 'before' },
      'compare: expected at least one preset, such as "errorRate", not a list of 0',
    ],
    [{ compare: ['p95'], baseline: 'blue' }, 'baseline: expected "concurrent" or "before", not "blue"'],
    [{ ...one, firstDeployment: 'skip' }, 'firstDeployment: expected "check" or "pass", not "skip"'],
    [{ ...one, prometheus: 'workspace' }, `prometheus: ${workspace}, not "workspace"`],
    [{ ...one, prometheus: 'ws-1 ' }, `prometheus: ${workspace}, not "ws-1 "`],
    [{ ...one, prometheus: 'a ws-1' }, `prometheus: ${workspace}, not "a ws-1"`],
    [{ ...one, source: { accountId: '1234567890123' } }, `${account}, not "1234567890123"`],
    [{ ...one, source: { accountId: 'a123456789012' } }, `${account}, not "a123456789012"`],
    [{ ...one, source: [] }, 'source: expected an object, not a list of 0'],
    [
      { ...one, source: { externalId: 'shop' } },
      'source: expected externalId only next to roleArn: it is what the trust policy of that role expects',
    ],
    [{ compare: ['errorRate', 'p95'], baseline: 'before', watchMinutes: 9 }, tooShort],
    [{ conditions: [condition, promql] }, `prometheus: ${workspace}: a condition has "promql"`],
    [
      { conditions: [{ ...condition, samples: { promql: 'up', min: 1 } }] },
      `prometheus: ${workspace}: a condition has "promql"`,
    ],
  ])('is refused with its place and what to write instead (%#)', async (hookDetails, why) => {
    expect(await whatIsWrongWith(check, hookDetails)).toBe(`hookDetails.${why}`);
  });

  test('may name a workspace, and the source with its role', async () => {
    const source = {
      ...{ region: 'eu-west-1', roleArn: 'arn:aws:iam::111122223333:role/m' },
      ...{ externalId: 'shop', accountId: '111122223333' },
    };
    const { config } = await contextFor(check, { conditions: [promql], prometheus: 'ws-0a1b2c3d', source });

    expect(config).toMatchObject({ prometheus: 'ws-0a1b2c3d', source });
  });
});

test('success and failure that a configuration accepts never have a value in common', async () => {
  const bound = fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined });
  const range: fc.Arbitrary<Range> = fc.record({ min: bound, max: bound, above: bound, below: bound });
  await fc.assert(
    fc.asyncProperty(range, range, async (success, failure) => {
      const conditions = JSON.parse(JSON.stringify([{ ...condition, success, failure }]));
      if ((await whatIsWrongWith(check, { conditions })) !== undefined) return;
      for (let value = -4; value <= 4; value += 0.5) {
        expect(isWithin(value, success) && isWithin(value, failure)).toBe(false);
      }
    }),
  );
});
