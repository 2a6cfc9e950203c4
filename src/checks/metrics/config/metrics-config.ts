import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import { formatValue } from '../../../wording/values.ts';
import { findRepeated } from '../../find-repeated.ts';
import type { OnFirstDeployment } from '../../pass-first-deployment.ts';
import { refuseIf } from '../../refuse-if.ts';
import { sourceEntries, whyWrongSource } from '../../source-config.ts';
import type { MetricSource } from '../reader/metric-reader.ts';
import { comparisonSchema, type MetricComparison } from './comparison-config.ts';
import { type Condition, conditionSchema } from './condition-config.ts';
import { integerFrom } from './query-config.ts';

/** The keys of the metrics check. Unknown keys are refused. */
export type MetricsConfig = {
  /** Values that have to be within ranges: up to 20. */
  conditions: readonly Condition[];
  /** What is compared between the two versions: each preset once at most. */
  compare: readonly MetricComparison[];
  /** Blue at the same time, or blue right before the deployment. Required with `compare`. */
  baseline: Baseline | undefined;
  /** Minutes after the gate's first call that are not judged, because a version is slower until it is warm: 0 to 120, 1 by default. */
  initialDelayMinutes: number;
  /** How long it is watched: 1 to 1440, 10 by default. */
  watchMinutes: number;
  /** How long after the watch a condition or comparison may lack data before it is inconclusive: 0 to 1440, 10 by default. */
  waitMinutes: number;
  /** How many readings of a condition in a row have to be good at the end. Default: as many as the watch has, in any order. */
  consecutive: number | undefined;
  /** How many readings of a condition may be bad: 0 to 100, 0 by default. */
  failureLimit: number;
  /** How many readings of a condition may be inconclusive before it is. Default: any number, until `waitMinutes` is over. */
  inconclusiveLimit: number | undefined;
  /**
   * Where CloudWatch is read: `region`, `roleArn` of a role to assume with its `externalId`, and `accountId` of a source account of cross-account
   * observability. The stack's parameter `MetricsRoles` lists the roles. Default: the hook's own account and Region.
   */
  source: MetricSource;
  /** A workspace of Amazon Managed Prometheus, or `cloudwatch` for CloudWatch's own PromQL. Required with `promql`. */
  prometheus: string | undefined;
  /** What happens in a service's first deployment; `check` by default. */
  firstDeployment: OnFirstDeployment;
};

export type Baseline = 'concurrent' | 'before';

/** A response time is compared by its minutes, and fewer of them prove nothing. */
export const minMinutesOfStatistics = 10;

const sourceSchema = v.pipe(
  v.custom<object>(isJsonObject, 'expected an object'),
  v.strictObject({
    ...sourceEntries,
    accountId: v.optional(v.pipe(v.string(), v.regex(/^\d{12}$/, 'expected an account of 12 digits in quotes'))),
  }),
  refuseIf((source) => whyWrongSource(source)),
);

/** Validates and completes what is configured. Its output is a {@link MetricsConfig}. */
export const metricsConfigSchema = v.pipe(
  v.strictObject({
    conditions: v.optional(
      v.pipe(
        v.array(conditionSchema, 'expected a list of conditions'),
        v.minLength(1, 'expected 1 to 20 conditions'),
        v.maxLength(20, 'expected 1 to 20 conditions'),
        v.check(
          (conditions) => findRepeated(conditions.map(({ name }) => name)) === undefined,
          ({ input }) =>
            `expected every name once, but ${formatValue(findRepeated(input.map(({ name }) => name)))} is used twice`,
        ),
      ),
    ),
    compare: v.optional(
      v.pipe(
        v.array(comparisonSchema, 'expected a list of presets'),
        v.minLength(1, 'expected at least one preset, such as "errorRate"'),
        v.check(
          (compare) => findRepeated(compare.map(({ preset }) => preset)) === undefined,
          ({ input }) =>
            `expected every preset once, but ${formatValue(findRepeated(input.map(({ preset }) => preset)))} is used twice`,
        ),
      ),
    ),
    baseline: v.optional(v.picklist(['concurrent', 'before'], 'expected "concurrent" or "before"')),
    initialDelayMinutes: v.optional(integerFrom(0, 120), 1),
    watchMinutes: v.optional(integerFrom(1, 1440), 10),
    waitMinutes: v.optional(integerFrom(0, 1440), 10),
    consecutive: v.optional(integerFrom(1, 1440)),
    failureLimit: v.optional(integerFrom(0, 100), 0),
    inconclusiveLimit: v.optional(integerFrom(0, 100)),
    source: v.optional(sourceSchema, {}),
    prometheus: v.optional(
      v.pipe(
        v.string(),
        v.regex(
          /^(?:cloudwatch|ws-[\w-]{1,90})$/,
          'expected the id of a workspace, such as "ws-0a1b2c3d", or "cloudwatch"',
        ),
      ),
    ),
    firstDeployment: v.optional(v.picklist(['check', 'pass'], 'expected "check" or "pass"'), 'check'),
  }),
  refuseIf(({ conditions, compare }) =>
    conditions === undefined && compare === undefined
      ? 'expected "conditions" or "compare" or both: otherwise nothing is judged'
      : undefined,
  ),
  v.forward(
    refuseIf(({ compare, baseline }) =>
      compare !== undefined && baseline === undefined
        ? 'expected "concurrent" (linear, canary: blue at the same time) or "before" (blue before this deployment)'
        : undefined,
    ),
    ['baseline'],
  ),
  v.forward(
    refuseIf(({ compare, watchMinutes }) =>
      watchMinutes < minMinutesOfStatistics && compare?.some(comparesMinutes)
        ? `expected at least ${minMinutesOfStatistics}: response times are compared minute by minute; or set "method": "ratio"`
        : undefined,
    ),
    ['watchMinutes'],
  ),
  v.forward(
    refuseIf(({ conditions, prometheus }) =>
      prometheus === undefined && conditions?.some(usesPrometheus)
        ? 'expected the id of a workspace, such as "ws-0a1b2c3d", or "cloudwatch": a condition has "promql"'
        : undefined,
    ),
    ['prometheus'],
  ),
  v.transform(({ conditions = [], compare = [], source, ...rest }): MetricsConfig => {
    const { baseline, consecutive, inconclusiveLimit, prometheus } = rest;
    const { region, roleArn, externalId, accountId } = source;
    return {
      ...rest,
      ...{ conditions, compare, baseline, consecutive, inconclusiveLimit, prometheus },
      source: { region, roleArn, externalId, accountId },
    };
  }),
);

/** Whether this comparison is of the values of single minutes. */
export function comparesMinutes({ preset, method }: MetricComparison): boolean {
  return method === 'statistics' && preset !== 'errorRate';
}

function usesPrometheus({ source, samples }: Condition): boolean {
  return 'promql' in source || (samples !== undefined && 'promql' in samples.source);
}
