import {
  type ClientRequest,
  type Agent as HttpAgent,
  type RequestOptions as HttpOptions,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { type Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { certificateOf } from './certificate.ts';
import { RefusedAddressError, refuseAddress } from './guarded-lookup.ts';
import type { ProbeAnswer, ProbeCertificate, ProbeOutcome } from './probe-answer.ts';
import { lengthHeaderOf, ownHeaders, type ProbeRequest } from './probe-request.ts';
import { tlsOptions } from './tls-options.ts';
import { formatTransportError } from './transport-error.ts';
import { watchProgress, whatIsLate } from './watch-progress.ts';

const maxBodyBytes = 1024 * 1024;
/** As much as an Application Load Balancer passes on. */
const maxHeaderBytes = 32 * 1024;
const maxInterimAnswers = 16;

/** The connections of a run, and those of them that have carried an answer before. */
export type Connections = {
  agent: HttpAgent | HttpsAgent;
  used: WeakSet<Socket>;
  /** PEM certificates to trust unless the request has its own. */
  ca: string | undefined;
};

/**
 * One request on the wire. `stale`: the server closed a kept-alive connection while the request was on its way. That race is part of
 * keeping connections alive and no sign of trouble; it ends when a fresh connection is used. Node's own `reusedSocket` does not do: it stays
 * false for a request that had to wait in the agent for another one's connection.
 */
export function exchange(
  request: ProbeRequest,
  { agent, used, ca }: Connections,
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
  const sent = start(request, agent, ca);
  let answer: AnswerSoFar | undefined;
  let reused = false;
  let isOpen = false;
  let interim = 0;
  const timer = setTimeout(onTimeout, request.timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  sent
    .on('socket', onSocket)
    .on('information', onInterim)
    .on('upgrade', onUpgrade)
    .on('response', onResponse)
    .on('error', onError)
    .end(request.body);
  return promise;

  function onSocket(socket: Socket) {
    watchProgress(socket);
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

  function onInterim() {
    interim += 1;
    if (interim <= maxInterimAnswers) return;
    settle(lost(`more than ${maxInterimAnswers} interim answers (1xx) and no other`, undefined));
    sent.destroy();
  }

  function onUpgrade(_response: IncomingMessage, socket: Socket) {
    settle(lost('the server switched to another protocol (101), which nobody asked for', undefined));
    socket.destroy();
  }

  function onResponse(response: IncomingMessage) {
    const certificate = certificateOf(response.socket);
    answer = { response, chunks: [], bytes: 0, firstByteMs: msSince(startedAt), certificate };
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
    const { response, chunks, firstByteMs, certificate } = answer;
    settle({
      kind: 'answer',
      status: response.statusCode ?? 0,
      tookMs: msSince(startedAt),
      firstByteMs,
      body: Buffer.concat(chunks).subarray(0, maxBodyBytes),
      bodyEnd,
      contentEncoding: contentEncodingOf(response),
      headers: response.headersDistinct,
      ...(certificate !== undefined && { certificate }),
      ...(request.tls?.unverified === true && request.scheme === 'https' && { notes: ['certificate not verified'] }),
    });
  }

  function onTimeout() {
    if (answer === undefined) {
      settle(lost(`${whatIsLate(sent.socket, request, isOpen)} within ${request.timeoutMs} ms`, undefined));
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
    settle(lost(formatTransportError(error, answer?.response), error), stale);
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

type AnswerSoFar = {
  response: IncomingMessage;
  chunks: Buffer[];
  bytes: number;
  firstByteMs: number;
  certificate: ProbeCertificate | undefined;
};

function msSince(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}

function start(request: ProbeRequest, agent: HttpAgent | HttpsAgent, ca: string | undefined): ClientRequest {
  const { scheme, method, hostname, port, path, headers, host } = request;
  const options: HttpOptions = {
    ...{ agent, method, hostname, port, path, maxHeaderSize: maxHeaderBytes },
    headers: { ...ownHeaders, ...headers, ...lengthHeaderOf(request), host },
  };
  const sent =
    scheme === 'http' ? httpRequest(options) : httpsRequest({ ...options, ...tlsOptions(request, 'http/1.1', ca) });
  // Node would silently drop those beyond 2000; their size is limited anyway.
  sent.maxHeadersCount = 0;
  return sent;
}

const outOfTime = 'this invocation ran out of time';

function contentEncodingOf({ headers }: IncomingMessage): string | undefined {
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  return encoding === undefined || encoding === '' || encoding === 'identity' ? undefined : encoding;
}
