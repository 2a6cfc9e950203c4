import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import { refuseIf } from '../../refuse-if.ts';

/** A metric of CloudWatch, and how its values of a period become one. */
export type ConfiguredMetric = {
  /** Such as `AWS/ApplicationELB`. */
  namespace: string;
  /** Such as `TargetResponseTime`. */
  name: string;
  /** The exact set: one more or one less names another metric. Default none. */
  dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, a percentile such as `p95`, or a trimmed mean such as `tm99`. */
  statistic: string;
};

const nameWanted = 'expected a name of 1 to 255 characters';
const nameSchema = v.pipe(v.string(nameWanted), v.nonEmpty(nameWanted), v.maxLength(255, nameWanted));

const statisticWanted = 'expected "Sum", "Average", "Minimum", "Maximum", "SampleCount" or a percentile such as "p95"';

/**
 * Counts, of which each value is 1, so that their average is always 1 and only their sum counts. Of RequestCountPerTarget, too, no other statistic
 * is valid.
 */
const onlyCounts = /RequestCount|ErrorCount|HTTPCode_/;

export const metricSchema = v.pipe(
  v.strictObject({
    namespace: nameSchema,
    name: nameSchema,
    dimensions: v.optional(
      v.pipe(
        v.custom<object>(isJsonObject, 'expected an object of names and values'),
        v.record(nameSchema, v.pipe(v.string('expected a string'), v.nonEmpty('expected a value, such as "web"'))),
        v.maxEntries(30, 'expected at most 30 dimensions'),
      ),
      {},
    ),
    statistic: v.pipe(
      v.string(statisticWanted),
      v.regex(
        /^(?:Sum|Average|Minimum|Maximum|SampleCount|p100|(?:p|tm|tc|ts|wm)\d{1,2}(?:\.\d{1,2})?)$/,
        statisticWanted,
      ),
    ),
  }),
  v.forward(
    refuseIf(({ namespace, name, statistic }) =>
      namespace === 'AWS/ApplicationELB' && onlyCounts.test(name) && statistic !== 'Sum'
        ? `expected "Sum" for ${name}: any other statistic says nothing about it`
        : undefined,
    ),
    ['statistic'],
  ),
);

export const promqlSchema = v.pipe(
  v.string('expected a PromQL expression'),
  v.nonEmpty('expected a PromQL expression'),
  v.maxLength(4096, 'expected at most 4096 characters'),
);

/** What a metric is called in metric math. */
export const metricIdSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-zA-Z0-9_]{0,63}$/, 'expected a name for metric math: a small letter, then letters, digits and _'),
);

export function integerFrom(min: number, max: number) {
  const message = `expected a whole number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}

/** A number more than 0 and up to a limit. */
export function positiveNumber(max: number) {
  const message = `expected a number more than 0 and up to ${max}`;
  return v.pipe(v.number(message), v.gtValue(0, message), v.maxValue(max, message));
}
