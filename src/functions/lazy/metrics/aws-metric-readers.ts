import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { cloudwatchMetricReader } from '../../../checks/metrics/reader/cloudwatch-metric-reader.ts';
import type { MetricReader, MetricSource } from '../../../checks/metrics/reader/metric-reader.ts';
import { prometheusMetricReader } from '../../../checks/metrics/reader/prometheus-metric-reader.ts';
import { sdkTimeouts } from '../sdk.ts';
import { assumeRole } from './assume-role.ts';
import { type OwnIdentity, signedPost } from './signed-post.ts';

/** Readers of metrics by where they are read. Loaded when first needed, because they include the SDK. */
export function awsMetricReaders(own: OwnIdentity, send: typeof fetch = fetch) {
  const kept = new Map<string, MetricReader>();
  /** A warm function keeps connections and the credentials of assumed roles. */
  function keep(key: unknown, create: () => MetricReader): MetricReader {
    const name = JSON.stringify(key);
    const reader = kept.get(name) ?? create();
    kept.set(name, reader);
    return reader;
  }
  const identityOf = ({ region = own.region, roleArn, externalId }: MetricSource): OwnIdentity => ({
    region,
    credentials: roleArn === undefined ? own.credentials : assumeRole({ roleArn, externalId }, own.region),
  });
  return {
    cloudwatch: (source: MetricSource) =>
      keep(['cloudwatch', source], () =>
        cloudwatchMetricReader(new CloudWatchClient({ ...sdkTimeouts, ...identityOf(source) }), source),
      ),
    prometheus: (source: MetricSource, workspace: string) =>
      keep(['prometheus', source, workspace], () =>
        prometheusMetricReader(signedPost(workspace, identityOf(source), send)),
      ),
  };
}
