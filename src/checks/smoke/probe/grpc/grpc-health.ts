import { type ClientHttp2Session, connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { connect as connectTcp, type LookupFunction } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { shorten } from '../../../../wording/values.ts';
import { RefusedAddressError, refuseAddress } from '../guarded-lookup.ts';
import type { ProbeAnswer, ProbeOutcome } from '../probe-answer.ts';
import { type HealthRequest, ownHeaders, type ProbeRequest } from '../probe-request.ts';
import { tlsOptions } from '../tls-options.ts';
import { formatTransportError } from '../transport-error.ts';
import { tryInTime } from '../try-in-time.ts';
import { decodeHealthResponse, encodeHealthRequest } from './grpc-message.ts';

const maxBytes = 64 * 1024;

/**
 * Asks for the health of a service: one `grpc.health.v1.Health/Check` on a connection of its own, over TLS or without (h2c). Anything but
 * SERVING is a fault of the answer. Never rejects.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 */
export function checkGrpcHealth(
  request: HealthRequest,
  options: { lookup: LookupFunction; ca: string | undefined },
  signal: AbortSignal,
): Promise<ProbeOutcome> {
  return tryInTime(request, signal, (settle) => {
    const startedAt = performance.now();
    const session = openSession(request, options);
    session.on('error', onError).once('connect', refuseOtherProtocol);
    const stream = session.request(headersOf(request));
    const answer: AnswerSoFar = { headers: {}, chunks: [], bytes: 0, startedAt };
    stream
      .on('response', (headers) => {
        answer.headers = headers;
        answer.firstByteMs = Math.round(performance.now() - startedAt);
      })
      .on('trailers', (trailers) => {
        answer.trailers = trailers;
      })
      .on('data', (chunk: Buffer) => {
        answer.bytes += chunk.length;
        if (answer.bytes > maxBytes) settle(toAnswer(request, answer));
        else answer.chunks.push(chunk);
      })
      .on('error', onError)
      .on('close', () =>
        settle(
          answer.firstByteMs === undefined
            ? { kind: 'transport', problem: 'the server ended the stream without an answer', cause: undefined }
            : toAnswer(request, answer),
        ),
      )
      .end(encodeHealthRequest(request.grpc.service));
    return {
      onTimeout: () => ({ kind: 'transport', problem: `no answer within ${request.timeoutMs} ms`, cause: undefined }),
      destroy: () => session.destroy(),
    };

    function onError(error: NodeJS.ErrnoException) {
      const cause = causeOf(error);
      settle(
        cause instanceof RefusedAddressError
          ? refuseAddress(request.hostname, cause.why)
          : { kind: 'transport', problem: formatHttp2Error(cause), cause },
      );
    }
  });
}

type AnswerSoFar = {
  headers: IncomingHttpHeaders;
  trailers?: IncomingHttpHeaders;
  chunks: Buffer[];
  bytes: number;
  startedAt: number;
  firstByteMs?: number;
};

function openSession(
  request: ProbeRequest,
  { lookup, ca }: { lookup: LookupFunction; ca: string | undefined },
): ClientHttp2Session {
  const { scheme, hostname: host, port } = request;
  const createConnection = () =>
    scheme === 'http'
      ? connectTcp({ host, port, lookup })
      : connectTls({ host, port, lookup, ...tlsOptions(request, 'h2', ca) });
  return connectHttp2(`${scheme}://${request.host}`, {
    createConnection,
    settings: { enablePush: false, maxHeaderListSize: maxBytes },
    maxSessionMemory: 1,
  });
}

/** Over TLS a server says whether it speaks HTTP/2. Only the session may be ended here: Node aborts the process if its socket is gone. */
function refuseOtherProtocol(session: ClientHttp2Session): void {
  if (session.encrypted && session.alpnProtocol !== 'h2') session.destroy(new Error(noHttp2));
}

const noHttp2 = 'the server does not speak HTTP/2, which gRPC needs';

function headersOf({ method, scheme, host, path, headers, timeoutMs }: ProbeRequest) {
  return {
    ...ownHeaders,
    ...headers,
    ...{ ':method': method, ':scheme': scheme, ':authority': host, ':path': path },
    ...{ 'content-type': 'application/grpc', te: 'trailers', 'grpc-timeout': `${timeoutMs}m` },
  };
}

function toAnswer({ grpc }: HealthRequest, soFar: AnswerSoFar): ProbeAnswer {
  const { headers, trailers, chunks, bytes, startedAt, firstByteMs } = soFar;
  const body = Buffer.concat(chunks);
  const found = judgeHealth(grpc.service, {
    headers,
    trailers: trailers ?? headers,
    body,
    isCut: bytes > maxBytes,
  });
  return {
    kind: 'answer',
    status: Number(headers[':status'] ?? 0),
    tookMs: Math.round(performance.now() - startedAt),
    firstByteMs,
    body,
    bodyEnd: bytes > maxBytes ? 'cut' : 'whole',
    contentEncoding: undefined,
    headers: Object.fromEntries(
      Object.entries({ ...headers, ...trailers }).flatMap(([name, value]) =>
        name.startsWith(':') ? [] : [[name, [value ?? []].flat()]],
      ),
    ),
    ...found,
  };
}

type Received = { headers: IncomingHttpHeaders; trailers: IncomingHttpHeaders; body: Buffer; isCut: boolean };

function judgeHealth(
  service: string,
  { headers, trailers, body, isCut }: Received,
): Pick<ProbeAnswer, 'faults' | 'notes'> {
  const type = headers['content-type'] ?? 'missing';
  if (!/^application\/grpc(?:[+;]|$)/.test(type))
    return { faults: [`not a gRPC answer: content-type ${shorten(type, 60)}`] };
  if (isCut) return { faults: [notHealth] };
  const code = trailers['grpc-status'];
  if (code === undefined) return { faults: ['the answer ended without a grpc-status'] };
  if (code !== '0') return { faults: [formatFailure(Number(code), String(trailers['grpc-message'] ?? ''), service)] };
  const status = decodeHealthResponse(body);
  if (status === 'SERVING') return { notes: ['SERVING'] };
  return {
    faults: [status === undefined ? notHealth : `${nameOf(service)} is ${status}`],
  };
}

const notHealth = 'the answer is not a HealthCheckResponse';

function nameOf(service: string): string {
  return service === '' ? 'the server' : service;
}

function formatFailure(code: number, message: string, service: string): string {
  const name = codes[code] ?? 'status';
  if (name === 'UNIMPLEMENTED') return 'the server does not implement grpc.health.v1.Health (UNIMPLEMENTED)';
  if (name === 'NOT_FOUND') return `the server has no health for ${nameOf(service)} (NOT_FOUND)`;
  return `gRPC error ${name} (${code})${message === '' ? '' : `: ${shorten(decode(message), 120)}`}`;
}

/** The message of a status is percent-encoded, normally. */
function decode(message: string): string {
  return /%(?![0-9a-f]{2})/i.test(message)
    ? message
    : Buffer.from(
        message.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString();
}

/** @see https://grpc.io/docs/guides/status-codes/ */
const codes: readonly string[] = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'],
  ...['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED'],
  ...['INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'],
];

/** A stream is cancelled when its connection cannot be made, and then that is the cause. */
function causeOf(error: NodeJS.ErrnoException): NodeJS.ErrnoException {
  return error.cause instanceof Error ? error.cause : error;
}

function formatHttp2Error(error: NodeJS.ErrnoException): string {
  if (/alert no application protocol/.test(error.message)) return noHttp2;
  if (error.code === 'ERR_HTTP2_STREAM_ERROR' || error.code === 'ERR_HTTP2_SESSION_ERROR') {
    return `the server ended the stream: ${shorten(error.message, 120)} (${error.code})`;
  }
  return error.code === 'ERR_HTTP2_ERROR' ? `${noHttp2} (${error.code})` : formatTransportError(error);
}
