import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from '../../runtime/aws/signer.ts';
import { NodeSha256 } from '../../storage/s3/node-sha256.ts';

const answerMs = 15_000;

/** Signs a body with AWS credentials and sends it to the desk's route for decisions, once. Rejects if no answer arrives. */
export async function postSigned(
  input: object,
  {
    deskUrl,
    region,
    credentials,
    signal,
  }: { deskUrl: string; region: string; credentials: () => Promise<Credentials>; signal: AbortSignal },
): Promise<{ status: number; text: string }> {
  const url = new URL(`${deskUrl.replace(/\/$/, '')}/decisions`);
  const body = JSON.stringify(input);
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: NodeSha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: { host: url.host, 'content-type': 'application/json' },
    body,
  });
  const { host: _host, ...sent } = headers;
  const response = await fetch(url, {
    method: 'POST',
    headers: sent,
    body,
    // A redirect would send the signature to another host.
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
  });
  return { status: response.status, text: (await response.text()).trim() };
}
