import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import { refuseIf } from '../../refuse-if.ts';
import { type ConfiguredMetric, integerFrom, metricIdSchema, metricSchema, promqlSchema } from './query-config.ts';

/** Bounds of a value; at least one, and at most one on each side. */
export type Range = {
  /** At least this. */
  min?: number | undefined;
  /** At most this. */
  max?: number | undefined;
  /** More than this. */
  above?: number | undefined;
  /** Less than this. */
  below?: number | undefined;
};

/** What is read for a condition, or for the number of its samples. */
export type ConditionSource =
  | { metric: ConfiguredMetric }
  | { math: string; metrics: Readonly<Record<string, ConfiguredMetric>> }
  | { promql: string };

export type Condition = {
  /** Names it in reports. */
  name: string;
  source: ConditionSource;
  /** The value is good. Default: if it is not bad. */
  success: Range | undefined;
  /** The value is bad. Default: if it is not good. */
  failure: Range | undefined;
  /** The length of one reading. */
  periodMinutes: number;
  /** How many samples a reading needs in order to count. */
  samples: { source: ConditionSource; min: number } | undefined;
  /** What a complete period without a value means. */
  missing: 'inconclusive' | 'zero';
};

const boundSchema = v.optional(v.pipe(v.number('expected a number'), v.finite('expected a finite number')));

const rangeSchema = v.pipe(
  v.strictObject({ min: boundSchema, max: boundSchema, above: boundSchema, below: boundSchema }),
  refuseIf((range) => {
    const { min, max, above, below } = range;
    if (min === undefined && max === undefined && above === undefined && below === undefined) {
      return 'expected at least one of min, max, above and below, such as {"max": 1}';
    }
    if (min !== undefined && above !== undefined) return 'expected either min or above, which exclude each other';
    if (max !== undefined && below !== undefined) return 'expected either max or below, which exclude each other';
    const low = lowOf(range);
    return low < highOf(range) || isWithin(low, range)
      ? undefined
      : 'expected the upper bound to be at least the lower one, and more with "above" or "below"';
  }),
);

const sourceEntries = {
  /**
   * A metric of CloudWatch: `namespace`, `name`, its exact `dimensions`, and a `statistic` such as `Sum` or `p95`. Exactly one of `metric`, `math` and
   * `promql` is given.
   */
  metric: v.optional(metricSchema),
  /** CloudWatch's metric math over the ids of `metrics`. */
  math: v.optional(
    v.pipe(v.string('expected an expression'), v.nonEmpty('expected an expression, such as "100 * errors / requests"')),
  ),
  /** The metrics of `math`, by their ids: up to 50. */
  metrics: v.optional(
    v.pipe(
      v.custom<object>(isJsonObject, 'expected an object of ids and metrics'),
      v.record(metricIdSchema, metricSchema),
      v.maxEntries(50, 'expected at most 50 metrics'),
    ),
  ),
  /** PromQL with one series as its result, of the workspace in `prometheus`. */
  promql: v.optional(promqlSchema),
};

const samplesSchema = v.pipe(
  v.strictObject({
    /** The id of one of the condition's `metrics`. */
    of: v.optional(metricIdSchema),
    metric: v.optional(metricSchema),
    promql: v.optional(promqlSchema),
    min: integerFrom(1, 1_000_000_000),
  }),
  refuseIf(({ of, metric, promql }) =>
    [of, metric, promql].filter((one) => one !== undefined).length === 1
      ? undefined
      : 'expected exactly one of "of", "metric" and "promql": what counts the samples',
  ),
);

/** One entry of `conditions`. */
export const conditionSchema = v.pipe(
  v.strictObject({
    name: v.pipe(
      v.string('expected a name of 1 to 60 characters'),
      v.nonEmpty('expected a name of 1 to 60 characters'),
      v.maxLength(60, 'expected a name of 1 to 60 characters'),
    ),
    ...sourceEntries,
    success: v.optional(rangeSchema),
    failure: v.optional(rangeSchema),
    periodMinutes: v.optional(integerFrom(1, 60), 1),
    samples: v.optional(samplesSchema),
    missing: v.optional(v.picklist(['inconclusive', 'zero'], 'expected "inconclusive" or "zero"'), 'inconclusive'),
  }),
  refuseIf(({ metric, math, metrics, promql, success, failure, samples, missing }) => {
    if ([metric, math, promql].filter((one) => one !== undefined).length !== 1) {
      return 'expected exactly one of "metric", "math" and "promql"';
    }
    if ((math === undefined) !== (metrics === undefined)) return 'expected "math" and "metrics" together';
    if (success === undefined && failure === undefined) {
      return 'expected "success" or "failure" or both: without a range every value would be good';
    }
    if (success !== undefined && failure !== undefined && overlap(success, failure)) {
      return 'expected ranges of "success" and "failure" that do not overlap';
    }
    if (missing === 'zero' && samples === undefined) {
      return 'expected "samples" with "missing": "zero": only traffic shows that nothing measured means nothing happened';
    }
    return samples?.of !== undefined && metrics?.[samples.of] === undefined
      ? `expected samples.of to be an id of "metrics"; "${samples.of}" is not one`
      : undefined;
  }),
  v.transform(({ metric, math, metrics, promql, samples, success, failure, ...rest }): Condition => {
    return {
      ...rest,
      ...{ success, failure },
      source: metric ? { metric } : promql !== undefined ? { promql } : { math: math ?? '', metrics: metrics ?? {} },
      samples: samples && { min: samples.min, source: sourceOfSamples(samples, metrics ?? {}) },
    };
  }),
);

function sourceOfSamples(
  { of, metric, promql }: v.InferOutput<typeof samplesSchema>,
  metrics: Readonly<Record<string, ConfiguredMetric>>,
): ConditionSource {
  const counted = metric ?? (of && metrics[of]);
  return counted ? { metric: counted } : { promql: promql ?? '' };
}

/** Whether a value is within a range. */
export function isWithin(value: number, { min, max, above, below }: Range): boolean {
  return (
    (min === undefined || value >= min) &&
    (max === undefined || value <= max) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below)
  );
}

/** Two ranges have a common value if the higher of the lower bounds is within both, or lies open between them. */
function overlap(one: Range, other: Range): boolean {
  const low = Math.max(lowOf(one), lowOf(other));
  const high = Math.min(highOf(one), highOf(other));
  return low < high || (isWithin(low, one) && isWithin(low, other));
}

function lowOf({ min, above }: Range): number {
  return min ?? above ?? Number.NEGATIVE_INFINITY;
}

function highOf({ max, below }: Range): number {
  return max ?? below ?? Number.POSITIVE_INFINITY;
}
