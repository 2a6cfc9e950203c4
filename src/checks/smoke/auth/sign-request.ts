import { SignatureV4 } from '@smithy/signature-v4';
import { NodeSha256 } from '../../../storage/s3/node-sha256.ts';
import type { ProbeRequest } from '../probe/probe-request.ts';

/** Credentials of AWS, and the Region they are used in unless a request names another one. */
export type AwsIdentity = {
  region: string | (() => Promise<string>);
  credentials(): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
};

/**
 * Signs a request as AWS does, with the credentials of the function's role. It must be sent as it is: every header counts.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export async function signRequest(
  request: ProbeRequest,
  { service, region }: { service: string; region: string | undefined },
  identity: AwsIdentity,
  signingDate: Date,
): Promise<ProbeRequest> {
  const signer = new SignatureV4({
    service,
    region: region ?? identity.region,
    credentials: identity.credentials,
    sha256: NodeSha256,
    // S3 alone signs the path as it is sent.
    uriEscapePath: service !== 's3',
  });
  const [path = '', query = ''] = splitOnce(request.path);
  const { headers } = await signer.sign(
    {
      ...{ method: request.method, protocol: `${request.scheme}:`, hostname: request.hostname, path },
      headers: { ...request.headers, host: request.host },
      query: queryOf(query),
      body: request.body,
    },
    { signingDate },
  );
  const { host: _, ...sent } = headers;
  return { ...request, headers: lowerCase(sent) };
}

function splitOnce(path: string): readonly string[] {
  const mark = path.indexOf('?');
  return mark === -1 ? [path] : [path.slice(0, mark), path.slice(mark + 1)];
}

function queryOf(query: string): Record<string, string[]> {
  const pairs = query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const [name = '', value = ''] = pair.replace('=', '&').split('&').map(decodeURIComponent);
      return { name, value };
    });
  return Object.fromEntries(
    [...Map.groupBy(pairs, ({ name }) => name)].map(([name, all]) => [name, all.map(({ value }) => value)]),
  );
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
