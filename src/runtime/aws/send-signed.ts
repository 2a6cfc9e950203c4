import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../hook/clock.ts';
import { type Credentials, getSigner, type UnsignedRequest } from './signer.ts';

export type Signing = {
  service: string;
  region: string;
  credentials: () => Promise<Credentials>;
  /** For the time in a signature. AWS refuses one that is more than 15 minutes off, S3, or 5, most others. */
  clock: Clock;
};

type SenderParts = Signing & {
  origin: URL;
  /** Default: false, a new connection for each request. */
  agent?: WarmConnection['agent'] | false;
  /** How long one answer may take. */
  attemptMs: number;
};

/** Node reads the headers of a response only when somebody asks for them. */
export type Received = { response: IncomingMessage; body: Buffer };

/** The most requests that a caller makes at the same time. */
const defaultAtOnce = 4;

/** An agent that keeps its connections alive from one request to the next. */
export type WarmConnection = { agent: HttpAgent | HttpsAgent };

/** @param atOnce - the most connections at the same time; further requests wait. Default 4 */
export function warmConnection(origin: URL, atOnce = defaultAtOnce): WarmConnection {
  const options = { keepAlive: true, keepAliveMsecs: 1000, maxSockets: atOnce, maxFreeSockets: atOnce, noDelay: true };
  const agent = origin.protocol === 'http:' ? new HttpAgent(options) : new HttpsAgent(options);
  // All connections go to one origin. Node would compose the name of their pool from two dozen options, several times for each request.
  agent.getName = () => 'one';
  // Node would set again what was set when it connected, and parse all headers of each answer to look for a hint that S3 does not send.
  agent.keepSocketAlive = (socket: Socket) => !!socket.unref();
  return { agent };
}

/** Sends one signed request, without loading an SDK client, and resolves to the answer of any status; rejects if there is none. */
export function signedSender({ origin, agent = false, attemptMs, credentials, clock, ...scope }: SenderParts) {
  const { host, hostname, port } = origin;
  const request = origin.protocol === 'https:' ? httpsRequest : httpRequest;
  const sign = getSigner(scope);

  /** Listens to the signal itself: combining it with a timeout, for each request, takes longer than to sign it. */
  return async (unsigned: Omit<UnsignedRequest, 'host'>, signal: AbortSignal): Promise<Received> => {
    const { headers, target: path } = sign({ ...unsigned, host }, await credentials(), clock.now());
    signal.throwIfAborted();
    const { method, body } = unsigned;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const { promise, resolve, reject } = Promise.withResolvers<Received>();
    // As a list, headers are written as they are. From an object, Node would first set each of them, which takes a tenth of a page.
    const lines = Object.entries({ ...headers, ...length }).flat();
    const options = { method, agent, hostname, port, path, headers: lines };
    const sent = request(options, (response) => receive(response, resolve, reject));
    sent.on('error', reject).end(body);
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
  };
}

/** What one attempt led to. `isFinal`: another one would fail too. */
export type Tried<Value> = { value: Value } | { error: Error; isFinal?: boolean };

const maxAttempts = 3;

/** Tries it twice more if it rejects or fails with an error that is not final. Resolves to the last attempt. */
export async function tryThrice<Value>(once: () => Promise<Tried<Value>>, signal: AbortSignal): Promise<Tried<Value>> {
  for (let attempt = 1; ; attempt += 1) {
    const tried = await once().catch((error: Error): Tried<Value> => ({ error }));
    if ('value' in tried || tried.isFinal || attempt === maxAttempts || signal.aborted) return tried;
    // If it is aborted while waiting, the next attempt reports that.
    await sleep(50 * attempt ** 2, undefined, { signal }).catch(() => {});
  }
}

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
  response.on('end', () => resolve({ response, body: Buffer.concat(chunks) }));
}
