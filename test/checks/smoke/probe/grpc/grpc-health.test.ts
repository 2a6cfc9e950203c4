import { once } from 'node:events';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { HealthImplementation, type ServingStatusMap } from 'grpc-health-check';
import { describe, expect, onTestFinished, test } from 'vitest';
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

  test.each([
    [status.UNAVAILABLE, 'try%20later', 'gRPC error UNAVAILABLE (14): try later'],
    [status.UNAUTHENTICATED, '', 'gRPC error UNAUTHENTICATED (16)'],
    [99, '', 'gRPC error status (99)'],
  ])('of a server that answers with the status %i', async (code, message, fault) => {
    const port = await serveHttp2((stream) =>
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': code, 'grpc-message': message },
        { endStream: true },
      ),
    );

    expect(await health('', { port })).toMatchObject({ status: 200, faults: [fault] });
  });
});

describe('a server that is not a gRPC server', () => {
  test.each<[string, string, Buffer, string]>([
    ['has no content-type of gRPC', 'text/html', Buffer.from('<html>'), 'not a gRPC answer: content-type text/html'],
    ['ends without a status', 'application/grpc', Buffer.alloc(0), 'the answer ended without a grpc-status'],
  ])('%s', async (_what, type, body, fault) => {
    const port = await serveHttp2((stream) => {
      stream.respond({ ':status': 200, 'content-type': type });
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
    const port = await serveHttp2((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(body);
    });

    expect(await health('', { port })).toMatchObject({ faults: ['the answer is not a HealthCheckResponse'] });
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
