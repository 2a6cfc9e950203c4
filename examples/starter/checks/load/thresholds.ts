import type { Sample } from './check.ts';

/** `p(95)<500`, `rate<0.01`: thresholds as k6 writes them. */
export const thresholdPattern = /^(avg|min|med|max|rate|p\((\d{1,2}(?:\.\d+)?)\))\s*(<=?|>=?)\s*(\d+(?:\.\d+)?)$/;

/**
 * Why these requests break a threshold; undefined if they meet it.
 *
 * @param metric `http_req_duration`, in milliseconds, or `http_req_failed`, from 0 to 1
 * @example breaksThreshold('http_req_failed', 'rate<0.01', samples) // 'http_req_failed: rate is 0.2, not <0.01'
 */
export function breaksThreshold(metric: string, rule: string, samples: readonly Sample[]): string | undefined {
  const [, aggregate = '', percent, comparison = '', limit] = thresholdPattern.exec(rule) ?? [];
  const values = samples.map(({ ms, failed }) => (metric === 'http_req_failed' ? Number(failed) : ms));
  const value = aggregateOf(values, aggregate, Number(percent));
  // Without samples the value is NaN, which meets nothing.
  if (compare(value, comparison, Number(limit))) return undefined;
  return `${metric}: ${aggregate} is ${Math.round(value * 1000) / 1000}, not ${comparison}${limit}`;
}

function compare(value: number, comparison: string, limit: number): boolean {
  if (comparison === '<') return value < limit;
  if (comparison === '<=') return value <= limit;
  return comparison === '>' ? value > limit : value >= limit;
}

function aggregateOf(values: readonly number[], aggregate: string, percent: number): number {
  if (aggregate === 'avg' || aggregate === 'rate') return values.reduce((sum, each) => sum + each, 0) / values.length;
  if (aggregate === 'min') return percentileOf(values, 0);
  if (aggregate === 'med') return percentileOf(values, 50);
  return percentileOf(values, aggregate === 'max' ? 100 : percent);
}

/** The value that this many percent of the values do not exceed. NaN without any. */
export function percentileOf(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
