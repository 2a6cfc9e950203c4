import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SignatureV4 } from '@smithy/signature-v4';
import { cloudwatchMetricReader } from '../../../checks/metrics/reader/cloudwatch-metric-reader.ts';
import type { MetricReader, MetricSource } from '../../../checks/metrics/reader/metric-reader.ts';
import { type PostForm, prometheusMetricReader } from '../../../checks/metrics/reader/prometheus-metric-reader.ts';
import { NodeSha256 } from '../../../storage/s3/node-sha256.ts';
import { sdkTimeouts } from '../sdk.ts';
import { assumeRole } from './assume-role.ts';

/** The function's own Region and credentials. */
export type OwnIdentity = {
  region: string;
  credentials(): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
};

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
  const identityOf = ({ region = own.region, roleArn }: MetricSource): OwnIdentity => ({
    region,
    credentials: roleArn === undefined ? own.credentials : assumeRole(roleArn, own.region),
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

/** Requests that are signed, to a workspace of Amazon Managed Prometheus or to CloudWatch's PromQL. */
function signedPost(workspace: string, { region, credentials }: OwnIdentity, send: typeof fetch): PostForm {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const isCloudWatch = workspace === 'cloudwatch';
  const hostname = `${isCloudWatch ? 'monitoring' : 'aps-workspaces'}.${region}.${domain}`;
  const service = isCloudWatch ? 'monitoring' : 'aps';
  const signer = new SignatureV4({ service, region, credentials, sha256: NodeSha256 });
  return async (path, form, signal) => {
    const request = {
      ...{
        method: 'POST',
        protocol: 'https:',
        hostname,
        path: isCloudWatch ? path : `/workspaces/${workspace}${path}`,
      },
      headers: { host: hostname, 'content-type': 'application/x-www-form-urlencoded' },
      query: {},
      body: new URLSearchParams(form).toString(),
    };
    const { headers, body } = await signer.sign(request);
    const { host: _, ...sent } = headers;
    const url = `https://${hostname}${request.path}`;
    const response = await send(url, { method: 'POST', headers: sent, body, signal, redirect: 'error' });
    return { status: response.status, body: await response.text() };
  };
}
