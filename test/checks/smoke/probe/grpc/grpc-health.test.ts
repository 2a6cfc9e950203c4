import { once } from 'node:events';
import { constants, createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { HealthImplementation, type ServingStatusMap } from 'grpc-health-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { HttpProbeOptions } from '../../../../../src/checks/smoke/probe/http-probe.ts';
import type { ProbeRequest } from '../../../../../src/checks/smoke/probe/probe-request.ts';
import { serveHttp, serveHttps, serveTcp } from '../../local-servers.ts';
import { sendProbe } from '../../probe-requests.ts';
import { selfSigned } from '../../self-signed.ts';

const certificate = selfSigned('localhost');

describe('the health of a gRPC server', () => {
  const statuses = {
    '': 'SERVING',
    'shop.v1.Cart': 'SERVING',
    'shop.v1.Stock': 'NOT_SERVING',
    'shop.v1.Mail': 'UNKNOWN',
    'shop.v1.Old': 'SERVICE_UNKNOWN',
  } as unknown as ServingStatusMap;

  test.each([
    ['', { notes: ['SERVING'] }],
    ['shop.v1.Cart', { notes: ['SERVING'] }],
    ['shop.v1.Stock', { faults: ['shop.v1.Stock is NOT_SERVING'] }],
    ['shop.v1.Mail', { faults: ['shop.v1.Mail is UNKNOWN'] }],
    ['shop.v1.Old', { faults: ['shop.v1.Old is SERVICE_UNKNOWN'] }],
    ['shop.v1.Nothing', { faults: ['the server has no health for shop.v1.Nothing (NOT_FOUND)'] }],
  ])('of "%s", without TLS', async (service, found) => {
    const port = await serveGrpc(statuses);

    expect(await health(service, { port })).toMatchObject({ kind: 'answer', status: 200, ...found });
  });

  test('over TLS, with the certificate verified', async () => {
    const port = await serveGrpc(statuses, true);
    const request = { scheme: 'https', port, servername: 'localhost', host: `localhost:${port}` } as const;

    expect(await health('shop.v1.Cart', request, { ca: certificate.cert })).toMatchObject({ notes: ['SERVING'] });
    expect(await health('shop.v1.Cart', request)).toMatchObject({
      kind: 'transport',
      problem: 'certificate is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)',
    });
  });

  test('of a server without the health service', async () => {
    const port = await serveGrpc(undefined);

    expect(await health('', { port })).toMatchObject({
      faults: ['the server does not implement grpc.health.v1.Health (UNIMPLEMENTED)'],
    });
  });

  const usual = Object.entries(status).filter(
    (each): each is [string, number] =>
      typeof each[1] === 'number' && !['OK', 'NOT_FOUND', 'UNIMPLEMENTED'].includes(each[0]),
  );

  test.each<[number, string | undefined, string]>([
    ...usual.map(([name, code]): [number, string, string] => [code, 'why', `gRPC error ${name} (${code}): why`]),
    [status.UNAVAILABLE, 'try%20later', 'gRPC error UNAVAILABLE (14): try later'],
    [status.UNAVAILABLE, 'caf%C3%A9', 'gRPC error UNAVAILABLE (14): café'],
    [status.UNAVAILABLE, '50%4 %20full', 'gRPC error UNAVAILABLE (14): 50%4 %20full'],
    [status.UNAUTHENTICATED, '', 'gRPC error UNAUTHENTICATED (16)'],
    [status.UNAUTHENTICATED, undefined, 'gRPC error UNAUTHENTICATED (16)'],
    [status.NOT_FOUND, '', 'the server has no health for the server (NOT_FOUND)'],
    [99, '', 'gRPC error status (99)'],
  ])('of a server that answers with the status %i and the message %s', async (code, message, fault) => {
    const port = await serveHttp2((stream) =>
      stream.respond(
        {
          ...{ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': code },
          ...(message !== undefined && { 'grpc-message': message }),
        },
        { endStream: true },
      ),
    );

    expect(await health('', { port })).toMatchObject({ status: 200, faults: [fault] });
  });

  test('comes with all headers and trailers, and how long it took', async () => {
    vi.spyOn(performance, 'now').mockReturnValue(5000);
    const headers = { 'content-type': 'application/grpc+proto', 'set-cookie': ['a=1', 'b=2'] };
    const port = await serveHttp2((stream) => answerHealth(stream, serving, headers));

    expect(await health('', { port })).toEqual({
      ...{ kind: 'answer', status: 200, tookMs: 0, firstByteMs: 0, notes: ['SERVING'] },
      ...{ body: serving, bodyEnd: 'whole', contentEncoding: undefined },
      headers: { 'content-type': ['application/grpc+proto'], 'set-cookie': ['a=1', 'b=2'], 'grpc-status': ['0'] },
    });
  });

  test('is asked for on a connection that takes no pushes and few headers, and is closed', async () => {
    const { promise: settings, resolve } = Promise.withResolvers<object | undefined>();
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    const port = await serveHttp2((stream) => {
      resolve(stream.session?.remoteSettings);
      stream.session?.once('close', close);
      answerHealth(stream, serving);
    });

    expect(await health('', { port })).toMatchObject({ notes: ['SERVING'] });
    expect(await settings).toMatchObject({ enablePush: false, maxHeaderListSize: 65_536 });
    await closed;
  });

  test.each<[string, number, object]>([
    ['64 KiB are read', 65_536, { bodyEnd: 'whole', notes: ['SERVING'] }],
    ['one byte more is not', 65_537, { bodyEnd: 'cut', faults: ['the answer is not a HealthCheckResponse'] }],
  ])('%s', async (_what, size, found) => {
    const filling = Buffer.alloc(size - 11, 0x61);
    // A string of an unknown field, with its length in three bytes, and the status behind it.
    const length = [(filling.length & 0x7f) | 0x80, ((filling.length >> 7) & 0x7f) | 0x80, filling.length >> 14];
    const message = Buffer.concat([Buffer.from([0x12, ...length]), filling, Buffer.from([0x08, 1])]);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    const port = await serveHttp2((stream) => answerHealth(stream, Buffer.concat([head, message])));

    expect(await health('', { port })).toMatchObject(found);
  });
});

describe('a server that is not a gRPC server', () => {
  test.each<[string, string | undefined, Buffer, string]>([
    ['has no content-type of gRPC', 'text/html', Buffer.from('<html>'), 'not a gRPC answer: content-type text/html'],
    [
      'has another content-type',
      'x-application/grpc',
      Buffer.alloc(0),
      'not a gRPC answer: content-type x-application/grpc',
    ],
    [
      'has a longer content-type',
      'application/grpcs',
      Buffer.alloc(0),
      'not a gRPC answer: content-type application/grpcs',
    ],
    ['has no content-type', undefined, Buffer.alloc(0), 'not a gRPC answer: content-type missing'],
    ['ends without a status', 'application/grpc', Buffer.alloc(0), 'the answer ended without a grpc-status'],
  ])('%s', async (_what, type, body, fault) => {
    const port = await serveHttp2((stream) => {
      stream.respond({ ':status': 200, ...(type !== undefined && { 'content-type': type }) });
      stream.end(body);
    });

    expect(await health('', { port })).toMatchObject({ kind: 'answer', faults: [fault] });
  });

  test.each<[string, Buffer]>([
    ['an empty body', Buffer.alloc(0)],
    ['a message that is cut off', Buffer.from([0, 0, 0, 0, 9, 8, 1])],
    ['a compressed message', Buffer.from([1, 0, 0, 0, 2, 8, 1])],
    ['a status that does not exist', Buffer.from([0, 0, 0, 0, 2, 8, 9])],
    ['a message without an end', Buffer.alloc(100_000, 1)],
  ])('answers with %s', async (_what, body) => {
    const port = await serveHttp2((stream) => answerHealth(stream, body));

    expect(await health('', { port })).toMatchObject({ faults: ['the answer is not a HealthCheckResponse'] });
  });

  test('never ends its answer, of which only a beginning is read', async () => {
    const port = await serveHttp2((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
      stream.write(Buffer.alloc(100_000, 1));
    });

    const outcome = await health('', { port, timeoutMs: 300_000 });

    expect(outcome).toMatchObject({ bodyEnd: 'cut', faults: ['the answer is not a HealthCheckResponse'] });
    expect(outcome.kind === 'answer' && outcome.body.length).toBeLessThanOrEqual(65_536);
  });

  test.each<[string, (stream: ServerHttp2Stream) => void, string]>([
    [
      'stream with',
      (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
      'the server ended the stream: Stream closed with error code NGHTTP2_INTERNAL_ERROR (ERR_HTTP2_STREAM_ERROR)',
    ],
    [
      'session with',
      (stream) => stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM),
      'the server ended the stream: Session closed with error code 11 (ERR_HTTP2_SESSION_ERROR)',
    ],
    [
      'stream without an answer and without',
      (stream) => stream.close(constants.NGHTTP2_NO_ERROR),
      'the server ended the stream without an answer',
    ],
  ])('ends the %s an error', async (_what, end, problem) => {
    const port = await serveHttp2(end);

    expect(await health('', { port })).toMatchObject({ kind: 'transport', problem });
  });

  test('never answers', async () => {
    const port = await serveHttp2(() => {});

    expect(await health('', { port, timeoutMs: 500 })).toMatchObject({
      kind: 'transport',
      problem: 'no answer within 500 ms',
    });
  });

  test('speaks only HTTP/1.1', async () => {
    const plain = await serveHttp((_request, response) => response.end());
    const secure = await serveHttps(certificate, (_request, response) => response.end());
    const problem = expect.stringContaining('the server does not speak HTTP/2, which gRPC needs');
    const request = { scheme: 'https', port: secure.port, servername: 'localhost', host: 'localhost' } as const;

    expect(await health('', { port: plain.port })).toMatchObject({ kind: 'transport', problem });
    expect(await health('', request, { ca: certificate.cert })).toMatchObject({ kind: 'transport', problem });
  });

  test('chooses no protocol over TLS', async () => {
    const server = createTlsServer(certificate, (socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const request = { scheme: 'https', port, servername: 'localhost', host: 'localhost' } as const;

    expect(await health('', request, { ca: certificate.cert })).toMatchObject({
      ...{ kind: 'transport', problem: 'the server does not speak HTTP/2, which gRPC needs' },
    });
  });

  test('resets the connection', async () => {
    const { port } = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));

    expect(await health('', { port })).toMatchObject({ problem: 'connection reset (ECONNRESET)' });
  });

  test('is at a forbidden address', async () => {
    const port = await serveGrpc({ '': 'SERVING' });
    const lookup: HttpProbeOptions['lookup'] = (_hostname, { all }, found) =>
      all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4);

    expect(await health('', { port, hostname: 'shop.example' }, { lookup, allowLoopback: false })).toEqual({
      kind: 'refused',
      problem: 'shop.example leads to a loopback address, which is the function itself',
    });
  });
});

function health(service: string, change: Partial<ProbeRequest>, options?: HttpProbeOptions) {
  return sendProbe({ method: 'POST', path: '/grpc.health.v1.Health/Check', grpc: { service }, ...change }, options);
}

/** A server of @grpc/grpc-js; with the health service if there are statuses. */
async function serveGrpc(statuses: ServingStatusMap | undefined, isSecure = false): Promise<number> {
  const server = new Server();
  if (statuses !== undefined) new HealthImplementation(statuses).addToServer(server);
  const pair = { cert_chain: Buffer.from(certificate.cert), private_key: Buffer.from(certificate.key) };
  const credentials = isSecure ? ServerCredentials.createSsl(null, [pair]) : ServerCredentials.createInsecure();
  onTestFinished(() => server.forceShutdown());
  return new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error ? reject(error) : resolve(port))),
  );
}

const serving = Buffer.from([0, 0, 0, 0, 2, 0x08, 1]);

/** Answers with this body and the status that everything is fine. */
function answerHealth(
  stream: ServerHttp2Stream,
  body: Buffer,
  headers: object = { 'content-type': 'application/grpc' },
) {
  stream.respond({ ':status': 200, ...headers }, { waitForTrailers: true, sendDate: false } as object);
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(body);
}

async function serveHttp2(onStream: (stream: ServerHttp2Stream) => void): Promise<number> {
  const server = createHttp2Server();
  const sockets = new Set<Socket>();
  server
    .on('stream', (stream) => onStream(stream.on('error', () => {})))
    .on('connection', (socket: Socket) => sockets.add(socket))
    .on('sessionError', () => {});
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
