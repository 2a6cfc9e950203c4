import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import type { HttpProbeOptions } from '../../../../../src/checks/smoke/probe/http-probe.ts';
import type { ProbeRequest } from '../../../../../src/checks/smoke/probe/probe-request.ts';
import { serveHttp, serveHttps, serveTcp } from '../../local-servers.ts';
import { sendProbe } from '../../probe-requests.ts';
import { selfSigned } from '../../self-signed.ts';

describe('a WebSocket server', () => {
  test('opens it, and both sides close it', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<number>();
    const port = await serveWebSocket({}, resolve);

    const outcome = await open([], { port });

    expect(outcome).toMatchObject({ kind: 'answer', status: 101, bodyEnd: 'whole' });
    expect(outcome.kind === 'answer' && [outcome.faults, outcome.notes]).toEqual([undefined, undefined]);
    expect(await closed).toBe(1000);
  });

  test('speaks first, and is closed anyway', async () => {
    const port = await serveWebSocket({}, undefined, ['hello', 'x'.repeat(300), 'y'.repeat(40_000)]);

    const outcome = await open([], { port });

    expect(outcome.kind === 'answer' && [outcome.status, outcome.notes]).toEqual([101, undefined]);
  });

  test('chooses one of the protocols', async () => {
    vi.spyOn(performance, 'now').mockReturnValue(5000);
    let offered: ReadonlySet<string> | undefined;
    const port = await serveWebSocket({
      handleProtocols(protocols: ReadonlySet<string>) {
        offered = protocols;
        return 'graphql-ws';
      },
    });

    expect(await open(['mqtt', 'graphql-ws'], { port })).toMatchObject({
      ...{ status: 101, tookMs: 0, firstByteMs: 0, certificate: undefined },
      headers: { 'sec-websocket-protocol': ['graphql-ws'] },
    });
    expect(offered).toEqual(new Set(['mqtt', 'graphql-ws']));
  });

  test('chooses none of the protocols', async () => {
    const port = await serveWebSocket({ handleProtocols: () => false });

    expect(await open(['mqtt', 'graphql-ws'], { port })).toMatchObject({
      faults: ['the server chose none of mqtt, graphql-ws'],
    });
  });

  test('is open at another path', async () => {
    const port = await serveWebSocket({ path: '/live' });

    expect(await open([], { port, path: '/live' })).toMatchObject({ status: 101 });
    expect(await open([], { port, path: '/' })).toMatchObject({
      status: 400,
      faults: ['the server did not open a WebSocket'],
    });
  });
});

describe('a server that is not a WebSocket server', () => {
  test('answers with a page', async () => {
    vi.spyOn(performance, 'now').mockReturnValue(5000);
    const { port } = await serveHttp((_request, response) => response.end('<html>'));

    expect(await open([], { port })).toMatchObject({
      ...{ kind: 'answer', tookMs: 0, firstByteMs: 0 },
      status: 200,
      body: Buffer.from('<html>'),
      faults: ['the server did not open a WebSocket'],
    });
  });

  test('answers with a page over TLS, whose certificate is shown', async () => {
    const certificate = selfSigned('localhost');
    const { port } = await serveHttps(certificate, (_request, response) => response.end('<html>'));

    expect(
      await open([], { scheme: 'https', port, servername: 'localhost', tls: { ca: certificate.cert } }),
    ).toMatchObject({ status: 200, certificate: { subject: 'localhost' } });
  });

  test('never ends its page, of which only a beginning is read', async () => {
    const { port } = await serveHttp((_request, response) => response.write('x'.repeat(200_000)));

    const outcome = await open([], { port, timeoutMs: 300_000 });

    expect(outcome).toMatchObject({ status: 200, faults: ['the server did not open a WebSocket'] });
    // More than one piece, and not everything.
    expect(outcome.kind === 'answer' && outcome.body.length).toBeGreaterThan(65_536);
    expect(outcome.kind === 'answer' && outcome.body.length).toBeLessThanOrEqual(2 * 65_536);
  });

  test('breaks off in the middle of its page', async () => {
    const { port } = await serveTcp((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<html>')),
    );

    expect(await open([], { port })).toMatchObject({
      ...{ status: 200, body: Buffer.from('<html>'), faults: ['the server did not open a WebSocket'] },
    });
  });

  test.each([
    [
      'has a wrong accept',
      [],
      () => 'upgrade: websocket\r\nsec-websocket-accept: AAAA',
      ['sec-websocket-accept is not for this request'],
    ],
    ['has no accept', [], () => 'upgrade: websocket', ['sec-websocket-accept is missing']],
    [
      'speaks something else',
      [],
      (accept: string) => `upgrade: h2c\r\nsec-websocket-accept: ${accept}`,
      ['the server switched to h2c, not to a WebSocket'],
    ],
    [
      'does not say what it speaks',
      [],
      (accept: string) => `sec-websocket-accept: ${accept}`,
      ['the server did not open a WebSocket'],
    ],
    [
      'chooses what was not offered',
      ['mqtt'],
      (accept: string) => `upgrade: WebSocket\r\nsec-websocket-accept: ${accept}\r\nsec-websocket-protocol: wamp`,
      ['the server chose the protocol wamp, which was not offered'],
    ],
    [
      'chooses although nothing was offered',
      [],
      (accept: string) => `upgrade: websocket\r\nsec-websocket-accept: ${accept}\r\nsec-websocket-protocol: wamp`,
      ['the server chose the protocol wamp, which was not offered'],
    ],
    [
      'uses an extension',
      [],
      (accept: string) => `upgrade: websocket\r\nsec-websocket-accept: ${accept}\r\nsec-websocket-extensions: x`,
      ['the server uses an extension that was not offered'],
    ],
  ])('%s', async (_what, protocols, headersFor, faults) => {
    const port = await serveHandshake(headersFor);

    expect(await open(protocols, { port })).toMatchObject({ kind: 'answer', status: 101, faults });
  });

  test('does not close it, which is noted when the time is up', async () => {
    const port = await serveHandshake((accept) => `upgrade: websocket\r\nsec-websocket-accept: ${accept}`);

    expect(await open([], { port, timeoutMs: 500 })).toMatchObject({
      kind: 'answer',
      status: 101,
      notes: ['the server did not close the WebSocket when asked to'],
    });
  });

  test.each<[string, (socket: Socket) => void]>([
    ['ends the connection instead', (socket) => socket.end()],
    ['resets the connection instead', (socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['sends more and more instead', (socket) => socket.write(Buffer.concat([longHead, Buffer.alloc(100_000)]))],
  ])('%s of closing the WebSocket', async (_what, go) => {
    const port = await serveHandshake((accept) => `upgrade: websocket\r\nsec-websocket-accept: ${accept}`, go);

    expect(await open([], { port, timeoutMs: 300_000 })).toMatchObject({
      ...{ kind: 'answer', status: 101 },
      notes: ['the server did not close the WebSocket when asked to'],
    });
  });

  test('closes it at once', async () => {
    const port = await serveHandshake(
      (accept) => `upgrade: websocket\r\nsec-websocket-accept: ${accept}`,
      () => {},
      Buffer.from([0x88, 0]),
    );

    const outcome = await open([], { port, timeoutMs: 300_000 });

    expect(outcome.kind === 'answer' && [outcome.status, outcome.notes]).toEqual([101, undefined]);
  });

  test('has its connection closed although it opened no WebSocket', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const port = await serveHandshake(
      () => 'upgrade: websocket',
      (socket) => socket.once('close', resolve),
    );

    expect(await open([], { port })).toMatchObject({ faults: ['sec-websocket-accept is missing'] });
    await closed;
  });

  test('never answers', async () => {
    const { port } = await serveTcp(() => {});

    expect(await open([], { port, timeoutMs: 500 })).toMatchObject({
      kind: 'transport',
      problem: 'no answer within 500 ms',
    });
  });

  test('has a certificate that is not trusted', async () => {
    const { port } = await serveHttps(selfSigned('localhost'), (_request, response) => response.end());

    expect(await open([], { scheme: 'https', port, servername: 'localhost' })).toMatchObject({
      kind: 'transport',
      problem: 'certificate is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)',
    });
  });

  test('is at a forbidden address', async () => {
    const port = await serveWebSocket({});
    const lookup: HttpProbeOptions['lookup'] = (_hostname, { all }, found) =>
      all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4);

    expect(await open([], { port, hostname: 'shop.example' }, { lookup, allowLoopback: false })).toEqual({
      kind: 'refused',
      problem: 'shop.example leads to a loopback address, which is the function itself',
    });
  });
});

function open(protocols: readonly string[], change: Partial<ProbeRequest>, options?: HttpProbeOptions) {
  return sendProbe({ webSocket: { protocols }, ...change }, options);
}

async function serveWebSocket(
  options: object,
  onClose: (code: number) => void = () => {},
  messages: readonly string[] = [],
): Promise<number> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options });
  server.on('connection', (socket) => {
    socket.on('close', onClose);
    for (const message of messages) socket.send(message);
  });
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The head of a frame that is longer than anybody reads. */
const longHead = Buffer.from([0x82, 127, 0, 0, 0, 0, 0x7f, 0, 0, 0]);

/** Answers a handshake with these headers and bytes, and continues as the test says. */
async function serveHandshake(
  headersFor: (accept: string) => string,
  goOn: (socket: Socket) => void = () => {},
  frames: Buffer = Buffer.alloc(0),
): Promise<number> {
  const { port } = await serveTcp((socket) => {
    socket.once('data', (head) => {
      const [, key = ''] = /sec-websocket-key: (\S+)/i.exec(head.toString()) ?? [];
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      const headers = `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\n${headersFor(accept)}\r\n\r\n`;
      socket.write(Buffer.concat([Buffer.from(headers), frames]));
      goOn(socket);
    });
  });
  return port;
}
