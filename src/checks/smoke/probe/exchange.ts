import { type ClientRequest, type Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { type Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { RefusedAddressError, refuseAddress } from './guarded-lookup.ts';
import type { ProbeAnswer, ProbeOutcome } from './probe-answer.ts';
import { contentLengthOf, ownHeaders, type ProbeRequest } from './probe-request.ts';
import { formatTransportError } from './transport-error.ts';

const maxBodyBytes = 1024 * 1024;

/** The connections of a run, and those of them that have carried an answer before. */
export type Connections = { agent: HttpAgent | HttpsAgent; used: WeakSet<Socket> };

/**
 * One request on the wire. `stale`: the server closed a kept-alive connection while the request was on its way. That race is part of
 * keeping connections alive and no sign of trouble; it ends when a fresh connection is used. Node's own `reusedSocket` does not do: it stays
 * false for a request that had to wait in the agent for another one's connection.
 */
export function exchange(
  request: ProbeRequest,
  { agent, used }: Connections,
  signal: AbortSignal,
): Promise<{ outcome: ProbeOutcome; stale: boolean }> {
  const { promise, resolve } = Promise.withResolvers<{ outcome: ProbeOutcome; stale: boolean }>();
  if (signal.aborted) {
    return Promise.resolve({
      outcome: { kind: 'transport', problem: outOfTime, cause: undefined, isUnsent: true },
      stale: false,
    });
  }
  const startedAt = performance.now();
  const sent = start(request, agent);
  let answer: AnswerSoFar | undefined;
  let reused = false;
  let isOpen = false;
  const timer = setTimeout(onTimeout, request.timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  sent.on('socket', onSocket).on('response', onResponse).on('error', onError).end(request.body);
  return promise;

  function onSocket(socket: Socket) {
    reused = used.has(socket);
    used.add(socket);
    if (reused) onOpen();
    else socket.once(request.scheme === 'https' ? 'secureConnect' : 'connect', onOpen);
  }

  /** From here on the server may have received something. */
  function onOpen() {
    isOpen = true;
  }

  function lost(problem: string, cause: unknown): ProbeOutcome {
    return { kind: 'transport', problem, cause, ...(!isOpen && { isUnsent: true }) };
  }

  function onResponse(response: IncomingMessage) {
    answer = { response, chunks: [], bytes: 0 };
    response
      .on('data', onData)
      .on('end', () => onAnswer('whole'))
      .on('error', onError);
  }

  function onData(chunk: Buffer) {
    if (answer === undefined) return;
    answer.chunks.push(chunk);
    answer.bytes += chunk.length;
    if (answer.bytes > maxBodyBytes) {
      onAnswer('cut');
      sent.destroy();
    }
  }

  function onAnswer(bodyEnd: ProbeAnswer['bodyEnd']) {
    if (answer === undefined) return;
    const { response, chunks } = answer;
    settle({
      kind: 'answer',
      status: response.statusCode ?? 0,
      millis: Math.round(performance.now() - startedAt),
      body: Buffer.concat(chunks).subarray(0, maxBodyBytes),
      bodyEnd,
      contentEncoding: contentEncodingOf(response),
      headers: response.headersDistinct,
    });
  }

  function onTimeout() {
    if (answer === undefined) {
      settle(lost(`no answer within ${request.timeoutMs} ms`, undefined));
    } else {
      onAnswer('late');
    }
    sent.destroy();
  }

  function onAbort() {
    settle(lost(outOfTime, undefined));
    sent.destroy();
  }

  function onError(error: NodeJS.ErrnoException) {
    if (error instanceof RefusedAddressError) {
      settle(refuseAddress(request.hostname, error.why));
      return;
    }
    const stale = reused && answer === undefined && closedCodes.has(error.code ?? '');
    settle(lost(formatTransportError(error), error), stale);
  }

  /** The first outcome stands: destroying the request afterwards makes it emit an error of its own. */
  function settle(outcome: ProbeOutcome, stale = false) {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    resolve({ outcome, stale });
  }
}

/** How the end of a connection shows, depending on how far the request had come. */
const closedCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ENOTCONN', 'ERR_STREAM_DESTROYED']);

type AnswerSoFar = { response: IncomingMessage; chunks: Buffer[]; bytes: number };

function start(request: ProbeRequest, agent: HttpAgent | HttpsAgent): ClientRequest {
  const length = contentLengthOf(request);
  const options = {
    agent,
    method: request.method,
    hostname: request.hostname,
    port: request.port,
    path: request.path,
    headers: {
      ...ownHeaders,
      ...request.headers,
      ...(length !== undefined && { 'content-length': length }),
      host: request.host,
    },
  };
  if (request.scheme === 'http') {
    return httpRequest(options);
  }
  // TLS allows no address as a server name; node then verifies the certificate against the address.
  return httpsRequest({ ...options, servername: isIP(request.servername) === 0 ? request.servername : '' });
}

const outOfTime = 'the time of this invocation is up';

function contentEncodingOf({ headers }: IncomingMessage): string | undefined {
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  return encoding === undefined || encoding === '' || encoding === 'identity' ? undefined : encoding;
}
