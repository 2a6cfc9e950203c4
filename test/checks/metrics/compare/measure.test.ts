import { describe, expect, test } from 'vitest';
import { measure } from '../../../../src/checks/metrics/compare/measure.ts';
import { measureTasks } from '../../../../src/checks/metrics/compare/measure-tasks.ts';
import type { SideMeasured } from '../../../../src/checks/metrics/compare/read-side.ts';
import type { MetricComparison } from '../../../../src/checks/metrics/config/comparison-config.ts';

const errorRate: MetricComparison = {
  preset: 'errorRate',
  method: 'statistics',
  maxRatio: 1.5,
  floor: 1,
  minRequests: 100,
  maxP: 0.01,
};
const requestCount: MetricComparison = { ...errorRate, preset: 'requestCount', method: 'ratio', maxRatio: 2 };

const side = (requests: number, errors = 0, unanswered = 0): SideMeasured => ({
  minutes: 10,
  ...{ requests, errors, unanswered },
  times: new Map(),
});

describe('errorRate', () => {
  test('shows both rates, the interval of green, and the probability', () => {
    const { found, lacks, p } = measure(errorRate, { green: side(1000, 20), blue: side(2000, 20) }, 1);

    expect(found).toBe(
      'green 2 % of 1000 requests (98 % between 1.199 % and 3.318 %), blue 1 % of 2000 requests, p = 0.021',
    );
    expect(p).toBeCloseTo(0.02072971749, 10);
    expect(lacks).toBeUndefined();
  });

  test('says how many requests of green had no answer', () => {
    const { found } = measure(errorRate, { green: side(1000, 20, 7), blue: side(2000, 20, 9) }, 1);

    expect(found).toMatch(/, blue 1 % of 2000 requests, 7 of green unanswered, p = 0\.021$/);
  });

  test.each([
    [
      'hangs',
      side(500, 0, 500),
      side(2000, 20, 9),
      /did not answer 500 of 500 requests to green, and 9 of 2000 to blue$/,
    ],
    ['breaks off now and then', side(1000, 0, 40), side(1000), /did not answer 40 of 1000 requests to green/],
    ['has clients that go as often as those of blue', side(1000, 0, 100), side(1000, 0, 90), undefined],
    ['has a few more, which may be chance', side(1000, 0, 12), side(1000, 0, 4), undefined],
    ['has fewer', side(1000, 0, 1), side(1000, 0, 90), undefined],
  ])('is not known if green %s', (_what, green, blue, unknown) => {
    const measured = measure(errorRate, { green, blue }, 1);

    if (unknown === undefined) expect(measured.unknown).toBeUndefined();
    else expect(measured.unknown).toMatch(unknown);
  });

  test('is not known by the ratio alone, either', () => {
    const sides = { green: side(1000, 0, 20), blue: side(1000, 0, 10) };

    expect(measure({ ...errorRate, method: 'ratio' }, sides, 1).unknown).toMatch(/^the targets did not answer 20 of/);
    expect(measure(errorRate, sides, 1).unknown).toBeUndefined();
  });

  test('has no probability if it is compared by the ratio', () => {
    const byRatio = measure({ ...errorRate, method: 'ratio' }, { green: side(1000, 20), blue: side(2000, 20) }, 1);

    expect(byRatio).toMatchObject({ lacks: undefined, isBeyond: true, p: undefined });
    expect(byRatio.found).toMatch(/, blue 1 % of 2000 requests$/);
  });

  test.each([
    [99, 100, 'green had 99 of at least 100 requests'],
    [100, 99, 'blue had 99 of at least 100 requests'],
    [0, 0, 'green had 0 and blue had 0 of at least 100 requests'],
  ])('has none either with %d and %d requests, which are too few', (green, blue, lacks) => {
    expect(measure(errorRate, { green: side(green), blue: side(blue) }, 1)).toMatchObject({ lacks, p: undefined });
  });

  test('is nothing without requests', () => {
    expect(measure(errorRate, { green: side(0), blue: side(0) }, 1).found).toBe(
      'green 0 % of 0 requests (98 % between 0 % and 100 %), blue 0 % of 0 requests',
    );
  });

  test.each([
    ['both are exceeded', 40, 20, true],
    ['the ratio is just reached', 60, 40, false],
    ['only the ratio is exceeded', 15, 9, false],
    ['the floor is just reached', 25, 15, true],
    ['only the floor is exceeded', 400, 300, false],
    ['only green has errors', 10, 0, true],
  ])('is beyond ratio and floor if %s', (_title, green, blue, isBeyond) => {
    const sides = { green: side(1000, green), blue: side(1000, blue) };

    expect(measure(errorRate, sides, 1).isBeyond).toBe(isBeyond);
  });
});

describe('requestCount', () => {
  test.each([
    ['half of the number expected from blue', 500, false],
    ['less than half', 499, true],
    ['none at all', 0, true],
  ])('of %s', (_title, requests, isBeyond) => {
    const measured = measure(requestCount, { green: side(requests), blue: side(4000) }, 0.25);

    expect(measured).toMatchObject({ lacks: undefined, isBeyond, p: undefined });
    expect(measured.found).toBe(`green ${requests / 10} requests/min, expected from blue: 100`);
  });

  test('needs enough requests of blue, and a known share', () => {
    const lacks = (blue: number, share: number | undefined) =>
      measure(requestCount, { green: side(0), blue: side(blue) }, share).lacks;

    expect(lacks(99, 1)).toBe('blue had 99 of at least 100 requests');
    expect(lacks(100, 1)).toBeUndefined();
    expect(lacks(100, undefined)).toBe('green has an unknown share of the traffic');
  });
});

test('response times need minutes with data, even with enough requests', () => {
  const sides = { green: side(1000), blue: side(1000) };

  expect(measure({ ...errorRate, preset: 'p95' }, sides, 1)).toMatchObject({
    lacks: 'green has 0 and blue 0 minutes with data of at least 10',
    found: 'green unknown, blue unknown',
  });
});

describe('tasks', () => {
  const none = { tasks: 0, used: new Map<string, readonly number[]>(), restarts: [] };
  const restarts: MetricComparison = { ...errorRate, preset: 'restarts', method: 'ratio' };

  test('that measure nothing lack data', () => {
    expect(measureTasks({ ...errorRate, preset: 'cpu' }, { green: none, blue: none })).toMatchObject({
      lacks: 'green has 0 and blue 0 minutes with data of at least 10',
      found: 'green unknown, blue unknown',
    });
  });

  test.each([
    [0, [], '0 of 0 tasks of green report restarts', '0 of 0 tasks of green restarted containers, up to 0 times'],
    [2, [0], '1 of 2 tasks of green report restarts', '0 of 2 tasks of green restarted containers, up to 0 times'],
    [3, [4, 0, 1], undefined, '2 of 3 tasks of green restarted containers, up to 4 times'],
  ])('%d of which report %j restarts', (tasks, counts, lacks, found) => {
    const measured = measureTasks(restarts, { green: { ...none, tasks, restarts: counts }, blue: none });

    const why = lacks && `${lacks}, which needs a restart policy of their containers and at most 500 tasks`;
    expect(measured).toMatchObject({ lacks: why, found, isBeyond: counts.some((count) => count > 0) });
  });
});
