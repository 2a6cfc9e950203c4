import type { Check, Target, Verdict } from 'ecs-greenlight';
import * as v from 'valibot';

/** What `hookDetails` may contain. Unknown keys are refused, so that a typo is found at the first call. */
const configSchema = v.strictObject({
  namespace: v.string(),
  metric: v.string(),
  /** One that only the new version writes: `{cluster}`, `{service}` and `{revision}` stand for those of the deployment. */
  dimensions: v.record(v.string(), v.string()),
  /** A statistic of CloudWatch: Average, Sum, Maximum, p99. */
  statistic: v.optional(
    v.pipe(v.string(), v.regex(/^(Average|Sum|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d+)?)$/)),
    'Average',
  ),
  /** No minute may be higher. */
  max: v.number(),
  /** After this many minutes with data, the new version has proved itself. */
  minutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(60)), 5),
  /** With less data than that after this many minutes, the deployment is rolled back. */
  maxMinutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1380)), 15),
});

type Config = v.InferOutput<typeof configSchema>;

export type MetricQuery = Pick<Config, 'namespace' | 'metric' | 'dimensions' | 'statistic'> & {
  from: Date;
  until: Date;
};

/** One value for each minute that has data, oldest first. Rejects if they cannot be read completely. */
export type ReadMetric = (query: MetricQuery, signal: AbortSignal) => Promise<readonly number[]>;

const minuteMs = 60_000;

/** Watches a metric that the new version writes, from the first call on. A minute that is too high rolls the deployment back at once. */
export function metricCheck(read: ReadMetric): Check<Config> {
  return {
    name: 'my-check',
    configSchema,
    async run(target, { config, clock, gate, signal }) {
      // Only whole minutes: the current one has half of its data.
      const from = new Date(Math.ceil(gate.since.getTime() / minuteMs) * minuteMs);
      const until = new Date(Math.floor(clock.now().getTime() / minuteMs) * minuteMs);
      const dimensions = dimensionsOf(target, config);
      const values = until > from ? await read({ ...config, dimensions, from, until }, signal) : [];
      return judge(values, config, { now: clock.now(), since: gate.since });
    },
  };
}

function judge(values: readonly number[], config: Config, { now, since }: { now: Date; since: Date }): Verdict {
  const series = { name: config.metric, values: values.slice(-24), max: config.max };
  const highest = Math.max(...values);
  if (highest > config.max) {
    return { kind: 'fail', reason: `${config.metric} is ${highest}, at most ${config.max} is allowed`, series };
  }
  if (values.length >= config.minutes) {
    return { kind: 'pass', reason: `${config.metric} was at most ${highest} in ${values.length} minutes`, series };
  }
  const reason = `${values.length} of ${config.minutes} minutes have data about ${config.metric}`;
  const deadline = new Date(since.getTime() + config.maxMinutes * minuteMs);
  if (now < deadline) return { kind: 'wait', reason, deadline, series };
  return { kind: 'fail', inconclusive: true, reason: `${reason}, after ${config.maxMinutes} min`, series };
}

function dimensionsOf({ cluster, service, revisionId }: Target, { dimensions }: Config): Record<string, string> {
  const known: Readonly<Record<string, string>> = {
    '{cluster}': cluster,
    '{service}': service,
    '{revision}': revisionId,
  };
  const fill = (text: string) => text.replaceAll(/\{\w+\}/g, (name) => known[name] ?? name);
  return Object.fromEntries(Object.entries(dimensions).map(([name, value]) => [name, fill(value)]));
}
