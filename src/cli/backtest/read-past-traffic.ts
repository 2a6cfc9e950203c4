import { findPairs } from '../../checks/metrics/compare/find-sides.ts';
import type { MetricReader, MetricWindow } from '../../checks/metrics/reader/metric-reader.ts';
import { plusMinutes } from '../../checks/metrics/watch-times.ts';
import type { EcsRevision, ServiceLoadBalancer } from '../../deployment/ecs.ts';
import { minutesBetween } from './find-calls.ts';
import { type MinuteOfTraffic, NotReplayedError, type PastDeployment } from './past-deployment.ts';

/** How long before a deployment its old version must have had requests, so that its target group is known. */
const minutesBefore = 15;

type Colours = { green: string; blue: string };

/**
 * The deployment with the target groups that its revisions used. ECS reports those of active revisions only, and the two groups swap colours; but
 * before a deployment only the old version gets requests.
 *
 * @throws {NotReplayedError} if that is not the case for each load balancer
 */
export async function withColours(
  past: PastDeployment,
  reader: MetricReader,
  signal: AbortSignal,
): Promise<PastDeployment> {
  const until = startOfMinute(past.createdAt);
  const window = { from: plusMinutes(until, -minutesBefore), until };
  const colours: Colours[] = [];
  for (const loadBalancer of past.green.loadBalancers ?? [])
    colours.push(await coloursAt(loadBalancer, window, reader, signal));
  if (colours.length === 0) throw new NotReplayedError('it had no load balancer whose requests show its steps');
  const resolve = (revision: EcsRevision, which: keyof Colours): EcsRevision => ({
    ...revision,
    resolvedConfiguration: { loadBalancers: colours.map((colour) => ({ targetGroupArn: colour[which] })) },
  });
  return { ...past, green: resolve(past.green, 'green'), blue: resolve(past.blue, 'blue') };
}

async function coloursAt(
  loadBalancer: ServiceLoadBalancer,
  window: MetricWindow,
  reader: MetricReader,
  signal: AbortSignal,
): Promise<Colours> {
  const { targetGroupArn: one, advancedConfiguration: { alternateTargetGroupArn: other } = {} } = loadBalancer;
  if (one === undefined || other === undefined) throw new NotReplayedError('its service has no second target group');
  const total = async (green: string, blue: string) => {
    const minutes = await requestsOf(loadBalancer, { green, blue }, window, reader, signal);
    return { green: sum(minutes.map(({ green }) => green)), blue: sum(minutes.map(({ blue }) => blue)) };
  };
  const before = await total(one, other);
  if (before.green > 0 && before.blue > 0)
    throw new NotReplayedError('both target groups had requests before it, so it is not known which was the old one');
  if (before.green + before.blue === 0)
    throw new NotReplayedError(`the old version had no requests in the ${minutesBefore} minutes before it`);
  return before.green > 0 ? { green: other, blue: one } : { green: one, blue: other };
}

/** The requests of all load balancers in each minute from the deployment's start to its end. */
export async function readPastTraffic(
  past: PastDeployment,
  reader: MetricReader,
  signal: AbortSignal,
): Promise<readonly MinuteOfTraffic[]> {
  const window = { from: startOfMinute(past.createdAt), until: startOfMinute(past.end) };
  const each: (readonly MinuteOfTraffic[])[] = [];
  for (const [index, loadBalancer] of (past.green.loadBalancers ?? []).entries()) {
    const [green, blue] = [past.green, past.blue].map(
      ({ resolvedConfiguration }) => resolvedConfiguration?.loadBalancers?.[index]?.targetGroupArn ?? '',
    );
    each.push(await requestsOf(loadBalancer, { green: green ?? '', blue: blue ?? '' }, window, reader, signal));
  }
  return minutesBetween(window.from, window.until).map((at, index) => ({
    at,
    green: sum(each.map((minutes) => minutes[index]?.green ?? 0)),
    blue: sum(each.map((minutes) => minutes[index]?.blue ?? 0)),
  }));
}

async function requestsOf(
  loadBalancer: ServiceLoadBalancer,
  colours: Colours,
  window: MetricWindow,
  reader: MetricReader,
  signal: AbortSignal,
): Promise<readonly MinuteOfTraffic[]> {
  const revision = (targetGroupArn: string): EcsRevision => ({
    loadBalancers: [loadBalancer],
    resolvedConfiguration: { loadBalancers: [{ targetGroupArn }] },
  });
  const found = findPairs({ green: revision(colours.green), blue: revision(colours.blue) });
  if (!('pairs' in found)) throw new NotReplayedError('refused' in found ? found.refused : found.unknown);
  const [pair] = found.pairs;
  const queries = (['green', 'blue'] as const).map((id) => ({
    id,
    periodSeconds: 60,
    metric: { namespace: 'AWS/ApplicationELB', name: 'RequestCount', dimensions: { ...pair?.[id] } },
    statistic: 'Sum',
  }));
  const series = window.until > window.from ? await reader.read(queries, window, signal) : new Map();
  const countsOf = (id: string) => {
    const read = series.get(id) ?? { complete: true, points: [] };
    if (!read.complete) throw new NotReplayedError(`its requests could not be read: ${read.reason}`);
    return new Map(read.points.map(({ at, value }: { at: Date; value: number }) => [at.getTime(), value]));
  };
  const [green, blue] = [countsOf('green'), countsOf('blue')];
  return minutesBetween(window.from, window.until).map((at) => ({
    at,
    green: Number(green.get(at.getTime()) ?? 0),
    blue: Number(blue.get(at.getTime()) ?? 0),
  }));
}

function startOfMinute(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 60_000) * 60_000);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
