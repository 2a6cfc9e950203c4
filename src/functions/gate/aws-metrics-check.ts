import { metricsCheck } from '../../checks/metrics/metrics-check.ts';
import type { MetricReader } from '../../checks/metrics/reader/metric-reader.ts';
import { loadOnce } from '../../hook/load-once.ts';
import { ownCredentials } from '../../runtime/aws/own-environment.ts';
import type { SmokeEnvironment } from '../wiring/environment/smoke-environment.ts';
import { loadReaders } from '../wiring/load-readers.ts';

const loadTaskReader = loadOnce(async () => (await import('../lazy/metrics/aws-task-reader.ts')).awsTaskReader());

/** The metrics check with its readers of AWS. */
export function awsMetricsCheck(environment: SmokeEnvironment) {
  const loadMetricReaders = loadOnce(async () =>
    (await import('../lazy/metrics/aws-metric-readers.ts')).awsMetricReaders({
      region: environment.AWS_REGION,
      credentials: async () => ownCredentials(environment),
    }),
  );
  return metricsCheck({
    cloudwatch: (source) => later(async () => (await loadMetricReaders()).cloudwatch(source)),
    prometheus: (source, workspace) => later(async () => (await loadMetricReaders()).prometheus(source, workspace)),
    tasks: {
      runningTasks: async (...asked) => (await loadTaskReader()).runningTasks(...asked),
    },
    ecs: {
      describeServiceDeployment: async (...asked) => (await loadReaders()).ecs.describeServiceDeployment(...asked),
      describeServiceRevisions: async (...asked) => (await loadReaders()).ecs.describeServiceRevisions(...asked),
    },
  });
}

/** Loaded with the first query. */
function later(load: () => Promise<MetricReader>): MetricReader {
  return { read: async (...asked) => (await load()).read(...asked) };
}
