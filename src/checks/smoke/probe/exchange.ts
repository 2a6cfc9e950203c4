import { type ClientRequest, type Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { type Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { RefusedAddressError, refuseAddress } from './guarded-lookup.ts';
import type { ProbeAnswer, ProbeOutcome } from './probe-answer.ts';
import { ownHeaders, type ProbeRequest } from './probe-request.ts';
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
    return Promise.resolve({ outcome: outOfTime(), stale: false });
  }
  const startedAt = performance.now();
  const sent = start(request, agent);
  let answer: AnswerSoFar | undefined;
  let reused = false;
  const timer = setTimeout(onTimeout, request.timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  sent.on('socket', onSocket).on('response', onResponse).on('error', onError).end();
  return promise;

  function onSocket(socket: Socket) {
    reused = used.has(socket);
    used.add(socket);
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
      settle({ kind: 'transport', problem: `no answer within ${request.timeoutMs} ms`, cause: undefined });
    } else {
      onAnswer('late');
    }
    sent.destroy();
  }

  function onAbort() {
    settle(outOfTime());
    sent.destroy();
  }

  function onError(error: NodeJS.ErrnoException) {
    if (error instanceof RefusedAddressError) {
      settle(refuseAddress(request.hostname, error.why));
      return;
    }
    const stale = reused && answer === undefined && closedCodes.has(error.code ?? '');
    settle({ kind: 'transport', problem: formatTransportError(error), cause: error }, stale);
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
  const options = {
    agent,
    method: request.method,
    hostname: request.hostname,
    port: request.port,
    path: request.path,
    headers: { ...ownHeaders, ...request.headers, host: request.host },
  };
  if (request.scheme === 'http') {
    return httpRequest(options);
  }
  // TLS allows no address as a server name; node then verifies the certificate against the address.
  return httpsRequest({ ...options, servername: isIP(request.servername) === 0 ? request.servername : '' });
}

function outOfTime(): ProbeOutcome {
  return { kind: 'transport', problem: 'the time of this invocation is up', cause: undefined };
}

function contentEncodingOf({ headers }: IncomingMessage): string | undefined {
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  return encoding === undefined || encoding === '' || encoding === 'identity' ? undefined : encoding;
}
