import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { metricIdSchema, metricSchema } from '../../../../src/checks/metrics/config/query-config.ts';

const metric = { namespace: 'Shop', name: 'Latency', statistic: 'p95' };
const whyNot = (change: object) => v.safeParse(metricSchema, { ...metric, ...change }).issues?.[0].message ?? 'valid';

describe('a metric', () => {
  test('has no dimensions by default', () => {
    expect(v.parse(metricSchema, metric)).toEqual({ ...metric, dimensions: {} });
    expect(v.parse(metricSchema, { ...metric, dimensions: { Service: 'shop' } })).toMatchObject({
      dimensions: { Service: 'shop' },
    });
  });

  test.each([
    ...['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p100'],
    ...['p5', 'p95', 'p99.9', 'p99.99', 'tm90', 'tc90', 'ts90', 'wm90'],
  ])('may have the statistic %s', (statistic) => {
    expect(whyNot({ statistic })).toBe('valid');
  });

  const wanted = 'expected "Sum", "Average", "Minimum", "Maximum", "SampleCount" or a percentile such as "p95"';

  test.each(['sum', 'SumX', 'XSum', 'p', 'p999', 'p9x', 'xp95', 'p99.', 'p99.x', 'p99.999', '95', '', 95])(
    'may not have the statistic %j',
    (statistic) => {
      expect(whyNot({ statistic })).toBe(wanted);
    },
  );

  test.each<[object, string]>([
    [{ namespace: '' }, 'expected a name of 1 to 255 characters'],
    [{ namespace: 7 }, 'expected a name of 1 to 255 characters'],
    [{ name: 'n'.repeat(256) }, 'expected a name of 1 to 255 characters'],
    [{ name: 'n'.repeat(255) }, 'valid'],
    [{ dimensions: ['web'] }, 'expected an object of names and values'],
    [{ dimensions: { '': 'web' } }, 'expected a name of 1 to 255 characters'],
    [{ dimensions: { Service: 7 } }, 'expected a string'],
    [{ dimensions: { Service: '' } }, 'expected a value, such as "web"'],
    [
      { dimensions: Object.fromEntries(Array.from({ length: 31 }, (_, at) => [`d${at}`, 'x'])) },
      'expected at most 30 dimensions',
    ],
  ])('%j is answered: %s', (change, answer) => {
    expect(whyNot(change)).toBe(answer);
  });
});

describe('a metric of an Application Load Balancer', () => {
  const of = (name: string, statistic: string, namespace = 'AWS/ApplicationELB') =>
    whyNot({ namespace, name, statistic });

  test.each([
    ...['RequestCount', 'NonStickyRequestCount', 'RequestCountPerTarget'],
    ...['TargetConnectionErrorCount', 'ClientTLSNegotiationErrorCount', 'TargetTLSNegotiationErrorCount'],
    ...['HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_502_Count'],
  ])('that counts, %s, can only be summed up', (name) => {
    expect(of(name, 'Average')).toBe(`expected "Sum" for ${name}: any other statistic says nothing about it`);
    expect(of(name, 'Sum')).toBe('valid');
    expect(of(name, 'Average', 'Shop')).toBe('valid');
  });

  test.each(['TargetResponseTime', 'ActiveConnectionCount', 'HealthyHostCount'])(
    'that measures, %s, can have any statistic',
    (name) => {
      expect(of(name, 'Average')).toBe('valid');
    },
  );
});

test.each([
  ['a', true],
  ['errors_5xx', true],
  [`e${'x'.repeat(63)}`, true],
  [`e${'x'.repeat(64)}`, false],
  ['', false],
  ['Errors', false],
  ['5xx', false],
  ['errors-5xx', false],
])('metric math can call a metric %j: %s', (id, isValid) => {
  const { success, issues } = v.safeParse(metricIdSchema, id);

  expect(success).toBe(isValid);
  if (!isValid) {
    expect(issues?.[0].message).toBe('expected a name for metric math: a small letter, then letters, digits and _');
  }
});
