import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MessageData,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { shorten } from '../../../wording/values.ts';
import type {
  MetricPoint,
  MetricQuery,
  MetricReader,
  MetricSeries,
  MetricSource,
  MetricWindow,
} from './metric-reader.ts';

/**
 * Reads metrics and metric math with GetMetricData. No query names a unit: a wrong one would look like no data.
 *
 * @param source - of which only the account is used here; the client has Region and role
 */
export function cloudwatchMetricReader(
  client: Pick<CloudWatchClient, 'send'>,
  { accountId }: Pick<MetricSource, 'accountId'>,
): MetricReader {
  return {
    async read(queries, window, signal) {
      const series = new Map<string, MetricSeries>();
      for (let start = 0; start < queries.length; start += queriesPerCall) {
        const batch = queries.slice(start, start + queriesPerCall);
        const pages = await readPages(
          client,
          batch.map((query) => toQuery(query, accountId)),
          window,
          signal,
        );
        for (const { id } of batch) series.set(id, seriesOf(id, pages, window));
      }
      return series;
    },
  };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const queriesPerCall = 500;

type Page = { results: readonly MetricDataResult[]; messages: readonly MessageData[] };

async function readPages(
  client: Pick<CloudWatchClient, 'send'>,
  MetricDataQueries: MetricDataQuery[],
  { from, until }: MetricWindow,
  abortSignal: AbortSignal,
): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let NextToken: string | undefined;
  do {
    const command = new GetMetricDataCommand({
      ...{ MetricDataQueries, StartTime: from, EndTime: until, ScanBy: 'TimestampAscending' },
      ...(NextToken !== undefined && { NextToken }),
    });
    const page = await client.send(command, { abortSignal });
    pages.push({ results: page.MetricDataResults ?? [], messages: page.Messages ?? [] });
    NextToken = page.NextToken || undefined;
  } while (NextToken !== undefined);
  return pages;
}

function toQuery(query: MetricQuery, accountId: string | undefined): MetricDataQuery {
  const base = { Id: query.id, ReturnData: true, ...(accountId !== undefined && { AccountId: accountId }) };
  if ('math' in query) return { Id: query.id, ReturnData: true, Expression: query.math, Period: query.periodSeconds };
  if ('promql' in query) throw new Error(`"${query.id}" is PromQL, which GetMetricData cannot evaluate`);
  const { namespace, name, dimensions } = query.metric;
  return {
    ...base,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: query.periodSeconds,
      Stat: query.statistic,
    },
  };
}

function seriesOf(id: string, pages: readonly Page[], window: MetricWindow): MetricSeries {
  const general = pages.flatMap(({ messages }) => messages);
  const parts = pages.flatMap(({ results }) => results.filter((result) => result.Id === id));
  const own = parts.flatMap(({ Messages }) => Messages ?? []).filter(({ Code }) => Code !== droppedPoints);
  // On every page but the last the status is PartialData.
  const status = parts.at(-1)?.StatusCode;
  if (status === 'Complete' && general.length + own.length === 0) {
    return { complete: true, points: parts.flatMap((part) => pointsOf(part, window)) };
  }
  const why = [status ?? 'no answer', ...[...general, ...own].map(({ Code, Value }) => Value ?? Code ?? 'a message')];
  return { complete: false, reason: shorten(`CloudWatch answered ${why.join(': ')}`, 300) };
}

/** Said of math that divided by zero: those points are missing, and the others are right. */
const droppedPoints = 'ArithmeticError';

function pointsOf({ Timestamps = [], Values = [] }: MetricDataResult, { from, until }: MetricWindow): MetricPoint[] {
  return Timestamps.flatMap((at, index) => {
    const value = Values[index];
    return value !== undefined && at.getTime() >= from.getTime() && at.getTime() < until.getTime()
      ? [{ at, value }]
      : [];
  });
}
