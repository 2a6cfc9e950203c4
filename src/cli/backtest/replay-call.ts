import type { MetricsConfig } from '../../checks/metrics/config/metrics-config.ts';
import { metricsCheck } from '../../checks/metrics/metrics-check.ts';
import { type MetricReader, type MetricSource, readableAt } from '../../checks/metrics/reader/metric-reader.ts';
import { plusMinutes, watchOf } from '../../checks/metrics/watch-times.ts';
import type { CheckContext } from '../../hook/check.ts';
import type { Target } from '../../hook/target.ts';
import type { Verdict } from '../../hook/verdict.ts';
import type { PastCall, PastDeployment } from './past-deployment.ts';

/** Readers of metrics by where they are. */
export type MetricReaders = {
  cloudwatch(source: MetricSource): MetricReader;
  prometheus(source: MetricSource, workspace: string): MetricReader;
};

/** What the gate would have answered. `unknown`: its traffic changed before the gate had decided, or something could not be read. */
export type Replayed = {
  outcome: 'pass' | 'fail' | 'inconclusive' | 'unknown';
  reason: string;
  /** Minutes from the gate's first call to its answer. */
  afterMinutes: number;
};

/**
 * Runs the check as the gate would have: at its first call, and again whenever another minute can be read, until it decides. It runs the real check
 * against the real metrics; only the clock is of the past.
 */
export async function replayCall(
  config: MetricsConfig,
  past: PastDeployment,
  call: PastCall,
  readers: MetricReaders,
  signal: AbortSignal,
): Promise<Replayed> {
  const check = metricsCheck({ ...readers, ecs: ecsOf(past), tasks: { runningTasks: async () => [] } });
  const { from, lastEnd } = watchOf(config, call.since, call.since);
  let last: Verdict = { kind: 'wait', reason: 'no complete minute yet' };
  for (let until = plusMinutes(from, 1); until <= lastEnd && until <= call.until; until = plusMinutes(until, 1)) {
    last = await check.run(targetOf(past, call), contextAt(readableAt(until), config, call, signal));
    const afterMinutes = Math.round((readableAt(until).getTime() - call.since.getTime()) / 60_000);
    if (last.kind === 'error') return { outcome: 'unknown', reason: last.reason, afterMinutes };
    if (last.kind === 'pass') return { outcome: 'pass', reason: last.reason, afterMinutes };
    if (last.kind === 'fail')
      return { outcome: last.inconclusive ? 'inconclusive' : 'fail', reason: last.reason, afterMinutes };
  }
  const afterMinutes = Math.round((call.until.getTime() - call.since.getTime()) / 60_000);
  return { outcome: 'unknown', reason: `its traffic changed before the watch was over: ${last.reason}`, afterMinutes };
}

function contextAt(
  now: Date,
  config: MetricsConfig,
  { since }: PastCall,
  signal: AbortSignal,
): CheckContext<MetricsConfig> {
  return {
    ...{ config, signal, state: undefined },
    clock: { now: () => now },
    remainingMs: () => Number.POSITIVE_INFINITY,
    logger: silent,
    gate: { name: undefined, since, polls: 0, errors: 0 },
  };
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** As the check would have found it then. */
function ecsOf({ deployment, green, blue }: PastDeployment) {
  const sourceServiceRevisions = [{ arn: blue.serviceRevisionArn, requestedProductionTrafficWeight: 100 }];
  return {
    describeServiceDeployment: async () => ({ ...deployment, sourceServiceRevisions }),
    describeServiceRevisions: async () => [green, blue],
  };
}

function targetOf({ arn, green }: PastDeployment, { stage, step }: PastCall): Target {
  // arn:aws:ecs:<region>:<account>:service-deployment/<cluster>/<service>/<id>
  const [, partition = '', , region = '', account = '', resource = ''] = arn.split(':');
  const [, cluster = '', service = '', deploymentId = ''] = resource.split('/');
  const revisionArn = green.serviceRevisionArn ?? '';
  return {
    ...{ partition, region, account, cluster, service, deploymentId, revisionArn, stage },
    serviceArn: `arn:${partition}:ecs:${region}:${account}:service/${cluster}/${service}`,
    deploymentArn: arn,
    revisionId: revisionArn.slice(revisionArn.lastIndexOf('/') + 1),
    productionWeight: step,
    testTrafficWeights: {},
    productionTrafficWeights: {},
  };
}
