import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';
import { formatError } from '../../wording/values.ts';
import { StorageError } from '../storage-error.ts';
import { NodeSha256 } from './node-sha256.ts';
import { bucketAddress, type S3Location } from './s3-location.ts';
import type { WarmConnection } from './warm-connection.ts';

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

export type S3Parts = S3Location & {
  connection: WarmConnection;
  credentials: () => Promise<Credentials>;
  /** How a body becomes text: `latin1` keeps every byte. Default `utf8` */
  encoding?: BufferEncoding;
};

/** S3's response with status 200; undefined if there is no such key. */
type S3Answer = { headers: IncomingHttpHeaders; body: string } | undefined;

/**
 * One signed GET of a bucket over a kept-alive connection, without loading an SDK client. Transport errors, 500 and 503 are retried twice; a
 * missing object is undefined; everything else rejects.
 */
export function s3Get({ connection, credentials, encoding, ...location }: S3Parts) {
  const { origin, pathPrefix } = bucketAddress(location);
  const signer = new SignatureV4({
    service: 's3',
    region: location.region,
    credentials,
    sha256: NodeSha256,
    // S3 alone signs the path as it is sent.
    uriEscapePath: false,
  });

  return async (key: string, query: Record<string, string>, signal: AbortSignal): Promise<S3Answer> => {
    const path = pathPrefix + key.split('/').map(escapePart).join('/');
    for (let attempt = 1; ; attempt += 1) {
      const answer = await getOnce(path, query, signal).catch(
        (cause: unknown): Attempt => ({ failed: formatError(cause), cause }),
      );
      if ('answer' in answer) return answer.answer;
      if (attempt === maxAttempts || signal.aborted || answer.final) {
        const what = key || `the keys under ${query['prefix']}`;
        const { failed, cause } = answer;
        throw new StorageError(`S3 did not return ${what}: ${failed}`, { cause });
      }
      // If it is aborted while waiting, the next attempt reports that.
      await sleep(50 * attempt ** 2, undefined, { signal }).catch(() => {});
    }
  };

  async function getOnce(path: string, query: Record<string, string>, signal: AbortSignal): Promise<Attempt> {
    const { headers } = await signer.sign({
      method: 'GET',
      protocol: origin.protocol,
      hostname: origin.hostname,
      path,
      headers: { host: origin.host },
      query,
    });
    const search = Object.entries(query).map(([name, value]) => `${name}=${escapePart(value)}`);
    const target = search.length > 0 ? `${path}?${search.join('&')}` : path;
    const response = await send(target, headers, AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]));
    const body = (await readBody(response)).toString(encoding);
    const { statusCode: status = 0 } = response;
    if (status === 200) return { answer: { headers: response.headers, body } };
    const code = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(body)?.[1] ?? 'no code';
    if (status === 404 && code === 'NoSuchKey') return { answer: undefined };
    return { failed: `status ${status}, ${code}`, final: status < 500 };
  }

  function send(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = origin.protocol === 'https:' ? httpsRequest : httpRequest;
      const { hostname, port } = origin;
      request({ agent: connection.agent, hostname, port, path, headers, signal }, resolve).on('error', reject).end();
    });
  }
}

type Attempt = { answer: S3Answer } | { failed: string; final?: boolean; cause?: unknown };

const maxAttempts = 3;
const attemptMs = 3000;
/** A request of the ledger has a few KB; a picture of a page may have as much as this. */
const maxBytes = 2_000_000;

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`the object is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Escapes a key or a parameter as S3 does when it checks the signature; `encodeURIComponent` leaves five characters that S3 escapes. */
function escapePart(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
