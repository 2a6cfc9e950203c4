import type { DeploymentBrief, EcsDeployments } from '../deployment/ecs-deployments.ts';
import { findCalls, type TrafficPlan } from './find-calls.ts';
import type { FoundMetrics } from './find-metrics.ts';
import { keepSeries } from './keep-series.ts';
import { type BacktestStage, NotReplayedError, type PastDeployment } from './past-deployment.ts';
import { readPast } from './read-past.ts';
import { readPastTraffic, withColours } from './read-past-traffic.ts';
import { type MetricReaders, type Replayed, replayCall } from './replay-call.ts';

/** What the check would have done to one deployment. */
export type Backtested = {
  arn: string;
  createdAt: Date | undefined;
  revisionId: string;
  /** How it ended in fact, as ECS has it. */
  status: string | undefined;
  /** `fail` if one gate would have failed: that ends a deployment. Without a gate that decided, `unknown`. */
  outcome: Replayed['outcome'];
  reason: string;
  /** The gate that decided; missing if none did. */
  decidedAt?: { stage: BacktestStage; step: number; afterMinutes: number };
};

/** Replays one check over one deployment. Rejects only if `signal` aborts or AWS could not be asked. */
export async function backtestDeployment(
  { config, stages }: Pick<FoundMetrics, 'config' | 'stages'>,
  brief: DeploymentBrief,
  all: readonly DeploymentBrief[],
  ports: { ecs: EcsDeployments; readers: MetricReaders; now: Date },
  signal: AbortSignal,
): Promise<Backtested> {
  const about = {
    arn: brief.arn,
    createdAt: brief.createdAt,
    revisionId: (brief.revisionArn ?? '').slice((brief.revisionArn ?? '').lastIndexOf('/') + 1),
    status: brief.status,
  };
  try {
    const read = await readPast(brief, all, ports.ecs, ports.now, signal);
    const reader = ports.readers.cloudwatch(config.source);
    const past = await withColours(read, reader, signal);
    return { ...about, ...(await replayAll({ config, stages }, past, ports.readers, signal)) };
  } catch (error) {
    if (!(error instanceof NotReplayedError)) throw error;
    return { ...about, outcome: 'unknown', reason: error.message };
  }
}

/** The gates in their order, up to the one that would have ended the deployment. */
async function replayAll(
  { config, stages }: Pick<FoundMetrics, 'config' | 'stages'>,
  past: PastDeployment,
  readers: MetricReaders,
  signal: AbortSignal,
): Promise<Pick<Backtested, 'outcome' | 'reason' | 'decidedAt'>> {
  const traffic = await readPastTraffic(past, readers.cloudwatch(config.source), signal);
  const plan = past.deployment.deploymentConfiguration as TrafficPlan;
  const calls = findCalls(plan, stages, traffic, past.end);
  if (calls.length === 0) throw new NotReplayedError('the new version never got the traffic of a step');
  const reader = keepSeries(readers.cloudwatch(config.source), past.end);
  const kept = { ...readers, cloudwatch: () => reader };
  const replayed = [];
  for (const call of calls) {
    const { stage, step } = call;
    const { outcome, reason, afterMinutes } = await replayCall(config, past, call, kept, signal);
    const one = { outcome, reason, decidedAt: { stage, step, afterMinutes } };
    if (outcome === 'fail' || outcome === 'inconclusive') return one;
    replayed.push(one);
  }
  const [undecided] = replayed.filter(({ outcome }) => outcome === 'unknown');
  if (undecided) return { outcome: 'unknown', reason: undecided.reason };
  return replayed.at(-1) ?? { outcome: 'unknown', reason: 'no gate was called' };
}
