import { SignatureV4 } from '@smithy/signature-v4';
import type { PostForm } from '../../../checks/metrics/reader/prometheus-metric-reader.ts';
import { dnsSuffixOf } from '../../../runtime/aws/dns-suffix.ts';
import { NodeSha256 } from '../../../storage/s3/node-sha256.ts';

/** The function's own Region and credentials. */
export type OwnIdentity = {
  region: string;
  credentials(): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
};

/** Requests that are signed, to a workspace of Amazon Managed Prometheus or to CloudWatch's PromQL. */
export function signedPost(workspace: string, { region, credentials }: OwnIdentity, send: typeof fetch): PostForm {
  const isCloudWatch = workspace === 'cloudwatch';
  const hostname = `${isCloudWatch ? 'monitoring' : 'aps-workspaces'}.${region}.${dnsSuffixOf(region)}`;
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
