import { SignatureV4 } from '@smithy/signature-v4';
import type { PostToTagging } from '../../../checks/alarms/more/tagged-alarms.ts';
import { dnsSuffixOf } from '../../../runtime/aws/dns-suffix.ts';
import { NodeSha256 } from '../../../storage/s3/node-sha256.ts';

/** A Region, and credentials that are valid there. */
export type Identity = {
  region: string;
  credentials(): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
};

/**
 * Signed requests to the Resource Groups Tagging API. It is one call, for which a whole client of the SDK would be large.
 *
 * @param endpoint - Default: that of the Region
 */
export function postToTagging(
  { region, credentials }: Identity,
  endpoint = `https://tagging.${region}.${dnsSuffixOf(region)}`,
  send: typeof fetch = fetch,
): PostToTagging {
  const signer = new SignatureV4({ service: 'tagging', region, credentials, sha256: NodeSha256 });
  const { protocol, hostname, host, port } = new URL(endpoint);
  return async (body, signal) => {
    const request = {
      ...{ method: 'POST', protocol, hostname, path: '/', query: {}, body: JSON.stringify(body) },
      ...(port !== '' && { port: Number(port) }),
      headers: {
        host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'ResourceGroupsTaggingAPI_20170126.GetResources',
      },
    };
    const { headers, body: sent } = await signer.sign(request);
    const { host: _, ...others } = headers;
    const answer = await send(`${protocol}//${host}/`, {
      method: 'POST',
      headers: others,
      body: sent,
      signal,
      redirect: 'error',
    });
    return { status: answer.status, body: await answer.text() };
  };
}
