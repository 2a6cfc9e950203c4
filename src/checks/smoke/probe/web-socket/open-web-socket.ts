import { createHash, randomBytes } from 'node:crypto';
import { type RequestOptions as HttpOptions, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { shorten } from '../../../../wording/values.ts';
import { certificateOf } from '../certificate.ts';
import { RefusedAddressError, refuseAddress } from '../guarded-lookup.ts';
import type { ProbeAnswer, ProbeOutcome } from '../probe-answer.ts';
import { ownHeaders, type SocketRequest } from '../probe-request.ts';
import { tlsOptions } from '../tls-options.ts';
import { formatTransportError } from '../transport-error.ts';
import { tryInTime } from '../try-in-time.ts';
import { hasCloseFrame, makeCloseFrame } from './web-socket-frames.ts';

const maxBytes = 64 * 1024;
const maxHeaderBytes = 32 * 1024;

/**
 * Opens a WebSocket on a connection of its own and closes it again. The answer is that of the handshake; what is wrong with it by RFC 6455 is
 * its fault. Never rejects.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-4.1
 */
export function openWebSocket(
  request: SocketRequest,
  { lookup, ca }: { lookup: LookupFunction; ca: string | undefined },
  signal: AbortSignal,
): Promise<ProbeOutcome> {
  return tryInTime(request, signal, (settle) => {
    const startedAt = performance.now();
    const key = randomBytes(16).toString('base64');
    const sent = start(request, { key, lookup, ca });
    const soFar: Partial<ProbeAnswer> = {};
    let opened: Socket | undefined;
    const answer = (
      response: IncomingMessage,
      body: Buffer,
      found: Pick<ProbeAnswer, 'faults' | 'notes'>,
    ): ProbeAnswer => ({
      ...{ kind: 'answer', status: response.statusCode ?? 0, tookMs: Math.round(performance.now() - startedAt) },
      ...{ body, bodyEnd: 'whole', contentEncoding: undefined, headers: response.headersDistinct },
      ...soFar,
      ...found,
    });
    const noteStart = (socket: Socket) => {
      soFar.firstByteMs = Math.round(performance.now() - startedAt);
      soFar.certificate = certificateOf(socket);
    };
    const problem = `no answer within ${request.timeoutMs} ms`;
    let late: ProbeOutcome = { kind: 'transport', problem, cause: undefined };
    sent
      .on('upgrade', (response, socket, head) => {
        noteStart(socket);
        opened = socket;
        const faults = faultsOf(response, key, request.webSocket.protocols);
        if (faults.length > 0) return settle(answer(response, head, { faults }));
        late = answer(response, Buffer.alloc(0), { notes: [notClosed] });
        closeCleanly(socket, head, (isClean) =>
          settle(answer(response, Buffer.alloc(0), isClean ? {} : { notes: [notClosed] })),
        );
      })
      .on('response', (response) => {
        noteStart(response.socket);
        readStart(response, (body) =>
          settle(answer(response, body, { faults: ['the server did not open a WebSocket'] })),
        );
      })
      .on('error', (error: NodeJS.ErrnoException) =>
        settle(
          error instanceof RefusedAddressError
            ? refuseAddress(request.hostname, error.why)
            : { kind: 'transport', problem: formatTransportError(error), cause: error },
        ),
      )
      .end();
    return { onTimeout: () => late, destroy: () => void (opened ?? sent).destroy() };
  });
}

const notClosed = 'the server did not close the WebSocket when asked to';

function start(
  request: SocketRequest,
  { key, lookup, ca }: { key: string; lookup: LookupFunction; ca: string | undefined },
) {
  const { scheme, hostname, port, path, headers, host, webSocket } = request;
  const { protocols } = webSocket;
  const options: HttpOptions = {
    ...{ agent: false, hostname, port, path, lookup, maxHeaderSize: maxHeaderBytes },
    headers: {
      ...{ ...ownHeaders, ...headers, host, connection: 'Upgrade', upgrade: 'websocket' },
      ...{ 'sec-websocket-version': '13', 'sec-websocket-key': key },
      ...(protocols.length > 0 && { 'sec-websocket-protocol': protocols.join(', ') }),
    },
  };
  return scheme === 'http'
    ? httpRequest(options)
    : httpsRequest({ ...options, ...tlsOptions(request, 'http/1.1', ca) });
}

function faultsOf({ headers }: IncomingMessage, key: string, protocols: readonly string[]): readonly string[] {
  const chosen = headers['sec-websocket-protocol'];
  const faults: string[] = [];
  if (headers.upgrade?.toLowerCase() !== 'websocket') {
    faults.push(`the server switched to ${shorten(headers.upgrade ?? 'nothing', 40)}, not to a WebSocket`);
  }
  if (headers['sec-websocket-accept'] !== acceptOf(key)) {
    faults.push(
      headers['sec-websocket-accept'] === undefined
        ? 'sec-websocket-accept is missing'
        : 'sec-websocket-accept is not for this request',
    );
  }
  if (headers['sec-websocket-extensions'] !== undefined)
    faults.push('the server uses an extension that was not offered');
  if (chosen === undefined && protocols.length > 0) faults.push(`the server chose none of ${protocols.join(', ')}`);
  if (chosen !== undefined && !protocols.includes(chosen)) {
    faults.push(`the server chose the protocol ${shorten(chosen, 40)}, which was not offered`);
  }
  return faults;
}

/** @see https://www.rfc-editor.org/rfc/rfc6455#section-1.3 */
function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

/** Asks for the end, and waits for the server's. */
function closeCleanly(socket: Socket, head: Buffer, done: (isClean: boolean) => void): void {
  let received = head;
  const onData = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const isClosed = hasCloseFrame(received);
    if (isClosed || received.length > maxBytes) done(isClosed);
  };
  socket
    .on('data', onData)
    .on('end', () => done(false))
    .on('error', () => done(false));
  socket.write(makeCloseFrame(randomBytes(4)));
  onData(Buffer.alloc(0));
}

/** The first part of a body, which shows who answered. */
function readStart(response: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  const finish = () => done(Buffer.concat(chunks));
  let bytes = 0;
  response
    .on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes) finish();
    })
    .on('end', finish)
    .on('error', finish);
}
