import * as v from 'valibot';
import { formatIssues, shorten } from '../../../wording/values.ts';
import type { MetricPoint, MetricQuery, MetricReader, MetricSeries, MetricWindow } from './metric-reader.ts';

/** Sends a form to the source's HTTP API, signed if it has to be, and returns what it answered. Rejects if there was no answer. */
export type PostForm = (
  path: string,
  form: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<{ status: number; body: string }>;

/**
 * Reads PromQL from Amazon Managed Prometheus, from CloudWatch's PromQL API, or from any other server with the same HTTP API. An expression has
 * to result in one series at most: two could be of two versions.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/
 */
export function prometheusMetricReader(post: PostForm): MetricReader {
  return {
    async read(queries, window, signal) {
      const series = new Map<string, MetricSeries>();
      for (const query of queries) series.set(query.id, await readOne(post, query, window, signal));
      return series;
    },
  };
}

async function readOne(
  post: PostForm,
  query: MetricQuery,
  { from, until }: MetricWindow,
  signal: AbortSignal,
): Promise<MetricSeries> {
  if (!('promql' in query)) throw new Error(`"${query.id}" is not PromQL`);
  const { promql, periodSeconds } = query;
  const form = {
    query: promql,
    // The value at the end of a period is about the period.
    start: String(from.getTime() / 1000 + periodSeconds),
    end: String(until.getTime() / 1000),
    step: String(periodSeconds),
  };
  const { status, body } = await post('/api/v1/query_range', form, signal);
  const answer = v.safeParse(answerSchema, parse(body));
  if (!answer.success) throw new Error(`Prometheus answered ${status}: ${formatIssues(answer.issues, 'answer')}`);
  const { output } = answer;
  if (output.status === 'error') throw new Error(`Prometheus answered ${status}: ${shorten(output.error, 300)}`);
  if (output.warnings.length > 0) return incomplete(`Prometheus warns: ${output.warnings.join('; ')}`);
  const { result } = output.data;
  if (result.length > 1) {
    return incomplete(
      `the query results in ${result.length} series instead of one: aggregate them, such as with sum(…)`,
    );
  }
  return { complete: true, points: (result[0]?.values ?? []).flatMap((value) => pointOf(value, periodSeconds)) };
}

const answerSchema = v.variant('status', [
  v.object({
    status: v.literal('success'),
    data: v.object({
      resultType: v.literal('matrix'),
      result: v.array(v.object({ values: v.array(v.tuple([v.number(), v.string()])) })),
    }),
    warnings: v.optional(v.array(v.string()), []),
  }),
  v.object({ status: v.literal('error'), error: v.optional(v.string(), 'no reason') }),
]);

/** Values are strings, so that they can be NaN, which is no value, or infinite, as a ratio to nothing is. */
function pointOf([seconds, text]: readonly [number, string], periodSeconds: number): MetricPoint[] {
  const value = /^[+-]?Inf/.test(text) ? Number(text.replace(/Inf.*/, 'Infinity')) : Number(text);
  return text === '' || Number.isNaN(value) ? [] : [{ at: new Date((seconds - periodSeconds) * 1000), value }];
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function incomplete(reason: string): MetricSeries {
  return { complete: false, reason: shorten(reason, 300) };
}
