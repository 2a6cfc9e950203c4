import type { EcsReader } from '../../deployment/ecs.ts';
import type { Check } from '../../hook/check.ts';
import type { Verdict } from '../../hook/verdict.ts';
import { formatError, shorten } from '../../wording/values.ts';
import { passFirstDeployment } from '../pass-first-deployment.ts';
import { runComparisons } from './compare/run-comparisons.ts';
import type { TaskReader } from './compare/task-reader.ts';
import { judgeCondition } from './conditions/judge-condition.ts';
import { type ReaderFor, readCondition } from './conditions/read-condition.ts';
import type { Condition } from './config/condition-config.ts';
import { type MetricsConfig, metricsConfigSchema } from './config/metrics-config.ts';
import { type Judged, judged } from './judged.ts';
import type { MetricReader, MetricSource } from './reader/metric-reader.ts';
import { secondsToNextMinute, type Watch, watchedSoFar, watchOf } from './watch-times.ts';

/** What the check reads from. */
type MetricsPorts = {
  /** Metrics and metric math of CloudWatch. */
  cloudwatch(source: MetricSource): MetricReader;
  /** PromQL of a workspace, or of `cloudwatch`. */
  prometheus(source: MetricSource, workspace: string): MetricReader;
  ecs: EcsReader;
  /** For the presets that are about tasks. */
  tasks: TaskReader;
};

/**
 * Watches metrics for some minutes: values that have to be within ranges, and the new version against the old one. Nothing is remembered between
 * calls: each reads all minutes of the watch again, because CloudWatch may still have changed the last ones. Too little traffic is inconclusive,
 * and what could not be read is an `error`; neither is ever a pass.
 *
 * @example
 * // A canary's steps, compared with the old version at the same time.
 * { "compare": ["errorRate", "p95"], "baseline": "concurrent", "watchMinutes": 10 }
 */
export function metricsCheck(ports: MetricsPorts): Check<MetricsConfig> {
  return {
    name: 'metrics',
    configSchema: metricsConfigSchema,
    async run(target, { config, clock, gate, signal }) {
      const first = await passFirstDeployment(config.firstDeployment, target, ports.ecs, signal);
      if (first !== undefined) return first;
      const now = clock.now();
      const watch = watchOf(config, gate.since, now);
      const reader = ports.cloudwatch(config.source);
      const readerFor: ReaderFor = (query) =>
        'promql' in query ? ports.prometheus(config.source, config.prometheus ?? '') : reader;
      try {
        const conditions = [];
        for (const condition of config.conditions) {
          conditions.push(await runCondition(condition, config, watch, readerFor, signal));
        }
        const compared =
          config.compare.length === 0 ? [] : await runComparisons(config, target, watch, { ...ports, reader }, signal);
        return toVerdict([...conditions, ...compared], watch, now);
      } catch (cause) {
        return { kind: 'error', reason: `the metrics could not be read: ${formatError(cause)}`, cause };
      }
    },
  };
}

async function runCondition(
  condition: Condition,
  config: MetricsConfig,
  watch: Watch,
  readerFor: ReaderFor,
  signal: AbortSignal,
): Promise<Judged> {
  const read = await readCondition(condition, watchedSoFar(watch), readerFor, signal);
  return 'incomplete' in read
    ? judged('error', condition.name, read.incomplete, 'complete data')
    : judgeCondition(condition, read.readings, config, watch);
}

/** The worst of all decides: what is bad is bad even while others wait. */
function toVerdict(all: readonly Judged[], watch: Watch, now: Date): Verdict {
  const worst = (['fail', 'error', 'inconclusive', 'wait'] as const).find((outcome) =>
    all.some((one) => one.outcome === outcome),
  );
  const findings = all.map(({ finding }) => finding);
  // What decides is drawn.
  const deciding = all.filter(({ outcome }) => outcome === (worst ?? 'pass'));
  const series = [...deciding, ...all].find((one) => one.series)?.series;
  const learned = { findings, ...(series && { series }) };
  const reason = formatJudged(deciding);
  switch (worst) {
    case undefined:
      return { kind: 'pass', reason, ...learned };
    case 'wait':
      return { kind: 'wait', reason, ...learned, retryAfterSeconds: secondsToNextMinute(watch, now) };
    case 'inconclusive':
      return { kind: 'fail', inconclusive: true, reason: `inconclusive: ${reason}`, ...learned };
    default:
      return { kind: worst, reason, ...learned };
  }
}

function formatJudged(those: readonly Judged[]): string {
  const shown = those.slice(0, 2).map(({ finding: { name, found } }) => `${name}: ${found}`);
  const hidden = those.length - shown.length;
  return shorten(shown.join('; ') + (hidden > 0 ? `; and ${hidden} more` : ''), 450);
}
