import { describe, expect, test } from 'vitest';
import { metricsConfigSchema } from '../../../../src/checks/metrics/config/metrics-config.ts';
import { readConfiguration } from '../../../../src/hook/configuration.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';

const metric = { namespace: 'Shop', name: 'Errors', statistic: 'Sum' };
const read = { ...metric, dimensions: {} };
const base = { name: 'errors', metric, success: { max: 5 } };

/** What one entry of `conditions` becomes, or why it is refused. What is undefined is left out. */
async function readOne(change: object) {
  const entry = JSON.parse(JSON.stringify({ ...base, ...change })) as JsonObject;
  const done = await readConfiguration({ conditions: [entry], prometheus: 'cloudwatch' }, {}, metricsConfigSchema);
  return done.ok ? done.config.conditions[0] : done.reason;
}

const math = { metric: undefined, math: '100 * a / b', metrics: { a: metric, b: metric } };
const promql = { metric: undefined, promql: 'up' };

describe('a condition', () => {
  test('is completed', async () => {
    expect(await readOne({})).toEqual({
      ...{ name: 'errors', source: { metric: read }, success: { max: 5 }, failure: undefined },
      ...{ periodMinutes: 1, samples: undefined, missing: 'inconclusive' },
    });
  });

  test.each([
    [math, { math: '100 * a / b', metrics: { a: read, b: read } }],
    [promql, { promql: 'up' }],
    [{ ...promql, promql: 'u'.repeat(4096) }, { promql: 'u'.repeat(4096) }],
  ])('%j is read from its source', async (change, source) => {
    expect(await readOne(change)).toMatchObject({ source });
  });

  const other = { ...metric, name: 'Requests' };

  test.each([
    [{ ...math, samples: { of: 'b', min: 7 }, missing: 'zero' }, { metric: read }],
    [{ samples: { metric: other, min: 7 } }, { metric: { ...read, name: 'Requests' } }],
    [{ samples: { promql: 'sum(up)', min: 7 } }, { promql: 'sum(up)' }],
  ])('%j counts its samples', async (change, source) => {
    expect(await readOne(change)).toMatchObject({ samples: { source, min: 7 } });
  });

  test.each([
    [{ below: 5 }, { min: 5 }],
    [{ max: 5 }, { above: 5 }],
    [{ min: 5 }, { below: 5 }],
    [{ above: 5 }, { max: 5 }],
    [{ below: 5 }, { above: 5 }],
    [{ min: 1, max: 1 }, { above: 1 }],
    [{ max: 1 }, { min: 2, max: 3 }],
  ])('may have success %j and failure %j', async (success, failure) => {
    expect(await readOne({ success, failure })).toMatchObject({ success, failure });
  });
});

const noName = '.name: expected a name of 1 to 60 characters';
const oneSource = ': expected exactly one of "metric", "math" and "promql"';
const noValue = '.success: expected the upper bound to be at least the lower one, and more with "above" or "below"';
const common = ': expected ranges of "success" and "failure" that do not overlap';
const countSamples = '.samples: expected exactly one of "of", "metric" and "promql": what counts the samples';

describe('a condition is refused', () => {
  test.each<[object, string]>([
    [{ name: undefined }, '.name: missing'],
    [{ name: 7 }, `${noName}, not 7`],
    [{ name: '' }, `${noName}, not an empty string`],
    [{ name: 'n'.repeat(61) }, `${noName}, not 61`],
    [{ metric: undefined }, oneSource],
    [{ promql: 'up' }, oneSource],
    [{ ...math, promql: 'up' }, oneSource],
    [{ ...math, metrics: [] }, '.metrics: expected an object of ids and metrics, not a list of 0'],
    [{ ...math, metrics: undefined }, ': expected "math" and "metrics" together'],
    [{ metrics: math.metrics }, ': expected "math" and "metrics" together'],
    [{ ...math, math: 7 }, '.math: expected an expression, not 7'],
    [{ ...math, math: '' }, '.math: expected an expression, such as "100 * errors / requests", not an empty string'],
    [{ ...promql, promql: 7 }, '.promql: expected a PromQL expression, not 7'],
    [{ ...promql, promql: '' }, '.promql: expected a PromQL expression, not an empty string'],
    [{ success: undefined }, ': expected "success" or "failure" or both: without a range every value would be good'],
    [{ success: {} }, '.success: expected at least one of min, max, above and below, such as {"max": 1}'],
    [{ success: { max: '5' } }, '.success.max: expected a number, not "5"'],
    [{ success: { min: 1, above: 1 } }, '.success: expected either min or above, which exclude each other'],
    [{ success: { max: 1, below: 1 } }, '.success: expected either max or below, which exclude each other'],
    [{ success: { min: 2, max: 1 } }, noValue],
    [{ success: { above: 2, below: 1 } }, noValue],
    [{ success: { above: 2, below: 2 } }, noValue],
    [{ success: { min: 2, below: 2 } }, noValue],
    [{ success: undefined, failure: { above: 2, max: 2 } }, noValue.replace('success', 'failure')],
    [{ failure: { min: 5 } }, common],
    [{ failure: { above: 4 } }, common],
    [{ success: { above: 1, below: 3 }, failure: { min: 2, max: 2 } }, common],
    [{ success: { min: 1 }, failure: { max: 1 } }, common],
    [{ success: { below: 5 }, failure: { below: 5 } }, common],
    [{ periodMinutes: 61 }, '.periodMinutes: expected a whole number from 1 to 60, not 61'],
    [{ samples: { min: 5 } }, countSamples],
    [{ ...math, samples: { of: 'a', promql: 'up', min: 5 } }, countSamples],
    [{ ...math, samples: { of: 'c', min: 5 } }, ': expected samples.of to be an id of "metrics"; "c" is not one'],
    [{ samples: { of: 'c', min: 5 } }, ': expected samples.of to be an id of "metrics"; "c" is not one'],
    [{ missing: 'one' }, '.missing: expected "inconclusive" or "zero", not "one"'],
    [
      { missing: 'zero' },
      ': expected "samples" with "missing": "zero": only traffic shows that nothing measured means nothing happened',
    ],
  ])('%j: %s', async (change, why) => {
    expect(await readOne(change)).toBe(`hookDetails.conditions[0]${why}`);
  });

  test('with more metrics, or a longer expression, than there may be', async () => {
    const metrics = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`m${at}`, metric]));

    expect(await readOne({ ...math, metrics })).toMatch(/conditions\[0\]\.metrics: expected at most 50 metrics/);
    expect(await readOne({ ...promql, promql: 'u'.repeat(4097) })).toMatch(/promql: expected at most 4096 characters/);
  });

  test('with a bound that no number can be beyond', async () => {
    const conditions = [{ ...base, success: { max: Number.POSITIVE_INFINITY } }];

    expect(await readConfiguration({ conditions }, {}, metricsConfigSchema)).toMatchObject({
      reason: expect.stringMatching(/success\.max: expected a finite number/),
    });
  });
});
