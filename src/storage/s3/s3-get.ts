import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../hook/clock.ts';
import { formatError } from '../../wording/values.ts';
import { StorageError } from '../storage-error.ts';
import { bucketAddress, type S3Location } from './s3-location.ts';
import { type Credentials, escapePart, getSigner } from './sign-get.ts';
import type { WarmConnection } from './warm-connection.ts';

export type S3Parts = S3Location & {
  connection: WarmConnection;
  credentials: () => Promise<Credentials>;
  /** For the time in a signature. S3 refuses one that is more than 15 minutes off. */
  clock: Clock;
  /** How a body becomes text: `latin1` keeps every byte. Default `utf8` */
  encoding?: BufferEncoding;
};

/** S3's response with status 200; undefined if there is no such key. */
type S3Answer = { headers: IncomingHttpHeaders; body: string } | undefined;

/**
 * One signed GET of a bucket over a kept-alive connection, without loading an SDK client. Transport errors, 500 and 503 are retried twice; a
 * missing object is undefined; everything else rejects.
 */
export function s3Get({ connection, credentials, clock, encoding, ...location }: S3Parts) {
  const { origin, pathPrefix } = bucketAddress(location);
  const { host, hostname, port } = origin;
  const request = origin.protocol === 'https:' ? httpsRequest : httpRequest;
  const sign = getSigner(location.region);

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
    const { headers, target } = sign({ host, path, query }, await credentials(), clock.now());
    const response = await send(target, headers, signal);
    const body = response.body.toString(encoding);
    if (response.status === 200) return { answer: { headers: response.headers, body } };
    const code = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(body)?.[1] ?? 'no code';
    if (response.status === 404 && code === 'NoSuchKey') return { answer: undefined };
    return { failed: `status ${response.status}, ${code}`, final: response.status < 500 };
  }

  /** Listens to the signal itself: combining it with a timeout, for each request, takes longer than to sign it. */
  async function send(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Received> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Received>();
    const sent = request({ agent: connection.agent, hostname, port, path, headers }, (response) =>
      receive(response, resolve, reject),
    );
    sent.on('error', reject).end();
    const onAbort = () => reject(signal.reason);
    const timer = setTimeout(() => reject(new Error(`no answer within ${attemptMs} ms`)), attemptMs);
    signal.addEventListener('abort', onAbort);
    try {
      return await promise;
    } catch (error) {
      sent.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }
}

type Attempt = { answer: S3Answer } | { failed: string; final?: boolean; cause?: unknown };
type Received = { status: number; headers: IncomingHttpHeaders; body: Buffer };

const maxAttempts = 3;
const attemptMs = 3000;
/** A request of the ledger has a few KB; a picture of a page may have as much as this. */
const maxBytes = 2_000_000;

function receive(
  response: IncomingMessage,
  resolve: (received: Received) => void,
  reject: (error: Error) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes > maxBytes) reject(new Error(`the object is larger than ${maxBytes} bytes`));
  });
  response.on('error', reject);
  response.on('end', () => {
    resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
  });
}
